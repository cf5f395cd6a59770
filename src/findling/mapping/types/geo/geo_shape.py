"""geo_shape: points, lines and areas on the globe.

A geometry is kept as one entry of the field's dictionary: its bounds (west, south, east, north as doubles) and then its
well-known binary. Queries compare bounds first, and read only the geometries that may match.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, Final, Literal

import orjson

from findling.base.errors import IllegalArgumentError
from findling.base.lazy import lazy_module
from findling.mapping import parameters
from findling.mapping.field_type import FieldType, TypeContext, register
from findling.mapping.geo.geo_shape_text import ShapeReader, is_clockwise
from findling.mapping.geo.geometry_formats import GEOMETRY_FORMATS, envelope_of, wkt_of
from findling.mapping.geo.quantized import on_the_globe
from findling.mapping.geo.shape_terms import decode_shapes, encode_shape
from findling.mapping.parameters import Parameter, Place
from findling.mapping.parsed_batch import FieldStructures

shapely = lazy_module("shapely", optional=True)

PREFIX_TREES: Final = ("strategy", "tree", "tree_levels", "precision", "distance_error_pct", "points_only")


def read_orientation(at: Place, value: object) -> str:
    """Reads `orientation` in any of its names."""
    return "left" if is_clockwise(value) else "right"


@register
class GeoShapeFieldType(FieldType):
    """Geometries with their bounds."""

    type_name = "geo_shape"
    takes_text = False
    family = "geo_shape"
    shapes_on: ClassVar[Literal["globe", "plane"] | None] = "globe"
    takes_objects = True
    PARAMETERS = parameters.table(
        parameters.INDEX,
        parameters.DOC_VALUES,
        parameters.STORE,
        Parameter("orientation", "right", read_orientation, updateable=True),
        parameters.IGNORE_MALFORMED,
        parameters.boolean("ignore_z_value", True, updateable=True),
        parameters.boolean("coerce", False, updateable=True),
    )

    @classmethod
    def from_definition(cls, name: str, definition: Mapping[str, object], context: TypeContext) -> FieldType:
        """Refuses the parameters of prefix trees by name, as Elasticsearch does since 8."""
        if trees := [key for key in definition if key in PREFIX_TREES]:
            raise IllegalArgumentError(
                f"using deprecated parameters [{', '.join(trees)}] in mapper [{name}] of type [geo_shape] is no longer "
                "allowed"
            )
        return super().from_definition(name, definition, context)

    def configure(self) -> None:
        self.structures = FieldStructures("term", doc_values="ordinals")
        self.reader = ShapeReader(
            self.get("orientation") == "left", bool(self.get("coerce")), bool(self.get("ignore_z_value"))
        )

    @property
    def is_searchable(self) -> bool:
        return bool(self.get("index") or self.get("doc_values"))

    @property
    def has_doc_values(self) -> bool:
        return False

    def parse_value(self, value: object) -> bytes:
        return encode_shape(on_the_globe(self.reader.read(value)))

    def check_format(self, format: str) -> None:
        if format not in GEOMETRY_FORMATS:
            raise IllegalArgumentError(f"Unrecognized geometry format [{format}].")

    def fetched(self, value: object, format: str | None = None) -> object:
        """A geometry that is written in the format already stays as it is."""
        geometry = self.reader.read(value)
        if isinstance(value, dict):
            return wkt_of(value) if format == "wkt" else value
        if format == "wkt":
            return value
        if str(value).lstrip().upper().startswith("BBOX"):
            return envelope_of(geometry.bounds)
        return orjson.loads(shapely.to_geojson(geometry))

    def index_term(self, value: object) -> bytes:
        raise IllegalArgumentError(
            f"Geometry fields do not support exact searching, use dedicated geometry queries instead: [{self.name}]"
        )

    def from_term(self, term: bytes) -> Any:
        return orjson.loads(shapely.to_geojson(decode_shapes([term])[0]))

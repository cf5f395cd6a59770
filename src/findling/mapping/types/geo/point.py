"""point: a place on a plane, x and y."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from findling.base.errors import FindlingError, IllegalArgumentError, MapperParsingError, ParseError
from findling.base.lazy import lazy_module
from findling.mapping import parameters
from findling.mapping.field_type import register
from findling.mapping.geo.geo_point_text import WKT_POINT, check_z
from findling.mapping.geo.geo_shape_text import PlaneShapeReader
from findling.mapping.geo.quantized import on_the_plane
from findling.mapping.geo.shape_terms import encode_shape
from findling.mapping.types.geo.geo_shape import GeoShapeFieldType
from findling.mapping.types.number_text import double_of

shapely = lazy_module("shapely", optional=True)


@register
class PointFieldType(GeoShapeFieldType):
    """Points of two floats, kept as geometries."""

    type_name = "point"
    family = "point"
    shapes_on = "plane"
    PARAMETERS = parameters.table(
        parameters.INDEX,
        parameters.DOC_VALUES,
        parameters.STORE,
        parameters.IGNORE_MALFORMED,
        parameters.boolean("ignore_z_value", True, updateable=True),
        parameters.null_value(),
    )

    def configure(self) -> None:
        super().configure()
        self.reader = PlaneShapeReader(ignore_z=bool(self.get("ignore_z_value")))
        self.null_value = self.get("null_value")
        if self.null_value is not None:
            self._check_null_value()

    def _check_null_value(self) -> None:
        try:
            self.place_of(self.null_value)
        except FindlingError as error:
            leaf = self.name.rpartition(".")[2]
            raise MapperParsingError(f"Error parsing [null_value] on field [{leaf}]: {error.reason}") from error

    def is_value(self, array: Sequence[object]) -> bool:
        """An array that starts with a number is one point: [x, y]."""
        return bool(array) and type(array[0]) in (int, float)

    def parse_value(self, value: object) -> bytes:
        return encode_shape(on_the_plane(self.reader.geometry({"type": "point", "coordinates": self.place_of(value)})))

    def place_of(self, value: object) -> list[float]:
        """Returns x and y. Raises ParseError, IllegalArgumentError."""
        if isinstance(value, Mapping):
            return self._of_object(value)
        if isinstance(value, list | tuple):
            return self._of_array(value)
        if isinstance(value, str):
            wkt = WKT_POINT.match(value)
            parts = wkt[1].split() if wkt else [part.strip() for part in value.split(",")]
            if len(parts) not in (2, 3):
                raise ParseError(f"failed to parse [{value}], expected 2 or 3 coordinates but found: [{len(parts)}]")
            return self._of_array(parts)
        raise ParseError("point expected")

    def _of_object(self, value: Mapping[str, object]) -> list[float]:
        if "coordinates" in value or "type" in value:
            if str(value.get("type", "")).lower() != "point":
                raise ParseError("[type] for point can only be 'Point'")
            coordinates = value.get("coordinates")
            if not isinstance(coordinates, list):
                raise ParseError("field [coordinates] must be an array")
            return self._of_array(coordinates)
        for key in value:
            if key not in ("x", "y", "z"):
                raise ParseError("field must be either [x], [y], or [z]")
        for key in ("x", "y"):
            if key not in value:
                raise ParseError(f"Required [{key}]")
        return self._of_array([value[key] for key in ("x", "y", "z") if key in value])

    def _of_array(self, parts: Sequence[object]) -> list[float]:
        if len(parts) == 3:
            check_z(parts[2], bool(self.get("ignore_z_value")))
        elif len(parts) != 2:
            raise ParseError("[point] field type does not accept more than 3 values" if parts else "point expected")
        return [_number(part, name) for part, name in zip(parts, "xy", strict=False)]

    def fetched(self, value: object, format: str | None = None) -> object:
        x, y = self.place_of(value)
        return f"POINT ({x} {y})" if format == "wkt" else {"type": "Point", "coordinates": [x, y]}


def _number(value: Any, name: str) -> float:
    try:
        number = double_of(value)
    except IllegalArgumentError as error:
        raise ParseError(f"[{name}] must be a valid double value") from error
    if math.isnan(number):
        raise ParseError(f"[{name}] must be a valid double value")
    return number

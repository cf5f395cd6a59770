"""shape: points, lines and areas on a plane."""

from findling.mapping.field_type import register
from findling.mapping.geo.geo_shape_text import PlaneShapeReader
from findling.mapping.geo.quantized import on_the_plane
from findling.mapping.geo.shape_terms import encode_shape
from findling.mapping.types.geo.geo_shape import GeoShapeFieldType


@register
class ShapeFieldType(GeoShapeFieldType):
    """Geometries of two floats a position, kept as those of geo_shape are."""

    type_name = "shape"
    family = "shape"
    shapes_on = "plane"

    def configure(self) -> None:
        super().configure()
        self.reader = PlaneShapeReader(
            self.get("orientation") == "left", bool(self.get("coerce")), bool(self.get("ignore_z_value"))
        )

    def parse_value(self, value: object) -> bytes:
        return encode_shape(on_the_plane(self.reader.read(value)))

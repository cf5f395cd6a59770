"""geo_point: latitude and longitude in one 64-bit column."""

import math
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from findling.base.errors import IllegalArgumentError
from findling.mapping import parameters
from findling.mapping.field_type import ColumnValues, FieldType, register
from findling.mapping.geo.geo_point_text import Point, check_range, normalized, parse_point
from findling.mapping.geo.geometry_formats import GEOMETRY_FORMATS
from findling.mapping.parameters import Parameter, Place
from findling.mapping.parsed_batch import FieldStructures
from findling.mapping.synthetic_values import SourceArrays, SourceOrder

LAT_STEP: Final = 180.0 / 2**32
LON_STEP: Final = 360.0 / 2**32
HALF: Final = 2**31


def encode_points(lat: npt.NDArray[np.float64], lon: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Returns (n,) int64 columns of points within range: latitude in the upper 32 bits, longitude in the lower.

    Quantised as Lucene's GeoEncodingUtils: floor to 1/2^32 of the range, the upper end just below itself.
    """
    lat_bits = np.minimum(np.floor(lat / LAT_STEP), HALF - 1).astype(np.int64) + HALF
    lon_bits = np.minimum(np.floor(lon / LON_STEP), HALF - 1).astype(np.int64) + HALF
    return (lat_bits << 32) | lon_bits


def last_before(values: npt.NDArray[np.float64], step: float) -> npt.NDArray[np.float64]:
    """Returns the last coordinates that can be kept before some others. step: of latitudes or longitudes"""
    kept: npt.NDArray[np.float64] = (np.ceil(values / step) - 1) * step
    return kept


def decode_points(column: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Returns latitudes and longitudes in degrees of column values: the inverse of encode_points."""
    bits = column.view(np.uint64)
    lat = (bits >> np.uint64(32)).astype(np.float64) - HALF
    lon = (bits & np.uint64(0xFFFFFFFF)).astype(np.float64) - HALF
    return lat * LAT_STEP, lon * LON_STEP


def _no_dimension(at: Place, value: object) -> object:
    raise IllegalArgumentError(f"Parameter [{at.parameter}] cannot be set to geo_point")


@register
class GeoPointFieldType(FieldType):
    """One int64 column; distances and boxes are computed from it."""

    type_name = "geo_point"
    takes_text = False
    family = "geo_point"
    is_point = True
    takes_objects = True
    PARAMETERS = parameters.table(
        parameters.INDEX,
        parameters.DOC_VALUES,
        parameters.STORE,
        parameters.IGNORE_MALFORMED,
        parameters.boolean("ignore_z_value", True, updateable=True),
        parameters.null_value(),
        parameters.SCRIPT,
        parameters.ON_SCRIPT_ERROR,
        parameters.metric("position"),
        Parameter("time_series_dimension", None, _no_dimension, ignored=True),
    )

    def configure(self) -> None:
        self.null_value = self.get("null_value")
        kept = self.get("index") or self.get("doc_values")
        self.structures = FieldStructures("long", doc_values="numeric" if kept else "none")
        if self.null_value is not None:
            self.parse_value(self.null_value)

    def is_value(self, array: Sequence[object]) -> bool:
        """An array that starts with a number is one point: [lon, lat]."""
        return bool(array) and type(array[0]) in (int, float)

    def parse_column(self, values: list[Any], types: set[type]) -> ColumnValues | None:
        if len(types) != 1:
            return None
        try:
            return self._encode_all(_coordinates(values, next(iter(types))))
        except (KeyError, ValueError, TypeError, OverflowError):
            return None

    def _encode_all(self, coordinates: npt.NDArray[np.float64] | None) -> npt.NDArray[np.int64] | None:
        if coordinates is None:
            return None
        lat, lon = coordinates
        return encode_points(lat, lon) if bool((np.abs(lat) <= 90).all() and (np.abs(lon) <= 180).all()) else None

    def parse_value(self, value: object) -> int:
        lat, lon = self.point_of(value)
        return int(encode_points(np.array([lat]), np.array([lon]))[0])

    def point_of(self, value: object) -> Point:
        """Returns (lat, lon) in degrees of a document's or query's point; raises ParseError or IllegalArgumentError."""
        lat, lon = parse_point(value, bool(self.get("ignore_z_value")))
        if self.get("ignore_malformed") and math.isfinite(lat) and math.isfinite(lon):
            lat, lon = normalized(lat, lon)
        return check_range(lat, lon, self.name)

    def check_sortable(self) -> None:
        raise IllegalArgumentError(
            "can't sort on geo_point or point field without using specific sorting feature, like geo_distance"
        )

    def column_value(self, value: object, round_up: bool = False) -> int:
        raise IllegalArgumentError(
            f"Geometry fields do not support exact searching, use dedicated geometry queries instead: [{self.name}]"
        )

    @property
    def source_order(self) -> SourceOrder:
        return "sorted" if self.has_doc_values else "kept"

    @property
    def source_arrays(self) -> SourceArrays:
        return "lost"

    def from_column(self, value: object) -> dict[str, float]:
        lat, lon = decode_points(np.array([value], dtype=np.int64))
        return {"lat": float(lat[0]), "lon": float(lon[0])}

    def doc_value(self, value: object, format: str | None = None) -> object:
        return self.format_value(value, format)

    def check_format(self, format: str) -> None:
        if format not in GEOMETRY_FORMATS:
            raise IllegalArgumentError(f"Unrecognized geometry format [{format}].")

    def stored_value(self, value: object) -> str:
        lat, lon = self.point_of(value)
        return f"{float(lat)}, {float(lon)}"

    def fetched(self, value: object, format: str | None = None) -> object:
        lat, lon = self.point_of(value)
        if format == "wkt":
            return f"POINT ({float(lon)} {float(lat)})"
        return {"type": "Point", "coordinates": [lon, lat]}

    def format_value(self, value: object, format: str | None = None, time_zone: str | None = None) -> str:
        point = self.from_column(value)
        return f"{point['lat']}, {point['lon']}"


def _coordinates(values: list[Any], kind: type) -> npt.NDArray[np.float64] | None:
    """Returns (2, n) latitudes and longitudes of values all written the same common way; None if they are not."""
    if kind is dict:
        if set(map(len, values)) != {2}:
            return None
        pairs = [(value["lat"], value["lon"]) for value in values]
    elif kind is list:
        pairs = [(lat, lon) for lon, lat in values]
    elif kind is str:
        texts = [value.split(",") for value in values]
        plain = all(len(pair) == 2 and _is_plain(pair) for pair in texts)
        return np.array(texts, dtype=np.float64).T if plain else None
    else:
        return None
    if not set(map(type, (number for pair in pairs for number in pair))) <= {int, float}:
        return None
    return np.array(pairs, dtype=np.float64).T


def _is_plain(pair: list[str]) -> bool:
    return all(part.strip().lstrip("-").replace(".", "", 1).isdecimal() and part.isascii() for part in pair)

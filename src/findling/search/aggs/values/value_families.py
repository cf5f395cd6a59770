"""Families of values: what `value_type` and the results of scripts are, and which aggregations take them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from findling.base.errors import UnsupportedFieldError

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField

VALUE_TYPES: Final = (
    "string", "byte", "short", "integer", "long", "float", "double", "number", "numeric", "date", "ip", "boolean",
)  # fmt: skip

# by value_type: the family, and what messages call those that go with it
_OF_TYPES: Final = {
    **dict.fromkeys(("byte", "short", "integer", "long"), ("numeric", "byte|short|integer|long")),
    **dict.fromkeys(("float", "double"), ("numeric", "float|double")),
    **dict.fromkeys(("number", "numeric"), ("numeric", "byte|short|integer|long")),
    "string": ("keyword", "string"),
    **{name: (name, name) for name in ("date", "ip", "boolean")},
}

_NUMBERS: Final = frozenset({"numeric", "date", "boolean"})
# by aggregation, of those that do not take all there are
_TAKEN: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(
        ("avg", "sum", "min", "max", "stats", "extended_stats", "percentiles", "percentile_ranks"), _NUMBERS
    ),
    **dict.fromkeys(("range", "date_range", "histogram", "date_histogram"), _NUMBERS),
    **dict.fromkeys(("median_absolute_deviation", "variable_width_histogram"), frozenset({"numeric"})),
    **dict.fromkeys(("boxplot", "auto_date_histogram"), frozenset({"numeric", "date"})),
    "string_stats": frozenset({"keyword"}),
    **dict.fromkeys(("ip_range", "ip_prefix"), frozenset({"ip"})),
    **dict.fromkeys(
        ("geo_bounds", "geo_centroid", "geo_distance", "geohash_grid", "geotile_grid", "geohex_grid"), frozenset[str]()
    ),
}

# what the results of scripts are taken for where nothing says it: numbers, but for these
_OF_SCRIPTS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("terms", "cardinality", "value_count", "missing", "rare_terms"), "keyword"),
    **dict.fromkeys(("significant_terms", "diversified_sampler", "field_config"), "keyword"),
    **dict.fromkeys(("date_histogram", "date_range", "auto_date_histogram"), "date"),
}


def script_results(aggregation: str) -> str:
    """Returns the type of field that holds the results of an aggregation's scripts."""
    return _OF_SCRIPTS.get(aggregation, "double")


def family_of(field: MappedField) -> str:
    """Returns the family of a field's values."""
    kind = field.type
    if kind.intervals is not None or kind.is_point:
        return "others"
    if kind.is_address:
        return "ip"
    if kind.numbers is None:
        return "keyword"
    return "date" if kind.time_unit is not None else "boolean" if kind.numbers.is_truth else "numeric"


def family_of_type(value_type: str) -> tuple[str, str]:
    """Returns the family of a `value_type`, and what messages call those of it."""
    return _OF_TYPES[value_type]


def check_unmapped(aggregation: str, value_type: str | None) -> None:
    """Raises UnsupportedFieldError for an unmapped field, said to be of values that an aggregation cannot take."""
    if value_type is None:
        return
    family, _ = _OF_TYPES[value_type]
    if family not in _TAKEN.get(aggregation, (family,)):
        raise UnsupportedFieldError(
            f"unmapped field with value source type [{family}] is not supported for aggregation [{aggregation}]"
        )

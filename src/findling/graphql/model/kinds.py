"""What can be done with fields, by the type that a mapping gives them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Kind:
    """A group of types of fields.

    scalar: the type of its values in GraphQL; operators: what `where` can ask beside whether there is a value
    is_sortable: whether it has values to sort by and to aggregate; is_numeric: those of numbers or dates
    is_analyzed: its values are terms of texts; is_list: every value is a list
    is_computed: documents do not have it; completes: whether prefixes are completed by it
    """

    name: str
    scalar: str
    operators: tuple[str, ...] = ()
    is_sortable: bool = False
    is_numeric: bool = False
    is_analyzed: bool = False
    is_list: bool = False
    is_computed: bool = False
    completes: bool = False

    @property
    def is_any(self) -> bool:
        """Whether a value is shown as it is, lists too."""
        return self.scalar in ("JSON", "GeoPoint")


_EQUAL: Final = ("eq", "neq", "in", "nin")
_RANGE: Final = ("gt", "gte", "lt", "lte")
_PATTERN: Final = ("prefix", "wildcard", "regexp")
_TEXT: Final = ("match", "matchPhrase")

EXACT: Final = Kind("keyword", "String", (*_EQUAL, *_RANGE, *_PATTERN, "match"), is_sortable=True)
_ANALYZED: Final = Kind("text", "String", (*_EQUAL, *_TEXT, *_PATTERN), is_analyzed=True)
_WHOLE: Final = Kind("integer", "Int", (*_EQUAL, *_RANGE), is_sortable=True, is_numeric=True)
_LONG: Final = Kind("long", "Long", (*_EQUAL, *_RANGE), is_sortable=True, is_numeric=True)
_FLOAT: Final = Kind("float", "Float", (*_EQUAL, *_RANGE), is_sortable=True, is_numeric=True)
_DATE: Final = Kind("date", "DateTime", (*_EQUAL, *_RANGE), is_sortable=True, is_numeric=True)
_FLAG: Final = Kind("boolean", "Boolean", _EQUAL, is_sortable=True)
_ADDRESS: Final = Kind("ip", "String", (*_EQUAL, *_RANGE), is_sortable=True)
_POINT: Final = Kind("geo_point", "GeoPoint", ("distance", "boundingBox", "within"))
_SHAPE: Final = Kind("geo_shape", "JSON", ("within", "intersects"))
_OPAQUE: Final = Kind("json", "JSON")
_SPAN: Final = Kind("range", "JSON", ("eq", *_RANGE))
_ALIAS: Final = Kind("alias", "JSON", ("eq", "in", *_RANGE), is_sortable=True, is_computed=True)
_VECTOR: Final = Kind("vector", "Float", is_list=True)
_INPUT: Final = Kind("completion", "JSON", completes=True)
_OBJECT: Final = Kind("object", "")
NESTED: Final = Kind("nested", "", is_list=True)
OBJECT_KINDS: Final = (_OBJECT, NESTED)

KINDS: Final[Mapping[str, Kind]] = {
    **dict.fromkeys(("keyword", "constant_keyword", "wildcard", "version"), EXACT),
    **dict.fromkeys(("text", "match_only_text", "search_as_you_type", "annotated_text", "semantic_text"), _ANALYZED),
    **dict.fromkeys(("integer", "short", "byte", "token_count"), _WHOLE),
    **dict.fromkeys(("long", "unsigned_long", "murmur3"), _LONG),
    **dict.fromkeys(("float", "double", "half_float", "scaled_float"), _FLOAT),
    **dict.fromkeys(("date", "date_nanos"), _DATE),
    "boolean": _FLAG,
    "ip": _ADDRESS,
    "geo_point": _POINT,
    "geo_shape": _SHAPE,
    **dict.fromkeys(
        ("integer_range", "long_range", "float_range", "double_range", "date_range", "ip_range"), _SPAN
    ),
    "alias": _ALIAS,
    "dense_vector": _VECTOR,
    "completion": _INPUT,
    "binary": Kind("binary", "String"),
    "rank_feature": Kind("rank_feature", "Float"),
    "object": _OBJECT,
    "nested": NESTED,
    "flattened": _OPAQUE,
    "unknown": _OPAQUE,
}  # fmt: skip

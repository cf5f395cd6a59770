"""`_security/_query/...`: users, roles and keys found by queries."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from findling.base.errors import IllegalArgumentError, NotSupportedError
from findling.base.object_parser import LIST, NUMBER, OBJECT, Member, parse_object

_SIZE: Final = 10
_QUERIES: Final = frozenset(
    {
        "match_all",
        "bool",
        "term",
        "terms",
        "match",
        "ids",
        "prefix",
        "wildcard",
        "exists",
        "range",
        "simple_query_string",
    }
)
_MEMBERS: Final[dict[str, Member]] = {
    "query": Member(OBJECT),
    "from": Member(NUMBER, int),
    "size": Member(NUMBER, int),
    "sort": Member(LIST),
    "search_after": Member(LIST),
}
_AGGREGATIONS: Final = ("aggs", "aggregations")


@dataclass(frozen=True, slots=True)
class RecordQuery:
    """What is looked for. sort: as of a search; fields: names that sorts give back the values of"""

    query: Mapping[str, Any]
    start: int
    size: int
    sort: list[Any]
    sort_fields: tuple[str, ...]

    def page(
        self, found: Sequence[Any], field: Callable[[Any, str], Any], shown: Callable[[Any], dict[str, Any]]
    ) -> Any:
        """Returns the part of what was found that is shown, with its sort values."""
        rows = []
        for item in found[self.start : self.start + self.size]:
            row = shown(item)
            if self.sort_fields:
                row["_sort"] = [field(item, name) for name in self.sort_fields]
            rows.append(row)
        return rows


def parse_record_query(what: str, body: Mapping[str, Any], fields: frozenset[str]) -> RecordQuery:
    """Returns the query of a body. fields: that may be asked for. Raises XContentParseError, IllegalArgumentError."""
    known = (
        _MEMBERS
        if what != "query_api_key_request_payload"
        else {**_MEMBERS, **dict.fromkeys(_AGGREGATIONS, Member(OBJECT))}
    )
    members = parse_object(what, body, known)
    if any(name in members for name in _AGGREGATIONS):
        raise NotSupportedError.of("aggregations over API keys")
    query = members.get("query", {"match_all": {}})
    _check_query(query, fields)
    sort: list[Any] = members.get("sort") or []
    names = [key if isinstance(key, str) else next(iter(key)) for key in sort]
    for name in names:
        _check_field(name, fields)
    start, size = members.get("from", 0), members.get("size", _SIZE)
    if start < 0 or size < 0:
        raise IllegalArgumentError("[from] and [size] must not be negative")
    return RecordQuery(query, start, size, sort or ["name"], tuple(names))


def _check_query(query: Any, fields: frozenset[str]) -> None:
    """Raises IllegalArgumentError for queries that could tell more than they may."""
    if not isinstance(query, dict):
        raise IllegalArgumentError("a query must be an object")
    for kind, body in query.items():
        if kind not in _QUERIES:
            raise IllegalArgumentError(f"Query type [{kind}] is not supported for this API")
        if kind == "bool":
            for clauses in body.values():
                for clause in clauses if isinstance(clauses, list) else [clauses]:
                    if isinstance(clause, dict):
                        _check_query(clause, fields)
        elif kind == "exists":
            _check_field(str(body.get("field")), fields)
        elif kind == "simple_query_string":
            for name in body.get("fields", ()):
                _check_field(name.partition("^")[0], fields)
        elif kind not in ("match_all", "ids") and isinstance(body, dict):
            for name in body:
                if name not in ("boost", "_name"):
                    _check_field(name, fields)


def _check_field(name: str, fields: frozenset[str]) -> None:
    if name not in fields and not name.startswith("metadata"):
        raise IllegalArgumentError(f"Field [{name}] is not allowed for querying or aggregation")

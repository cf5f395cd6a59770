"""`_security/_query/...`: users, roles and keys found by queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from findling.base.errors import (
    ActionRequestValidationError,
    FindlingError,
    IllegalArgumentError,
    IllegalStateError,
    ParsingError,
)
from findling.base.json_values import as_integer, json_token
from findling.base.object_parser import LIST, NUMBER, OBJECT, Member, parse_fault, parse_object, whole_object
from findling.node.search.shard_failures import shard_failed
from findling.node.security.record_aggregations import checked_aggregations, checked_syntax
from findling.node.security.record_fields import RecordFields
from findling.search.query.base import parse_query
from findling.search.search_after import read_search_after
from findling.search.sort import parse_sort
from findling.security.records import FoundRecords, Records

_SIZE: Final = 10
_EVERYTHING: Final[Mapping[str, Any]] = {"match_all": {}}
_INDEX: Final = ".security"
_ROLES: Final = "query_role_request_payload"


@dataclass(frozen=True, slots=True)
class RecordQuery:
    """What is looked for: members of a search, in the names under which fields are kept."""

    members: Mapping[str, Any]

    @property
    def sorts(self) -> bool:
        return bool(self.members.get("sort"))

    def within(self, query: Mapping[str, Any]) -> "RecordQuery":
        """Returns this query among what another finds."""
        whole = {"bool": {"filter": [query, self.members.get("query", _EVERYTHING)]}}
        return replace(self, members={**self.members, "query": whole})

    def run(self, records: Records, kinds: Sequence[str], typed_keys: bool = False) -> FoundRecords:
        """Returns what there is. Raises SearchPhaseExecutionError."""
        try:
            return records.query(kinds, self.members, typed_keys)
        except FindlingError as error:
            failed = shard_failed(error, _INDEX)
            raise failed from failed.__cause__


def _sort(what: str, value: object) -> list[Any]:
    """Returns sort keys as a list. Raises what is wrong with them, in the words of each parser."""
    keys = value if isinstance(value, list) else [value]
    if value == {} or {} in keys:
        raise ParsingError("Failed to parse object: expecting token of type [FIELD_NAME] but found [END_OBJECT]")
    for key in keys:
        if isinstance(key, list):
            raise IllegalStateError(f"expected value but got [{json_token(key)}]")
        if isinstance(key, Mapping):
            _check_sort_object(key)
        elif not isinstance(key, str):
            raise IllegalArgumentError(f"{'malformed' if what == _ROLES else 'mal-formatted'} sort object")
    return keys


def _check_sort_object(key: Mapping[str, Any]) -> None:
    for options in key.values():
        if not isinstance(options, Mapping):
            raise parse_fault(f"[field_sort] Expected START_OBJECT but was: {json_token(options)}")
    parse_sort({name: options for name, options in key.items() if not name.startswith("_")})


def _search_after(value: object) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise ParsingError(
            f"Expected [START_ARRAY] in [search_after] but found [{json_token(value)}] inside search_after"
        )
    return read_search_after(value)


def _query(value: Mapping[str, Any]) -> Mapping[str, Any]:
    parse_query(value)
    return value


_MEMBERS: Final[dict[str, Member]] = {
    "query": Member(OBJECT, _query),
    "from": Member(NUMBER, as_integer),
    "size": Member(NUMBER, as_integer),
    "search_after": Member((*LIST, "VALUE_NULL", "VALUE_NUMBER", "VALUE_STRING", "VALUE_BOOLEAN"), _search_after),
}


def parse_record_query(what: str, body: object, fields: RecordFields, aggregates: bool = False) -> RecordQuery:
    """Returns the query of a body. aggregates: whether aggregations may be asked for.

    Raises XContentParseError, IllegalArgumentError, ActionRequestValidationError.
    """
    known = {**_MEMBERS, "sort": Member((*OBJECT, *LIST), partial(_sort, what))}
    if aggregates:
        known |= dict.fromkeys(("aggs", "aggregations"), Member(OBJECT, checked_syntax))
    members = parse_object(what, whole_object(what, body), known)
    faults = [
        f"[{name}] parameter cannot be negative but was [{members[name]}]"
        for name in ("from", "size")
        if members.get(name, 0) < 0
    ]
    if "search_after" in members and members.get("from", 0) > 0:
        faults.append("[from] parameter must be set to 0 when [search_after] is used")
    if faults:
        raise ActionRequestValidationError.of(*faults)
    asked: dict[str, Any] = {"from": members.get("from", 0), "size": members.get("size", _SIZE)}
    if "query" in members:
        asked["query"] = fields.query(members["query"])
    if "sort" in members:
        asked["sort"] = fields.sort(members["sort"])
    if "search_after" in members:
        asked["search_after"] = list(members["search_after"])
    for name in ("aggs", "aggregations"):
        if name in members:
            asked["aggs"] = checked_aggregations(members[name], fields)
    return RecordQuery(asked)

"""The `collapse` of a request: of the hits that have the same value of a field, only the best is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from findling.base.errors import IllegalArgumentError, ParsingError
from findling.base.json_values import as_integer
from findling.base.object_parser import LIST, NUMBER, OBJECT, STRING, Member, parse_object
from findling.search.fetch.field_format import FieldFormat
from findling.search.inner_hits import InnerHitsRequest, parse_inner_hits


@dataclass(frozen=True, slots=True)
class Collapse:
    """A field, and what is shown of all hits of a group."""

    field: str
    inner_hits: tuple[InnerHitsRequest, ...] = ()

    def shown(self, fields: tuple[FieldFormat, ...]) -> tuple[FieldFormat, ...]:
        """Returns the doc values that hits show, with the one by which they are collapsed."""
        return fields if any(entry.field == self.field for entry in fields) else (*fields, FieldFormat(self.field))


def parse_collapse(body: object) -> Collapse:
    """Reads the members. Raises XContentParseError and IllegalArgumentError in Elasticsearch's wording."""
    assert isinstance(body, Mapping)
    members = parse_object("collapse", body, _MEMBERS)
    return Collapse(members.get("field") or _field(""), members.get("inner_hits", ()))


def _field(name: str) -> str:
    if not name:
        raise IllegalArgumentError("field name is null or empty")
    return name


def _inner_hits(value: object) -> tuple[InnerHitsRequest, ...]:
    return tuple([_one_inner_hits(entry) for entry in (value if isinstance(value, list) else [value])])


def _one_inner_hits(body: object) -> InnerHitsRequest:
    if not isinstance(body, Mapping):
        raise ParsingError("Invalid token in inner_hits array")
    inner = parse_inner_hits(body)
    if inner.name is None:
        raise IllegalArgumentError("inner_hits must have a [name]; set the [name] field in the inner_hits definition")
    return inner


def _at_once(value: object) -> int:
    """Checks how many groups are expanded at once; here that is one after the other."""
    number = as_integer(value)
    if number < 1:
        raise IllegalArgumentError("maxConcurrentGroupRequests` must be positive")
    return number


_MEMBERS: Final = {
    "field": Member(STRING, _field),
    "inner_hits": Member((*OBJECT, *LIST), _inner_hits),
    "max_concurrent_group_searches": Member(NUMBER, _at_once),
}

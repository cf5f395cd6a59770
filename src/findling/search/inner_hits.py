"""The `inner_hits` of a request: which of the hits within a hit are shown, and what of them.

Nested queries, queries between documents and collapsed groups have the same members. Nothing here knows an index:
`fetch/inner_hits` and `fetch/join_inner_hits` find the hits within a hit of a shard, node expands groups.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from findling.base.errors import IllegalArgumentError, ParsingError
from findling.base.json_values import as_boolean, as_integer
from findling.base.object_parser import BOOLEAN, LIST, NUMBER, OBJECT, STRING, STRINGS, Member, parse_object
from findling.search.fetch.field_format import FieldFormat, parse_field_formats, stored_names
from findling.search.fetch.script_fields import ScriptField, parse_script_fields
from findling.search.highlight.request import HighlightRequest, parse_highlight
from findling.search.sort import BY_SCORE, SortField, parse_sort
from findling.search.source_filter import SourceFilter, parse_source_filter

DEFAULT_SIZE: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class InnerHitsRequest:
    """What is shown of the hits within a hit.

    name: None is that of the path or relation
    sort: None is by score
    source: None is nothing where fields are asked for, else the whole
    collapse: the field by whose values they are collapsed, of those of a group alone
    """

    name: str | None = None
    from_: int = 0
    size: int = DEFAULT_SIZE
    sort: tuple[SortField, ...] | None = None
    source: SourceFilter | None = None
    stored_fields: tuple[str, ...] | None = None
    docvalue_fields: tuple[FieldFormat, ...] = ()
    fields: tuple[FieldFormat, ...] = ()
    script_fields: tuple[ScriptField, ...] = ()
    highlight: HighlightRequest = ()
    explain: bool = False
    version: bool = False
    seq_no_primary_term: bool = False
    track_scores: bool = False
    ignore_unmapped: bool = False
    collapse: str | None = None

    @property
    def shown_source(self) -> SourceFilter:
        """What is shown of the source of each."""
        if self.source is not None:
            return self.source
        if self.stored_fields is not None:
            return SourceFilter(enabled="_source" in self.stored_fields)
        return SourceFilter(enabled=not self.script_fields)


def parse_inner_hits(body: Mapping[str, object]) -> InnerHitsRequest:
    """Reads the members. Raises XContentParseError in Elasticsearch's wording."""
    members = parse_object("inner_hits", body, _MEMBERS)
    for name, own in (("from", "from_"), ("_source", "source")):
        if name in members:
            members[own] = members.pop(name)
    return InnerHitsRequest(**members)


def _not_negative(name: str) -> Any:
    def read(value: object) -> int:
        number = as_integer(value)
        if number < 0:
            raise IllegalArgumentError(f"illegal {name} value, at least 0 or higher")
        return number

    return read


def _stored_fields(value: object) -> tuple[str, ...]:
    return stored_names([value] if not isinstance(value, list) else value)


def _formats(name: str) -> Any:
    def read(value: object) -> tuple[FieldFormat, ...]:
        # an object stands for a list of it
        entries = value if isinstance(value, list) else [value]
        return parse_field_formats(name, [entry if isinstance(entry, Mapping) else str(entry) for entry in entries])

    return read


def _sort(value: object) -> tuple[SortField, ...] | None:
    keys = parse_sort(value)
    # sorting by score alone is the same as not sorting
    return None if not keys or keys == BY_SCORE else keys


def _collapse(value: object) -> str:
    assert isinstance(value, Mapping)
    if list(value) != ["field"] or not isinstance(value["field"], str):
        raise ParsingError("Invalid token in the inner collapse")
    return str(value["field"])


_LISTED: Final = (*LIST, *OBJECT)
_FLAG: Final = Member(BOOLEAN, as_boolean)
_MEMBERS: Final = {
    "name": Member(STRING),
    "ignore_unmapped": _FLAG,
    "from": Member(NUMBER, _not_negative("from")),
    "size": Member(NUMBER, _not_negative("size")),
    "explain": _FLAG,
    "version": _FLAG,
    "seq_no_primary_term": _FLAG,
    "track_scores": _FLAG,
    "stored_fields": Member(STRINGS, _stored_fields),
    "docvalue_fields": Member(_LISTED, _formats("docvalue_fields")),
    "fields": Member(_LISTED, _formats("fields")),
    "script_fields": Member(OBJECT, parse_script_fields),
    "highlight": Member(OBJECT, parse_highlight),
    "sort": Member(_LISTED, _sort),
    "_source": Member((*_LISTED, *BOOLEAN), parse_source_filter),
    "collapse": Member(OBJECT, _collapse),
}

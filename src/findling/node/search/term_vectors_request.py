"""What is asked of the term vectors APIs: which document, which of its fields, and what of their terms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from findling.base.errors import ActionRequestValidationError, IllegalArgumentError, ParseError
from findling.base.json_values import as_boolean, as_integer, as_long, scalar_text
from findling.node.documents.bulk_request import parse_version_type

_FAILED: Final = "failed to parse term vectors request."
_MOST: Final = 2**31 - 1
_FLAGS: Final = ("offsets", "positions", "payloads", "term_statistics", "field_statistics")
_STATISTICS: Final = {"termStatistics": "term_statistics", "fieldStatistics": "field_statistics"}


@dataclass(frozen=True, kw_only=True)
class TermFilter:
    """Which terms of a field are shown: the best by score, within some bounds. max_word_length: 0 for none"""

    max_num_terms: int = 25
    min_term_freq: int = 1
    max_term_freq: int = _MOST
    min_doc_freq: int = 1
    max_doc_freq: int = _MOST
    min_word_length: int = 0
    max_word_length: int = 0

    def takes(self, term: str, freq: int, doc_freq: int) -> bool:
        """Whether a term is within the bounds."""
        longest = self.max_word_length or _MOST
        return (
            self.min_term_freq <= freq <= self.max_term_freq
            and max(self.min_doc_freq, 1) <= doc_freq <= self.max_doc_freq
            and self.min_word_length <= len(term) <= longest
        )


@dataclass(frozen=True, kw_only=True)
class TermVectorsRequest:
    """One document, by its id or as it is given.

    fields: names and patterns, None for those whose term vectors are stored, or for all of a given document
    analyzers: by field, in place of those of the mapping
    """

    index: str | None = None
    id: str | None = None
    doc: Any = None
    routing: str | None = None
    realtime: bool = True
    version: int | None = None
    fields: tuple[str, ...] | None = None
    offsets: bool = True
    positions: bool = True
    payloads: bool = True
    term_statistics: bool = False
    field_statistics: bool = True
    analyzers: Mapping[str, str] = field(default_factory=dict)
    filter: TermFilter | None = None

    def with_body(self, body: Mapping[str, object]) -> TermVectorsRequest:
        """Returns the request with what a body says. Raises ParseError and what reading values raises."""
        members: dict[str, Any] = {}
        for name, value in body.items():
            members |= _read(name, value, members)
        if "doc" in members and (self.id is not None or members.get("id") is not None):
            raise ParseError(f"{_FAILED} either [id] or [doc] can be specified, but not both!")
        return replace(self, **members)

    def check(self) -> None:
        """Raises ActionRequestValidationError if there is no document."""
        if self.id is None and self.doc is None:
            raise ActionRequestValidationError.of("id or doc is missing")


def _read(name: str, value: Any, members: Mapping[str, Any]) -> dict[str, Any]:
    name = _STATISTICS.get(name, name)
    if name in _FLAGS:
        return {name: as_boolean(value)}
    if name == "fields":
        if not isinstance(value, list):
            raise ParseError(f"{_FAILED} field [fields] must be an array")
        return {name: tuple(map(scalar_text, value)) or None}
    if name == "per_field_analyzer":
        given = value if isinstance(value, Mapping) else {}
        return {"analyzers": {key: scalar_text(analyzer) for key, analyzer in given.items()}}
    if name == "filter":
        return {name: _filter(value)}
    if name in ("_index", "_id"):
        return {name[1:]: scalar_text(value)}
    if name == "doc":
        return {name: value if isinstance(value, Mapping) else {}}
    if name in ("routing", "_routing"):
        return {"routing": scalar_text(value)}
    if name in ("version", "_version"):
        return {"version": as_long(value)}
    if name in ("version_type", "_version_type"):
        parse_version_type(scalar_text(value))
        return {}
    if name == "dfs":
        raise IllegalArgumentError("distributed frequencies is not supported anymore for term vectors")
    raise ParseError(f"{_FAILED} unknown field [{name}]")


def _filter(body: object) -> TermFilter:
    if not isinstance(body, Mapping):
        return TermFilter()
    for name in body:
        if name not in TermFilter.__dataclass_fields__:
            raise ParseError(f"{_FAILED} the field [{name}] is not valid for filter parameter for term vector request")
    return TermFilter(**{name: as_integer(value) for name, value in body.items()})

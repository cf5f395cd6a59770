"""Primitive query for a phrase whose last word is the beginning of one, where beginnings are terms of another field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from findling.search.query.primitive.phrase import PhraseQuery
from findling.search.query.primitive.shingle_phrase import Parts
from findling.search.query.primitive.term_weight import PostingsQuery

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.context import ShardContext
    from findling.search.query.base import Query


@dataclass(frozen=True, kw_only=True)
class BeginningPhraseQuery(PhraseQuery):
    """A phrase in `field` whose last word is a term of the field `beginnings`, which has the same positions.

    Scored as a phrase of `field`, with the statistics that the beginning has in its own.
    """

    lucene_class: ClassVar[str] = "SpanNearQuery"

    beginnings: str

    @property
    def part_fields(self) -> tuple[str, ...]:
        return (*(self.field for _ in self.parts[1:]), self.beginnings)

    def describe(self) -> str:
        """Returns the query in Lucene's notation."""
        words = [_span([f"{self.field}:{_text(word)}" for word in part]) for _, part in self.parts]
        last = [f"mask({self.beginnings}:{_text(word)}) as {self.field}" for word in self.parts[-1][1]]
        return f"spanNear([{', '.join([*words[:-1], _span(last)])}], 0, true)"

    def _one_position(self, ctx: ShardContext) -> Query:
        return PostingsQuery(field=self.beginnings, terms=self.parts[0][1], boost=self.boost)


def beginning_phrase(field: MappedField, parts: Parts) -> BeginningPhraseQuery | None:
    """Returns an exact phrase, whose last word is the beginning of one, in fields that have it ready; None if none do.

    parts: (position, alternatives), in order
    Source: phrasePrefixQuery of Elasticsearch's TextFieldMapper and SearchAsYouTypeFieldMapper.
    """
    beginnings = field.type.beginnings
    if beginnings is None or not all(beginnings.has(len(_text(word))) for word in parts[-1][1]):
        return None
    return BeginningPhraseQuery(field=field.name, parts=tuple(parts), beginnings=beginnings.field)


def _text(term: bytes) -> str:
    return term.decode("utf-8", "replace")


def _span(alternatives: list[str]) -> str:
    return alternatives[0] if len(alternatives) == 1 else f"spanOr([{', '.join(alternatives)}])"

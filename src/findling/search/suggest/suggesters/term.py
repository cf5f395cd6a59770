"""term: for each word of a text, the terms of a field that are most like it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self

from findling.search.suggest.entries import Entry, Option
from findling.search.suggest.field_terms import FieldTerms
from findling.search.suggest.members import (
    COMMON,
    SORT,
    SUGGEST_MODE,
    Reader,
    checked_field,
    frequency,
    integer,
    read_members,
    single_within,
)
from findling.search.suggest.spell_checker import SpellChecker
from findling.search.suggest.string_distances import read_distance
from findling.search.suggest.suggestion import Suggestion, register

if TYPE_CHECKING:
    from findling.search.context import ShardContext

_READERS: Final[dict[str, Reader]] = {
    **COMMON,
    "suggest_mode": SUGGEST_MODE,
    "accuracy": single_within("accuracy must be between 0 and 1", 0, 1),
    "sort": SORT,
    "string_distance": read_distance,
    "max_edits": integer("maxEdits must be between 1 and 2", 1, 2),
    "max_inspections": integer("maxInspections must be positive", 0),
    "max_term_freq": frequency("maxTermFreq"),
    "prefix_length": integer("prefixLength must be positive", 0),
    "min_word_length": integer("minWordLength must be greater or equal to 1", 1),
    "min_doc_freq": frequency("minDocFreq"),
}


@dataclass(slots=True)
class TermOption(Option):
    """A similar term. freq: documents that have it"""

    freq: int = 0

    def merge(self, other: Any) -> None:
        self.score = max(self.score, other.score)
        self.freq += other.freq

    def render(self) -> dict[str, object]:
        return {**Option.render(self), "freq": self.freq}


@register
@dataclass(frozen=True, kw_only=True)
class TermSuggestion(Suggestion):
    """The term suggester."""

    type_name: ClassVar[str] = "term"

    checker: SpellChecker

    @classmethod
    def parse(cls, body: Mapping[str, object]) -> Self:
        members = read_members(cls.type_name, body, _READERS)
        common = {name: value for name, value in members.items() if name in COMMON}
        return cls(**{**common, "field": checked_field(members)}, checker=SpellChecker.of(members))

    def check(self, ctx: ShardContext) -> None:
        self.check_common(ctx)

    def entries(self, text: str, ctx: ShardContext) -> list[Entry]:
        self.checker.check()
        terms = FieldTerms(ctx, self.field)
        entries = self.empty_entries(text, ctx)
        for entry in entries:
            ctx.check()
            similar = self.checker.similar(entry.text, self.options_per_shard, terms) if terms else []
            entry.options = [TermOption(found.text, float(found.score), found.freq) for found in similar]
        return entries

    def empty_entries(self, text: str, ctx: ShardContext) -> list[Entry]:
        return [Entry(token.term, token.start, token.end - token.start) for token in self.tokens(text, ctx)]

    def order(self, option: TermOption) -> tuple[float, float, bytes]:
        text = option.text.encode("utf-8", "surrogatepass")
        if self.checker.sort == "frequency":
            return -option.freq, -option.score, text
        return -option.score, -option.freq, text

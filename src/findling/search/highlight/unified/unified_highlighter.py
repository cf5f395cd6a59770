"""The unified highlighter of one field."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from findling.base.errors import IllegalArgumentError
from findling.kernels.text.breaks import BoundedBreaks, Breaks, ListedBreaks, ValueBreaks
from findling.search.highlight.breaks.sentences import sentences_of
from findling.search.highlight.breaks.words import words_of
from findling.search.highlight.encoders import encoder_of
from findling.search.highlight.found.extraction import Extraction, extract, is_apart
from findling.search.highlight.found.match import Matches, SortedMatches
from findling.search.highlight.found.query_matches import QueryMatcher
from findling.search.highlight.found.term_matches import term_matches
from findling.search.highlight.highlighter import (
    Highlighter,
    NoRoomError,
    ShownHits,
    first_tag,
    has_vectors,
    register,
)
from findling.search.highlight.options import HighlightOptions
from findling.search.highlight.text.field_text import FieldText
from findling.search.highlight.text.units import text_of_units
from findling.search.highlight.unified.formatting import SEPARATOR, PassageFormat
from findling.search.highlight.unified.passages import Passage, best_passages

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField

_ALL: Final = 2**31 - 2
_WEIGHT_MATCHES: Final = "index.highlight.weight_matches_mode.enabled"


@register("unified")
class UnifiedHighlighter(Highlighter):
    """Passages between breaks."""

    shared = tuple(field.name for field in fields(HighlightOptions) if field.name != "scores_order")

    def check(self) -> None:
        options = self.options
        first_tag(options.pre_tags)
        first_tag(options.post_tags)
        if options.boundary_scanner == "chars" and options.number_of_fragments and self.field.type.terms.analyzed:
            raise IllegalArgumentError("Invalid boundary scanner type: chars")
        if options.matched_fields and not options.require_field_match:
            raise IllegalArgumentError("Matched fields are not supported when [require_field_match] is set to [false]")

    def fragments(self, hits: ShownHits, place: int) -> list[str]:
        options = self.options
        texts = hits.texts(self.field)
        if not texts.values[place] or not (self._looks or options.no_match_size > 0):
            return []
        if options.number_of_fragments < -1:
            raise NoRoomError("")
        content = texts.content(place)
        matches = self._matches(hits, place, len(content))
        breaks = self._breaks(texts.values[place])
        passages = best_passages(matches, breaks, len(content), options.number_of_fragments or _ALL)
        if not passages:
            passages = self._summary(content)
        if options.scores_order:
            passages = sorted(passages, key=lambda passage: -passage.score)
        shown = self._format
        written = (text_of_units(shown.write(passage, content)) for passage in passages)
        return [fragment for fragment in written if fragment.strip()]

    @property
    def _format(self) -> PassageFormat:
        options = self.options
        trims = options.number_of_fragments != 0
        return PassageFormat(
            first_tag(options.pre_tags), first_tag(options.post_tags), encoder_of(options.encoder), trims
        )

    @cached_property
    def _asks_documents(self) -> bool:
        """Whether only what documents match is marked, a phrase as one piece, and not terms wherever they stand."""
        enabled = str(self.ctx.settings.get(_WEIGHT_MATCHES, "true")) == "true"
        return enabled and self.options.require_field_match and not is_apart(self.marks)

    @cached_property
    def _wanted(self) -> dict[str, Extraction]:
        """What is looked for in the text, by the field that analyses it."""
        if not self.options.require_field_match:
            return {self.field.name: extract(self.marks, lambda name: name != "_id")}
        return {field.name: extract(self.marks, field.name.__eq__) for field in self.matched_fields}

    @cached_property
    def _looks(self) -> bool:
        """Whether something is looked for in the field at all."""
        return bool(self.options.matched_fields) or any(self._wanted.values())

    def _matches(self, hits: ShownHits, place: int, n: int) -> SortedMatches:
        """Returns what is to be marked, in order."""
        stored = _has_offsets(self.field) or has_vectors(self.field)
        most = self.asked_limit if stored else self.limit(n, self.field.name, int(hits.documents.docs[place]))
        found: list[Matches] = []
        for field in self.matched_fields:
            wanted = self._wanted[field.name]
            if not wanted:
                continue
            if has_vectors(self.field) and not has_vectors(field):
                continue
            text = self._text(hits, field, wanted, place, most)
            if self._asks_documents:
                own = QueryMatcher(text, hits.documents, place).matches(self.marks) or []
            else:
                own = term_matches(wanted, text, hits.documents)
            if own and not self._analyzes(wanted) and not _has_offsets(field) and not has_vectors(field):
                raise IllegalArgumentError(f"field '{self.field.name}' was indexed without offsets, cannot highlight")
            found += own
        return SortedMatches.of(found).within(n, most)

    def _text(self, hits: ShownHits, field: MappedField, wanted: Extraction, place: int, most: int | None) -> FieldText:
        """Returns the text of a hit with its tokens from where they cost least."""
        if not wanted.patterns and (_has_offsets(field) or has_vectors(field)):
            indexed = hits.indexed_text(field, self.field, place)
            return indexed if most is None else indexed.until(most)
        text = hits.texts(field, self.field).text(place)
        text = text if most is None else text.until(most)
        if wanted.has_exclusions and not wanted.has_unknown and self._analyzes(wanted):
            # as in Lucene, whose index of the text has nothing but what is looked for
            return text.of([*wanted.terms, *self._fitting(wanted, text, hits)])
        return text

    def _analyzes(self, wanted: Extraction) -> bool:
        """Whether Elasticsearch would find offsets by analysis, even if the index has some."""
        if has_vectors(self.field):
            return False
        return not _has_offsets(self.field) or bool(wanted.patterns)

    def _fitting(self, wanted: Extraction, text: FieldText, hits: ShownHits) -> Iterator[bytes]:
        for pattern in wanted.patterns:
            yield from hits.documents.fitting_terms(pattern.find, text)

    def _breaks(self, values: Sequence[str]) -> Breaks:
        if len(values) == 1:
            return self._breaks_of_value(values[0])
        starts = np.cumsum([0, *(len(value) + 1 for value in values[:-1])]).astype(np.int32)
        return ValueBreaks(starts, lambda number: self._breaks_of_value(values[number]))

    def _breaks_of_value(self, value: str) -> Breaks:
        options = self.options
        if options.number_of_fragments == 0 or not self.field.type.terms.analyzed:
            return ListedBreaks(np.array([len(value)], np.int32))
        language = options.boundary_scanner_locale.partition("-")[0]
        if options.boundary_scanner == "word":
            return words_of(value, language)
        sentences = sentences_of(value)
        if options.fragment_size <= 0:
            return sentences
        return BoundedBreaks(sentences, lambda: words_of(value, language), options.fragment_size, len(value))

    def _summary(self, content: str) -> list[Passage]:
        """Returns the beginning of a text of which nothing is marked."""
        size = self.options.no_match_size
        start = len(content) - len(content.lstrip(SEPARATOR))
        if size <= 0 or start == len(content):
            return []
        end = content.find(SEPARATOR, start)
        end = len(content) if end < 0 else end
        if size + start < end:
            end = words_of(content).following(size + start)
        return [Passage(start, end)]


def _has_offsets(field: MappedField) -> bool:
    return field.structures.index == "offsets"

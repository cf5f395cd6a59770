"""The fast vector highlighter of one field."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from findling.base.errors import IllegalArgumentError
from findling.search.highlight.breaks.sentences import sentences_of
from findling.search.highlight.breaks.words import words_of
from findling.search.highlight.encoders import encoder_of
from findling.search.highlight.fvh.boundaries import BoundaryScanner, BreaksScanner, CharsScanner
from findling.search.highlight.fvh.flattening import flat_phrases
from findling.search.highlight.fvh.frag_list import FragInfo, frag_infos, whole_text, within_values
from findling.search.highlight.fvh.frag_writer import FragWriter
from findling.search.highlight.fvh.phrase_map import PhraseMap, phrase_maps
from findling.search.highlight.fvh.phrases import FoundPhrase, find_phrases, merged_phrases
from findling.search.highlight.highlighter import Highlighter, ShownHits, has_vectors, register
from findling.search.highlight.text.units import text_of_units

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField


@register("fvh")
class FastVectorHighlighter(Highlighter):
    """Fragments around phrases, of a field whose term vectors have offsets."""

    shared = (
        *("fragment_offset", "scores_order", "boundary_scanner", "boundary_scanner_locale", "boundary_max_scan"),
        *("boundary_chars", "require_field_match"),
    )

    @classmethod
    def can_mark(cls, field: MappedField) -> bool:
        return has_vectors(field)

    def check(self) -> None:
        if not has_vectors(self.field):
            raise IllegalArgumentError(
                f"the field [{self.field.name}] should be indexed with term vector with position offsets to be used "
                "with fast vector highlighter"
            )

    def fragments(self, hits: ShownHits, place: int) -> list[str]:
        options = self.options
        infos = self._infos(hits, place)
        values = hits.texts(self.field).values[place]
        if options.number_of_fragments < 0:
            raise IllegalArgumentError(f"maxNumFragments({options.number_of_fragments}) must be positive number.")
        found = self._written(infos, values, options.number_of_fragments)
        if not found and options.no_match_size > 0:
            found = self._written([FragInfo(0, options.no_match_size)], values, 1)
        return found

    def _infos(self, hits: ShownHits, place: int) -> list[FragInfo]:
        options = self.options
        phrases = self._phrases(hits, place)
        if options.number_of_fragments == 0:
            return whole_text(phrases)
        return frag_infos(phrases, options.fragment_size, options.fragment_offset)

    def _phrases(self, hits: ShownHits, place: int) -> list[FoundPhrase]:
        fields = self.matched_fields if self.options.matched_fields else [self.field]
        found = []
        for field in fields:
            if self.options.matched_fields and field.name not in self.options.matched_fields:
                continue
            root = self._maps.get(field.name if self.options.require_field_match else "")
            if root is not None and has_vectors(field) and hits.texts(field, self.field).values[place]:
                text = hits.indexed_text(field, self.field, place)
                found.append(find_phrases(text, root, self.options.phrase_limit))
        return merged_phrases(found) if self.options.matched_fields else (found[0] if found else [])

    @cached_property
    def _maps(self) -> dict[str, PhraseMap]:
        return phrase_maps(flat_phrases(self.marks, self.ctx), self.options.require_field_match)

    def _written(self, infos: Sequence[FragInfo], values: Sequence[str], most: int) -> list[str]:
        if not values:
            return []
        options = self.options
        if len(values) > 1:
            infos = within_values(infos, values)
        if options.scores_order and options.number_of_fragments:
            infos = sorted(infos, key=lambda info: (-info.boost, info.start))
        writer = FragWriter(values, self._boundaries, options.pre_tags, options.post_tags, encoder_of(options.encoder))
        return [text_of_units(writer.write(info)) for info in infos[: most or len(infos)]]

    @cached_property
    def _boundaries(self) -> BoundaryScanner:
        options = self.options
        if options.boundary_scanner == "sentence":
            return BreaksScanner(sentences_of)
        if options.boundary_scanner == "word":
            language = options.boundary_scanner_locale.partition("-")[0]
            return BreaksScanner(lambda text: words_of(text, language))
        return CharsScanner(frozenset(options.boundary_chars), options.boundary_max_scan)

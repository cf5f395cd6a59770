"""The plain highlighter of one field."""

from __future__ import annotations

from typing import Final

from findling.base.errors import IllegalArgumentError
from findling.search.highlight.encoders import encoder_of
from findling.search.highlight.highlighter import Highlighter, ShownHits, first_tag, register
from findling.search.highlight.plain.fragments import WHOLE_TEXT, Fragment, Fragmenter, best_fragments
from findling.search.highlight.plain.weighted_terms import TermWeigher
from findling.search.highlight.text.field_text import AnalyzedText
from findling.search.highlight.text.units import text_of_units

_FRAGMENTERS: Final = (None, "simple", "span")


@register("plain")
class PlainHighlighter(Highlighter):
    """Fragments of a size, value by value."""

    shared = ("pre_tags", "post_tags", "encoder", "require_field_match", "fragmenter", "fragment_size")

    def check(self) -> None:
        options = self.options
        if options.number_of_fragments and options.fragmenter not in _FRAGMENTERS:
            raise IllegalArgumentError(
                f"unknown fragmenter option [{options.fragmenter}] for the field [{self.field.name}]"
            )
        first_tag(options.pre_tags)
        first_tag(options.post_tags)

    def fragments(self, hits: ShownHits, place: int) -> list[str]:
        options = self.options
        values = hits.texts(self.field).value_texts(place)
        found: list[tuple[Fragment, str]] = []
        for at, value in enumerate(values):
            most = self.limit(len(value.content), self.field.name, int(hits.documents.docs[place]))
            if most is not None:
                value = values[at] = value.until(most)
            found += [(fragment, value.content) for fragment in self._best(value, hits)]
        if options.scores_order:
            found.sort(key=lambda one: -one[0].score)
        if options.number_of_fragments or len(values) == 1:
            found = found[: options.number_of_fragments or 1]
        if found:
            tags, encode = (first_tag(options.pre_tags), first_tag(options.post_tags)), encoder_of(options.encoder)
            return [text_of_units(fragment.write(content, tags, encode)) for fragment, content in found]
        return self._beginning(values[0]) if values and options.no_match_size > 0 else []

    def _best(self, value: AnalyzedText, hits: ShownHits) -> list[Fragment]:
        """Returns the best fragments of a value."""
        weigher = TermWeigher(value, hits.documents, self._accepts)
        terms = weigher.weigh(self.marks)
        if not terms:
            return []
        return best_fragments(value, terms, self._fragmenter, self.options.number_of_fragments or 1)

    def _accepts(self, name: str) -> bool:
        return name == self.field.name or not self.options.require_field_match

    @property
    def _fragmenter(self) -> Fragmenter:
        options = self.options
        return Fragmenter.of(options.fragmenter, options.fragment_size) if options.number_of_fragments else WHOLE_TEXT

    def _beginning(self, value: AnalyzedText) -> list[str]:
        """Returns a value if it is no longer than what is shown without a match, else its tokens that end in there."""
        most, end = self.options.no_match_size, 0
        for token_end in value.tokens.ends.tolist():
            if token_end > most:
                break
            end = token_end
        if len(value.content) <= most:
            end = len(value.content)
        return [text_of_units(value.content[:end])] if end > 0 else []

"""Cuts a text into fragments with tags around what counts, and scores them. Source: Lucene's Highlighter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from findling.search.highlight.encoders import Encoder
from findling.search.highlight.plain.fragmenters import Fragmenter
from findling.search.highlight.plain.weighted_terms import WeightedTerms
from findling.search.highlight.text.field_text import FieldText

# tokens that overlap are one group, of so many at most
_MOST_IN_GROUP: Final = 50


@dataclass(slots=True)
class Fragment:
    """number: its place in the text"""

    number: int
    text: str = ""
    score: float = 0.0


@dataclass(slots=True)
class _Group:
    """Tokens that overlap; [match_start, match_end) is the part that is marked."""

    start: int
    end: int
    match_start: int
    match_end: int
    score: float
    size: int = 1

    def add(self, start: int, end: int, score: float) -> None:
        if self.size == _MOST_IN_GROUP:
            return
        self.size += 1
        self.start, self.end = min(self.start, start), max(self.end, end)
        if score > 0:
            if self.score == 0:
                self.match_start, self.match_end = start, end
            else:
                self.match_start, self.match_end = min(self.match_start, start), max(self.match_end, end)
            self.score += score


class FragmentWriter:
    """Writes the fragments of one text."""

    def __init__(
        self, text: FieldText, terms: WeightedTerms, fragmenter: Fragmenter, tags: tuple[str, str], encode: Encoder
    ) -> None:
        self._text, self._terms, self._fragmenter = text, terms, fragmenter
        self._pre_tag, self._post_tag = tags
        self._encode = encode
        self._written: list[str] = []
        self._at = 0

    def fragments(self) -> Iterator[Fragment]:
        """Yields the fragments in the order of the text."""
        text, encode = self._text, self._encode
        number, score, seen = 0, 0.0, set[int]()
        group: _Group | None = None
        counted = {text.number(term): found for term, found in self._terms.items()}
        for term, increment, position, start, end in self._tokens():
            found = counted.get(term)
            if group is not None and start >= group.end:
                self._write(group)
                group = None
                if self._fragmenter.begins(found, increment, end):
                    yield Fragment(number, "".join(self._written), score)
                    self._written, number, score, seen = [], number + 1, 0.0, set()
            weight = found.weight if found is not None and found.counts_at(position) else 0.0
            if weight and term not in seen:
                seen.add(term)
                score += weight
            if group is None:
                group = _Group(start, end, start, end, weight)
            else:
                group.add(start, end, weight)
        if group is not None:
            self._write(group)
        self._written.append(encode(text.content[self._at :]))
        yield Fragment(number, "".join(self._written), score)

    def _tokens(self) -> Iterator[tuple[int, int, int, int, int]]:
        """Yields the number of the term, increment of the position, position, start and end of each token."""
        tokens, before = self._text.tokens, -1
        columns = (tokens.term_ids, tokens.positions, tokens.starts, tokens.ends)
        for term_id, position, start, end in zip(*(column.tolist() for column in columns), strict=True):
            yield term_id, position - before, position, start, end
            before = position

    def _write(self, group: _Group) -> None:
        content, encode, start, end = self._text.content, self._encode, group.match_start, group.match_end
        if start > self._at:
            self._written.append(encode(content[self._at : start]))
        text = encode(content[start:end])
        self._written.append(f"{self._pre_tag}{text}{self._post_tag}" if group.score > 0 else text)
        self._at = max(end, self._at)

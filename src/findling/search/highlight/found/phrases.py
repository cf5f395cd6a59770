"""Where a phrase stands in a text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from findling.search.highlight.text.field_text import FieldText, Token

Parts = Sequence[tuple[int, tuple[bytes, ...]]]
# the tokens of one match, one for each part of the phrase
PhraseMatch = tuple[Token, ...]


def phrase_matches(text: FieldText, parts: Parts, slop: int) -> list[PhraseMatch]:
    """Returns the matches of a phrase in a text.

    parts: (position, alternatives) in order of positions
    """
    found = [_any_of(text, terms) for _, terms in parts]
    if not all(found):
        return []
    offsets = [position for position, _ in parts]
    if slop == 0:
        return list(_exact(found, offsets))
    return list(_Sloppy(found, offsets, [terms for _, terms in parts]).matches(slop))


def _any_of(text: FieldText, terms: Sequence[bytes]) -> list[Token]:
    if len(terms) == 1:
        return text.occurrences(terms[0])
    return sorted(token for term in terms for token in text.occurrences(term))


def _exact(found: list[list[Token]], offsets: list[int]) -> Iterator[PhraseMatch]:
    places = [{token.position: token for token in reversed(tokens)} for tokens in found[1:]]
    for first in found[0]:
        match = [first]
        for offset, tokens in zip(offsets[1:], places, strict=True):
            token = tokens.get(first.position + offset - offsets[0])
            if token is None:
                break
            match.append(token)
        else:
            yield tuple(match)


class _Part:
    """The tokens of one part, gone through once; position: where the phrase would start."""

    def __init__(self, number: int, offset: int, tokens: list[Token]) -> None:
        self.number, self.offset = number, offset
        self._rest = iter(tokens)
        self.token = tokens[0]
        self.position = 0

    def advance(self) -> bool:
        token = next(self._rest, None)
        if token is None:
            return False
        self.token, self.position = token, token.position - self.offset
        return True

    @property
    def key(self) -> tuple[int, int, int]:
        return self.position, self.offset, self.number

    @property
    def place(self) -> int:
        return self.position + self.offset


class _Sloppy:
    """Moves the part that lags behind on until no part can move. Source: Lucene's SloppyPhraseMatcher."""

    def __init__(self, found: list[list[Token]], offsets: list[int], terms: list[tuple[bytes, ...]]) -> None:
        self._parts = [_Part(i, *pair) for i, pair in enumerate(zip(offsets, found, strict=True))]
        # parts with a term in common must not stand on the same token
        self._groups = [[one for one in self._parts if set(terms[one.number]) & set(own)] for own in terms]
        self._end = 0

    def matches(self, slop: int) -> Iterator[PhraseMatch]:
        for part in self._parts:
            for _ in range(1 + self._groups[part.number].index(part)):
                if not part.advance():
                    return
        self._end = max(part.position for part in self._parts)
        first, following = self._ahead()
        lead, width = first.token, self._end - first.position
        while first.advance():
            self._end = max(self._end, first.position)
            if not self._resolve(first):
                break
            if first.position > following:
                if width <= slop:
                    yield self._match(first, lead)
                first, following = self._ahead()
                width = self._end - first.position
            else:
                width = min(width, self._end - first.position)
            lead = first.token
        if width <= slop:
            yield self._match(first, lead)

    def _ahead(self) -> tuple[_Part, int]:
        """Returns the part that lags behind, and where the next one is."""
        first, second = sorted(self._parts, key=lambda part: part.key)[:2]
        return first, second.position

    def _match(self, first: _Part, lead: Token) -> PhraseMatch:
        return tuple(lead if part is first else part.token for part in self._parts)

    def _resolve(self, part: _Part) -> bool:
        """Moves parts on that stand on the same token; returns whether there was one for each."""
        while True:
            same = [p for p in self._groups[part.number] if p is not part and p.place == part.place]
            if not same:
                return True
            part = min(part, same[0], key=lambda p: (p.position, p.offset))
            if not part.advance():
                return False
            self._end = max(self._end, part.position)

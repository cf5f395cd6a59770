"""Where the phrases of a query stand in a text."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from findling.base.runs import run_starts
from findling.search.highlight.fvh.phrase_map import Occurrence, PhraseMap, words_of
from findling.search.highlight.text.field_text import FieldText


@dataclass(slots=True)
class Stretch:
    """A part of a text that is marked, [start, end)."""

    start: int
    end: int


@dataclass(slots=True)
class FoundPhrase:
    """One phrase in a text. stretches: words that follow each other are one; number: of the phrase in the query"""

    stretches: list[Stretch]
    boost: float
    number: int

    @property
    def start(self) -> int:
        return self.stretches[0].start

    @property
    def end(self) -> int:
        return self.stretches[-1].end

    def overlaps(self, other: FoundPhrase) -> bool:
        """Whether two phrases have characters in common."""
        return (
            self.start <= other.start < self.end
            or self.start < other.end <= self.end
            or other.start <= self.start < other.end
            or other.start < self.end <= other.end
        )


def find_phrases(text: FieldText, root: PhraseMap, most: int) -> list[FoundPhrase]:
    """Returns the phrases in a text in their order, no two of which overlap, about `most` at most."""
    if not any(place.following for place in root.following.values()):
        return _apart(_single_words(text, root), most)
    rest = _stack(text, root)
    found: list[FoundPhrase] = []
    reached = -1
    while rest and len(found) < most:
        alternatives = rest.popleft()
        chosen = _first(alternatives, root)
        if chosen is None:
            continue
        words, place = [chosen], root.following[chosen[0]]
        taken = [alternatives]
        while True:
            alternatives = rest.popleft() if rest else []
            chosen = _first(alternatives, place)
            if chosen is None:
                break
            words.append(chosen)
            taken.append(_from(alternatives, chosen))
            place = place.following[chosen[0]]
        if alternatives:
            rest.appendleft(alternatives)
        phrase = _longest(words, taken, place, root, rest)
        # most phrases come after all before them
        if phrase is not None and (phrase.start > reached or not any(known.overlaps(phrase) for known in found)):
            found.append(phrase)
            reached = max(reached, phrase.end)
    return found


def _single_words(text: FieldText, root: PhraseMap) -> Iterator[FoundPhrase]:
    """Yields the phrases of a query without phrases of several words, the first word of each position."""
    words = sorted(root.following)
    places = [text.places(word) for word in words]
    positions, starts, ends = (np.concatenate(column) for column in zip(*places, strict=True))
    numbers = np.repeat(np.arange(len(words)), [len(one.starts) for one in places])
    order = np.argsort(positions, kind="stable")
    order = order[run_starts(positions[order])]
    for number, start, end in zip(numbers[order].tolist(), starts[order].tolist(), ends[order].tolist(), strict=True):
        ended = root.following[words[number]]
        yield FoundPhrase([Stretch(start, end)], ended.boost, ended.number)


def _apart(phrases: Iterable[FoundPhrase], most: int) -> list[FoundPhrase]:
    """Returns phrases that overlap none before them, `most` at most."""
    found: list[FoundPhrase] = []
    reached = -1
    for phrase in phrases:
        if len(found) >= most:
            break
        if phrase.start > reached or not any(known.overlaps(phrase) for known in found):
            found.append(phrase)
            reached = max(reached, phrase.end)
    return found


def _longest(
    words: list[Occurrence],
    taken: list[list[Occurrence]],
    place: PhraseMap,
    root: PhraseMap,
    rest: deque[list[Occurrence]],
) -> FoundPhrase | None:
    """Returns the longest phrase that words begin with, None if there is none, and puts the others back."""
    ended: PhraseMap | None = place if place.accepts(words) else None
    while ended is None and len(words) > 1:
        words.pop()
        rest.appendleft(taken.pop())
        ended = root.search(words)
    return None if ended is None else FoundPhrase(_stretches(words), ended.boost, ended.number)


def _stack(text: FieldText, root: PhraseMap) -> deque[list[Occurrence]]:
    """Returns the words of the query that stand in the text, those of one position together."""
    by_position: dict[int, list[Occurrence]] = {}
    for term in sorted(words_of(root)):
        for token in text.occurrences(term):
            by_position.setdefault(token.position, []).append((term, token))
    return deque(by_position[position] for position in sorted(by_position))


def _first(alternatives: Sequence[Occurrence], place: PhraseMap) -> Occurrence | None:
    return next((word for word in alternatives if word[0] in place.following), None)


def _from(alternatives: list[Occurrence], chosen: Occurrence) -> list[Occurrence]:
    """Returns words of one position beginning with the chosen one, as a ring is gone through."""
    at = alternatives.index(chosen)
    return alternatives[at:] + alternatives[:at]


def _stretches(words: Sequence[Occurrence]) -> list[Stretch]:
    found: list[Stretch] = []
    before = -2
    for _, token in words:
        if found and token.position - before == 1:
            found[-1].end = token.end
        else:
            found.append(Stretch(token.start, token.end))
        before = token.position
    return found


def merged_phrases(lists: Iterable[Sequence[FoundPhrase]]) -> list[FoundPhrase]:
    """Returns the phrases of several analyses of a text in order, those that touch each other as one."""
    ordered = sorted((one for found in lists for one in found), key=lambda one: (one.start, one.end, one.boost))
    merged: list[FoundPhrase] = []
    group: list[FoundPhrase] = []
    end = 0
    for one in ordered:
        if group and one.start > end:
            merged.append(_joined(group))
            group = []
        end = max(end, one.end) if group else one.end
        group.append(one)
    return [*merged, _joined(group)] if group else merged


def _joined(group: Sequence[FoundPhrase]) -> FoundPhrase:
    if len(group) == 1:
        return group[0]
    stretches: list[Stretch] = []
    for one in sorted((part for phrase in group for part in phrase.stretches), key=lambda one: (one.start, one.end)):
        if stretches and one.start <= stretches[-1].end:
            stretches[-1].end = max(stretches[-1].end, one.end)
        else:
            stretches.append(Stretch(one.start, one.end))
    return FoundPhrase(stretches, sum(phrase.boost for phrase in group), group[0].number)

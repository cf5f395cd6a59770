"""Breaks, passages and fragments of highlighting are those of their twins."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findling.kernels.text.breaks import BoundedBreaks, ListedBreaks
from findling.search.highlight.breaks.sentences import sentence_ends_of
from findling.search.highlight.breaks.words import words_of
from findling.search.highlight.encoders import plain
from findling.search.highlight.found.match import SortedMatches, matches_of
from findling.search.highlight.plain.fragments import Fragmenter, best_fragments
from findling.search.highlight.plain.weighted_terms import WeightedTerm
from findling.search.highlight.text.field_text import AnalyzedText, TokenArrays
from findling.search.highlight.unified.passages import best_passages
from tests.reference import passages, plain_fragments

CHARACTERS = "ab1 .,'\"-\t\n\r%#$\u00ad\u0301\u0e01\u4e00\u30a1\u3042\u30fc\u309b\u0964\u00a2\u00a0\u2028\ud83d\ude00_"


@given(st.text(CHARACTERS, max_size=30))
@settings(max_examples=2_000, deadline=None)
def test_words(text: str) -> None:
    ends = passages.word_ends(text)
    twin, found = passages.Listed(ends), words_of(text)
    for place in range(len(text)):
        assert found.following(place) == twin.following(place)
        assert found.preceding(place + 1) == twin.preceding(place + 1)


@given(st.text("ab .!A\n", min_size=1, max_size=120), st.integers(1, 40), st.data())
@settings(max_examples=500, deadline=None)
def test_passages(text: str, most: int, data: Any) -> None:
    n = len(text)
    starts = sorted(data.draw(st.lists(st.integers(0, n - 1), max_size=20)))
    rows = sorted(
        (start, min(start + data.draw(st.integers(1, 5)), n), data.draw(st.integers(0, 2))) for start in starts
    )
    matches = SortedMatches.of(
        [matches_of(bytes([97 + term]), [row[:2] for row in rows if row[2] == term], term + 1) for term in range(3)]
    )
    sentences = sentence_ends_of(text)
    twin = passages.Bounded(passages.Listed(sentences), passages.Listed(passages.word_ends(text)), most, n)
    ours = BoundedBreaks(ListedBreaks(np.array(sentences, np.int32)), lambda: words_of(text), most, n)
    wanted = list(passages.passages(twin, n, rows, (1, 2, 3)))
    found = best_passages(matches, ours, n, n)
    assert [(one.start, one.end, list(one.matches)) for one in found] == [
        (start, end, [match[:2] for match in own]) for start, end, own, _ in wanted
    ]
    assert [one.score for one in found] == pytest.approx([score for *_, score in wanted], rel=1e-5)


@given(st.integers(0, 2), st.integers(1, 12), st.integers(0, 6), st.data())
@settings(max_examples=1_000, deadline=None)
def test_fragments(kind: int, size: int, least_rest: int, data: Any) -> None:
    text = "abcdefghijklmnopqrstuvwxyz"
    spans = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=2)
    terms = [plain_fragments.Term(weight, data.draw(st.booleans()), data.draw(spans)) for weight in (0.5, 1.0, 2.0)]
    tokens, position, start = [], -1, 0
    for _ in range(data.draw(st.integers(0, 12))):
        position += data.draw(st.integers(0 if tokens else 1, 2))
        start = min(start + data.draw(st.integers(0, 3)), 25)
        end = min(start + data.draw(st.integers(1, 4)), 26)
        tokens.append((data.draw(st.integers(-1, 2)), position, start, end))
    twin = plain_fragments.Fragmenter(kind, size, least_rest, len(text))
    wanted = [one for one in plain_fragments.written(text, tokens, terms, twin) if one[1] > 0]
    columns = [np.array([token[i] for token in tokens], np.int32) for i in range(4)]
    names = ["x", "y", "z", "other"]
    arrays = TokenArrays(names, {name: i for i, name in enumerate(names)}, columns[0] % 4, *columns[1:])
    weighted = {
        name.encode(): WeightedTerm(term.weight, term.placed, term.spans)
        for name, term in zip(names, terms, strict=False)
    }
    found = best_fragments(AnalyzedText("f", text, arrays), weighted, Fragmenter(kind, size, least_rest), 100)
    assert [(one.write(text, ("[", "]"), plain), one.score) for one in found] == wanted


def test_a_long_text_without_blanks_is_walked_once() -> None:
    text = "x/" * 500_000
    walks = []

    def words() -> ListedBreaks:
        walks.append(1)
        return words_of(text)

    breaks = BoundedBreaks(ListedBreaks(np.array([len(text)], np.int32)), words, 20, len(text))
    matches = SortedMatches.of([matches_of(b"x", [(at, at + 1) for at in range(0, len(text), 50)])])
    assert len(best_passages(matches, breaks, len(text), 30_000)) == len(matches.starts)
    assert walks == [1]

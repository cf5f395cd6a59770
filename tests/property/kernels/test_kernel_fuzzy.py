"""The fuzzy walk over a dictionary finds what a table of edit distances finds term by term."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findling.kernels.terms import fuzzy, term_scan
from tests.reference import term_kernels

words = st.text(alphabet="abcä漢😀", max_size=7)
# many terms with long common beginnings, so that there is something to jump over
dictionaries = st.sets(words, max_size=40) | st.sets(st.text(alphabet="abc", max_size=6), min_size=60, max_size=300)


def dictionary_of(terms: list[str]) -> tuple[np.ndarray, ...]:
    encoded = [term.encode() for term in terms]
    blob = np.frombuffer(b"".join(encoded), np.uint8)
    offsets = np.cumsum([0, *map(len, encoded)]).astype(np.uint32)
    shared, branch = np.empty(len(terms), np.uint8), np.empty(len(terms), np.uint8)
    term_scan.find_branches(blob, offsets, shared, branch)
    return blob, offsets, shared, branch


def near(
    terms: list[str], word: str, max_edits: int, transpositions: bool, size: int = 1_000
) -> tuple[int, list[tuple[int, int, int]]]:
    ords, edits, lengths = np.empty(size, np.int32), np.empty(size, np.uint8), np.empty(size, np.int32)
    depth = len(word) + max_edits + 2
    memory = np.zeros((depth, 128), np.uint8), np.empty((5, depth), np.uint32)
    codes = np.array([ord(char) for char in word], np.int32)
    n = fuzzy.fuzzy_terms(
        dictionary_of(terms), 0, len(terms), codes, max_edits, transpositions, memory, ords, edits, lengths
    )
    kept = min(n, size)
    return n, list(zip(ords[:kept].tolist(), edits[:kept].tolist(), lengths[:kept].tolist(), strict=True))


@given(dictionaries, words, st.integers(0, 2), st.booleans())
@settings(max_examples=500, deadline=None)
def test_near_terms_are_those_within_the_distance(
    terms: set[str], word: str, max_edits: int, transpositions: bool
) -> None:
    ordered = sorted(terms, key=str.encode)
    expected = term_kernels.fuzzy_terms(ordered, word, max_edits, transpositions)
    assert near(ordered, word, max_edits, transpositions) == (len(expected), expected)


def test_an_exchange_of_neighbours_is_one_edit_if_wanted() -> None:
    assert near(["ab", "ba", "cba"], "ab", 1, True)[1] == [(0, 0, 2), (1, 1, 2)]
    assert near(["ab", "ba", "cba"], "ab", 1, False)[1] == [(0, 0, 2)]


def test_terms_beyond_the_room_are_counted() -> None:
    assert near(["a", "b", "c", "dd"], "e", 1, True, size=2) == (3, [(0, 1, 1), (1, 1, 1)])


@pytest.mark.parametrize("length", [120, 126, 127, 128, 140, 300])
def test_terms_and_words_that_share_very_long_beginnings(length: int) -> None:
    stem = "x" * length
    terms = sorted(stem + ending for ending in ("", "a", "ab", "abc", "b", "ba", "c", "ca", "cab", "cb", "d"))
    for word in (stem + "ab", stem + "c", stem):
        for max_edits in (0, 1, 2):
            expected = term_kernels.fuzzy_terms(terms, word, max_edits, True)
            assert near(terms, word, max_edits, True)[1] == expected

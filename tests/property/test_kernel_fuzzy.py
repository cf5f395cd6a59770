"""The fuzzy walk over a dictionary finds what a table of edit distances finds term by term."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from findling.kernels.fuzzy import fuzzy_terms
from findling.search.levenshtein import LevenshteinAutomaton

words = st.text(alphabet="abcä漢😀", max_size=7)


def near(terms: list[str], word: str, max_edits: int, transpositions: bool) -> dict[str, tuple[int, int]]:
    encoded = sorted(term.encode() for term in terms)
    starts = np.cumsum([0, *map(len, encoded)]).astype(np.uint32)
    size, depth = len(terms), len(word) + max_edits + 2
    ords, edits, lengths = np.empty(size, np.int32), np.empty(size, np.uint8), np.empty(size, np.int32)
    memory = np.empty((depth, 2 * max_edits + 1), np.uint8), np.empty(depth, np.int32), np.empty(depth, np.int32)
    codes = np.array([ord(char) for char in word], np.int32)
    dictionary = np.frombuffer(b"".join(encoded), np.uint8), starts
    n = fuzzy_terms(dictionary, 0, size, codes, max_edits, transpositions, memory, ords, edits, lengths)
    found = [encoded[ord_].decode() for ord_ in ords[:n].tolist()]
    assert found == sorted(found, key=str.encode)
    return dict(zip(found, zip(edits[:n].tolist(), lengths[:n].tolist(), strict=True), strict=True))


@given(st.sets(words, max_size=40), words, st.integers(1, 2), st.booleans())
@settings(max_examples=500, deadline=None)
def test_near_terms_are_those_within_the_distance(
    terms: set[str], word: str, max_edits: int, transpositions: bool
) -> None:
    automaton = LevenshteinAutomaton(word, max_edits, transpositions=transpositions)
    expected = {term: (distance, len(term)) for term in terms if (distance := automaton.distance(term)) is not None}
    assert near(sorted(terms), word, max_edits, transpositions) == expected


def test_an_exchange_of_neighbours_is_one_edit_if_wanted() -> None:
    assert near(["ab", "ba", "cba"], "ab", 1, True) == {"ab": (0, 2), "ba": (1, 2)}
    assert near(["ab", "ba", "cba"], "ab", 1, False) == {"ab": (0, 2)}

"""Wildcard patterns matched by the kernel are those that Python's regular expressions match."""

import re

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from findling.kernels.terms.glob import ANY_CHARACTER, ANYTHING, EITHER_CASE, fitting_terms
from tests.reference import term_kernels

SPECIALS = {"?": ANY_CHARACTER, "*": ANYTHING}
dictionaries = st.lists(st.text(alphabet="abä漢😀", max_size=6), max_size=30) | st.lists(
    st.text(alphabet="ab", max_size=9), min_size=30, max_size=80
)


@given(dictionaries, st.text(alphabet="abä漢😀?**", min_size=1, max_size=7), st.integers(0, 5), st.integers(0, 90))
@settings(max_examples=700, deadline=None)
def test_fitting_terms(terms: list[str], text: str, low: int, high: int) -> None:
    """Terms are found one by one, and by any literal of the pattern."""
    encoded = [term.encode() for term in terms]
    starts = np.cumsum([0, *map(len, encoded)]).astype(np.uint32)
    pattern = [part for char in text for part in ([SPECIALS[char]] if char in SPECIALS else char.encode())]
    blob = np.frombuffer(b"".join(encoded), np.uint8)
    low, high = min(low, len(terms)), min(max(low, high), len(terms))
    expected = [low + place for place in term_kernels.fitting_terms(terms[low:high], text)]
    for literal in ("", *re.split(r"[*?]", text)):
        out = np.empty(high - low, np.int64)
        wanted = np.frombuffer(literal.encode(), np.uint8)
        n = fitting_terms((blob, starts), low, high, np.array(pattern, np.int16), wanted, out)
        assert out[:n].tolist() == expected


def test_a_literal_across_two_terms_is_none() -> None:
    blob, starts = np.frombuffer(b"xxabyyab", np.uint8), np.array([0, 3, 6, 8], np.uint32)
    out = np.empty(3, np.int64)
    pattern = np.array([ANYTHING, ord("a"), ord("b")], np.int16)
    assert fitting_terms((blob, starts), 0, 3, pattern, np.frombuffer(b"ab", np.uint8), out) == 1
    assert out[0] == 2


def test_nothing_but_the_empty_term() -> None:
    """It fits `*`, and no pattern that asks for a character."""
    blob, starts, nothing = np.empty(0, np.uint8), np.zeros(2, np.uint32), np.empty(0, np.uint8)
    for pattern, fitting in (([ANYTHING], 1), ([ANYTHING, ANYTHING], 1), ([ANY_CHARACTER], 0), ([ord("a")], 0)):
        found = fitting_terms((blob, starts), 0, 1, np.array(pattern, np.int16), nothing, np.empty(1, np.int64))
        assert found == fitting


@given(
    st.lists(st.text(alphabet="abAB-1ä", max_size=6), max_size=30), st.text(alphabet="abAB-1?*", min_size=1, max_size=7)
)
@settings(max_examples=300, deadline=None)
def test_letters_of_either_case(terms: list[str], text: str) -> None:
    encoded = [term.encode() for term in terms]
    starts = np.cumsum([0, *map(len, encoded)]).astype(np.uint32)
    either = [ord(char) + (EITHER_CASE if char.isalpha() else 0) for char in text.lower()]
    pattern = [SPECIALS.get(char, number) for char, number in zip(text, either, strict=True)]
    blob, nothing = np.frombuffer(b"".join(encoded), np.uint8), np.empty(0, np.uint8)
    out = np.empty(len(terms), np.int64)
    n = fitting_terms((blob, starts), 0, len(terms), np.array(pattern, np.int16), nothing, out)
    assert out[:n].tolist() == list(term_kernels.fitting_terms([term.lower() for term in terms], text.lower()))

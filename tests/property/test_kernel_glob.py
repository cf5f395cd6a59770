"""Wildcard patterns matched by the kernel are those that Python's regular expressions match."""

import re

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from findling.kernels.glob import ANY_CHARACTER, ANYTHING, fitting_terms

SPECIALS = {"?": ANY_CHARACTER, "*": ANYTHING}


@given(st.lists(st.text(alphabet="abä漢😀", max_size=6), max_size=30), st.text(alphabet="abä漢😀?**", max_size=7))
@settings(max_examples=500, deadline=None)
def test_fitting_terms(terms: list[str], text: str) -> None:
    encoded = [term.encode() for term in terms]
    starts = np.cumsum([0, *map(len, encoded)]).astype(np.uint32)
    pattern = [part for char in text for part in ([SPECIALS[char]] if char in SPECIALS else char.encode())]
    ords, out = np.arange(len(terms)), np.empty(len(terms), np.int64)
    blob = np.frombuffer(b"".join(encoded), np.uint8)
    n = fitting_terms(blob, starts, ords, np.array(pattern, np.int16), out)
    regexp = re.compile(re.escape(text).replace(r"\*", ".*").replace(r"\?", "."), re.DOTALL)
    assert out[:n].tolist() == [place for place, term in enumerate(terms) if regexp.fullmatch(term)]

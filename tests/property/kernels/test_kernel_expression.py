"""Expressions matched without states are those that automata of the same expressions accept."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from findling.base.errors import FindlingError
from findling.base.pattern import PatternAutomaton
from findling.base.regexp_syntax import parse_regexp
from findling.kernels.terms.expression import Expression
from findling.kernels.terms.term_scan import find_branches
from findling.search.automaton import TermMatcher

ATOMS = st.sampled_from(
    [
        *"aaabbcä漢-}],",
        ".",
        "()",
        "[ab]",
        "[^a]",
        "[a-b]",
        "[ä-漢]",
        "[^ä]",
        "[]a]",
        "[\\dab]",
        "\\w",
        "\\W",
        "\\d",
        "\\.",
    ]
)
AMOUNTS = st.sampled_from(
    [*[""] * 12, *"*+?", "{2}", "{1,}", "{0,2}", "{1,3}", "{0}", "{0,}", "*?", "+?", "{2}*", "{3,1}"]
)


def _sequences(atoms: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    repeated = st.tuples(atoms, AMOUNTS).map("".join)
    return st.lists(st.lists(repeated, min_size=1, max_size=4).map("".join), min_size=1, max_size=2).map("|".join)


EXPRESSIONS = _sequences(st.recursive(ATOMS, lambda inner: _sequences(inner).map("({})".format), max_leaves=6))
TERMS = st.sets(st.text("abcABÄä漢1 ", max_size=7) | st.text("ab", min_size=120, max_size=165), max_size=60)


def codes(text: str) -> np.ndarray:
    return np.frombuffer(text.encode("utf-32-le"), np.int32)


@given(EXPRESSIONS, st.booleans(), TERMS, st.integers(0, 5))
@settings(max_examples=700, deadline=None)
def test_terms_that_fit(text: str, ignore_case: bool, terms: set[str], low: int) -> None:
    expression = Expression(codes(text), ignore_case)
    try:
        matcher = TermMatcher(PatternAutomaton(parse_regexp(text, "ALL", ignore_case)))
    except FindlingError:
        assert expression.failed
        return
    if expression.failed:
        return
    encoded = sorted(term.encode() for term in terms)
    low = min(low, len(encoded))
    blob = np.frombuffer(b"".join(encoded), np.uint8)
    offsets = np.cumsum([0, *map(len, encoded)]).astype(np.uint32)
    shared, branch, out = np.empty(len(terms), np.uint8), np.empty(len(terms), np.uint8), np.empty(len(terms), np.int64)
    find_branches(blob, offsets, shared, branch)
    expected = [at for at in range(low, len(encoded)) if matcher.accepts(encoded[at].decode())]
    n = expression.fitting_terms((blob, offsets, shared, branch), low, len(encoded), out)
    assert out[:n].tolist() == expected
    prefix, literal = expression.literals()
    assert all(encoded[at].decode().startswith(prefix) for at in expected)
    if literal:
        wanted = np.frombuffer(literal.encode(), np.uint8)
        n = expression.terms_with((blob, offsets), low, len(encoded), wanted, out)
        assert out[:n].tolist() == expected


def test_what_is_not_read() -> None:
    """Other operators, more than 63 positions, and what would have very many states."""
    for text in (
        "a&b",
        "~a",
        "a@",
        "<1-3>",
        '"a"',
        "a{64}",
        "(a|b)*a.{20}",
        "[a",
        "(a",
        "a{",
        "a{x}",
        "a)",
        "|a",
        "a|",
    ):
        assert Expression(codes(text), False).failed, text
    assert not Expression(codes("(a|b)*a.{6}"), False).failed
    assert Expression(codes("ä"), True).failed


def test_literals() -> None:
    """Texts that all matches begin with and contain."""
    for text, found in {
        "ab.*cde": ("ab", "cde"),
        "abc?d": ("ab", "ab"),
        "ab+cd": ("ab", "ab"),
        "a(bcd)e": ("a", "a"),
        "ab|cd": ("", ""),
        "x{2}ab": ("x", "ab"),
        "": ("", ""),
    }.items():
        assert Expression(codes(text), False).literals() == found, text

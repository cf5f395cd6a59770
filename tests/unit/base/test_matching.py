"""Java patterns against hostile texts, and the three engines against each other."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findling.base import matching
from findling.base.errors import IllegalArgumentError
from findling.base.java_pattern import compile_java, java_flags, java_replacement

ATOMS = st.sampled_from(
    ["a", "b", ".", r"\w", r"\s", r"\S", "[ab]", "[^a]", r"\p{L}", r"[^\p{L}\d]", "^", "$", r"\b", "é"]
)
QUANTIFIERS = st.sampled_from(["", "", "+", "*", "?", "{1,2}", "+?", "*?"])
PIECES = st.builds(lambda atom, quantifier: atom if atom in "^$\\b" else atom + quantifier, ATOMS, QUANTIFIERS)
SEQUENCES = st.lists(PIECES, min_size=1, max_size=4).map("".join)
PATTERNS = st.one_of(
    SEQUENCES, st.builds("({})|{}".format, SEQUENCES, SEQUENCES), st.builds("(?:{})+".format, SEQUENCES)
)
TEXTS = st.text("ab é\n\r1", max_size=8)


@settings(deadline=None)
@given(PATTERNS, TEXTS, st.sampled_from(["", "CASE_INSENSITIVE", "MULTILINE", "DOTALL"]))
def test_engines_find_the_same(pattern, text, flags):
    """Groups aside: what an empty repetition captured is told differently."""
    compiled = compile_java(pattern, java_flags(flags))
    backtracking = matching.JavaPattern(compiled.python, None, is_linear=False)
    spans = [match.span() for match in compiled.finditer(text)]
    slow = [match.span() for match in backtracking.finditer(text)]
    # Java goes on behind an empty match, the other engine looks for a longer one there
    assert spans == slow or any(start == end for start, end in slow)
    found = compiled.fullmatch(text)
    assert (found is None) is (backtracking.fullmatch(text) is None)


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|aa)+$", "(.*a){20}", r"(\w+\s?)*!", "^(([a-z])+.)+[A-Z]([a-z])+$"])
def test_patterns_that_never_end_when_tried_one_way_after_the_other(pattern):
    text = "a" * 20_000 + "b"
    compiled = compile_java(pattern)
    assert sum(1 for _ in compiled.finditer(text)) <= 20_001
    assert not compiled.fullmatch(text + "-")


def test_a_pattern_beyond_re2_is_stopped(monkeypatch):
    monkeypatch.setattr(matching, "TIME_LIMIT_S", 0.05)
    compiled, hostile = compile_java(r"(?!b)(?:a|aa|a.)+c"), "a" * 4_000 + "b"
    attempts = (compiled.fullmatch, compiled.search, lambda text: compiled.sub(lambda match: "", text))
    for attempt in attempts:
        with pytest.raises(IllegalArgumentError, match=r"took more than \[0.05s\] on a text of \[4001\] characters"):
            attempt(hostile)
    assert compiled.sub(lambda match: "", "aacb") == "b"


def test_an_empty_match_is_found_once():
    assert [match.span() for match in compile_java("(?:x|)$").finditer("aé")] == [(2, 2)]
    end = compile_java("$")
    assert end.sub(java_replacement("!", end), "aé") == "aé!"


@pytest.mark.parametrize("pattern", ["a{", "a{,3}", "(?:foo){e}", "x{1"])
def test_a_brace_is_a_count(pattern):
    with pytest.raises(IllegalArgumentError, match="Illegal repetition"):
        compile_java(pattern)


@pytest.mark.parametrize("pattern", ["(" * 5_000 + ")" * 5_000, "[" * 5_000, "(?:" * 5_000])
def test_deep_patterns_are_refused(pattern):
    with pytest.raises(IllegalArgumentError):
        compile_java(pattern)


def test_line_ends_are_those_of_java():
    assert compile_java("a$").search("a\r\n")
    assert compile_java("a$").search("a\u2028")
    assert not compile_java("a$").search("a\n\n")
    assert [match.group() for match in compile_java(".+").finditer("a\rb\x85c")] == ["a", "b", "c"]
    assert compile_java("(?i)ABC").fullmatch("abc")
    assert not compile_java("k", re.IGNORECASE).fullmatch("\u212a")

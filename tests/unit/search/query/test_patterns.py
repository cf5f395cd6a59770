"""Patterns, Lucene's regular expressions, edit distances, and running them over dictionaries."""

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from findling.base.errors import FindlingError
from findling.base.pattern import PatternAutomaton
from findling.base.regexp_syntax import parse_regexp
from findling.base.spelling import levenshtein
from findling.codec.byte_strings import ByteStrings
from findling.codec.postings.terms import TermDictionary, write_terms
from findling.codec.segment import Segment, SegmentWriter
from findling.search.automaton import TermMatcher
from findling.search.query.wildcard import wildcard_pattern
from tests.reference.levenshtein import LevenshteinAutomaton


def accepts(regexp: str, text: str, flags: str = "ALL", ignore_case: bool = False) -> bool:
    return TermMatcher(PatternAutomaton(parse_regexp(regexp, flags, ignore_case))).accepts(text)


@pytest.mark.parametrize(
    ("regexp", "yes", "no"),
    [
        ("abc", ["abc"], ["ab", "abcd", ""]),
        ("a|b", ["a", "b"], ["ab", ""]),
        ("ab?c", ["ac", "abc"], ["abbc"]),
        ("ab*c", ["ac", "abbbc"], ["adc"]),
        ("ab+c", ["abc", "abbc"], ["ac"]),
        ("a{2}", ["aa"], ["a", "aaa"]),
        ("a{2,}", ["aa", "aaaa"], ["a"]),
        ("a{1,2}", ["a", "aa"], ["", "aaa"]),
        ("(ab)+", ["ab", "abab"], ["aba"]),
        ("a.c", ["abc", "axc", "aéc"], ["ac"]),
        ("[abc]x", ["ax", "cx"], ["dx"]),
        ("[a-c]", ["b"], ["d", "-"]),
        ("[^a-c]", ["d", "é"], ["b", ""]),
        ("[-a]", ["a", "-"], ["b"]),
        ("[\\]]", ["]"], ["a"]),
        ("[\\d]x", ["5x"], ["ax"]),
        ("\\d+", ["123"], ["12a"]),
        ("\\D", ["a"], ["1"]),
        ("\\w\\s\\S", ["a b"], ["a  "]),
        ("\\.", ["."], ["a"]),
        ('"a.b"', ["a.b"], ["axb"]),
        ("a~bc", ["ac", "abbc", "axc"], ["abc"]),
        ("~(ab)", ["a", "abc", ""], ["ab"]),
        ("<1-31>", ["1", "31", "7", "007"], ["0", "32", "1 "]),
        ("<01-31>", ["01", "31"], ["1"]),
        ("a@", ["a", "abc"], ["b"]),
        ("#|a", ["a"], ["", "#"]),
        ("a.*&.*b", ["ab", "axxb"], ["a", "b"]),
        ("()", [""], ["a"]),
        ("", [""], ["a"]),
    ],
)
def test_regular_expressions(regexp: str, yes: list[str], no: list[str]) -> None:
    assert all(accepts(regexp, text) for text in yes)
    assert not any(accepts(regexp, text) for text in no)


def test_flags_switch_operators() -> None:
    assert accepts("a~b", "a~b", flags="NONE")
    assert accepts("<1-2>", "<1-2>", flags="COMPLEMENT")
    assert accepts("~a", "b", flags="COMPLEMENT|INTERVAL")
    assert not accepts("#", "", flags="EMPTY")
    assert accepts("@", "anything", flags="anystring")
    assert accepts("a&b", "a&b", flags="NONE")
    with pytest.raises(FindlingError, match=r"Unknown regexp flag \[NO\]"):
        accepts("a", "a", flags="NO")


def test_case_can_be_ignored() -> None:
    assert accepts("aB[c-d]é", "AbDÉ", ignore_case=True)
    assert not accepts("aB", "AB")


@pytest.mark.parametrize(
    ("regexp", "reason"),
    [
        ("(a", "expected ')' at position 2"),
        ("a)", "end-of-string expected at position 1"),
        ("[a", "expected ']' at position 2"),
        ("[a-]*b", "invalid range: from (97) cannot be > to (93)"),
        ("a{", "integer expected at position 2"),
        ("a{1", "expected '}' at position 3"),
        ("a{2,1}", "invalid repetition range(out of order): 2..1"),
        ("[b-a]", "invalid range: from (98) cannot be > to (97)"),
        ('"a', "expected '\"' at position 2"),
        ("<1-2", "expected '>' at position 4"),
        ("<a-2>", "interval syntax error at position 4"),
        ("<12>", "'12' not found"),
        ("a{99999999999}", 'For input string: "99999999999"'),
        ("a\\", "unexpected end-of-string"),
        ("a{50000}", "repetition of more than 32000 is too complex"),
    ],
)
def test_wrong_expressions(regexp: str, reason: str) -> None:
    with pytest.raises(FindlingError) as caught:
        parse_regexp(regexp)
    assert caught.value.reason == reason


def test_hostile_expressions_are_stopped() -> None:
    # as an automaton this one has 2^20 states
    matcher = TermMatcher(PatternAutomaton(parse_regexp("(a|b)*a(a|b){20}"), max_states=2_000, source="x"))
    with pytest.raises(FindlingError, match=r"Determinizing x would require more than 2000 effort\."):
        for i in range(5_000):
            matcher.accepts(format(i, "020b").replace("0", "a").replace("1", "b") * 2)


simple = st.recursive(
    st.sampled_from(["a", "b", ".", "[ab]", "[^a]"]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]}|{pair[1]})"),
        inner.map(lambda part: f"({part})*"),
        inner.map(lambda part: f"({part})?"),
        inner.map(lambda part: f"({part}){{1,2}}"),
    ),
    max_leaves=6,
)


@given(simple, st.text("abé", max_size=6))
def test_agrees_with_python(regexp: str, text: str) -> None:
    assert accepts(regexp, text) == (re.fullmatch(regexp, text) is not None)


@given(simple, st.text("ab", max_size=6))
def test_complement_is_the_opposite(regexp: str, text: str) -> None:
    assert accepts(f"~({regexp})", text) != accepts(regexp, text)


@given(st.text("a*?b", max_size=5), st.text("ab*", max_size=5))
def test_wildcards_agree_with_python(pattern: str, text: str) -> None:
    expression = "".join({"*": ".*", "?": "."}.get(char, char) for char in pattern)
    matcher = TermMatcher(PatternAutomaton(wildcard_pattern(pattern, False)))
    assert matcher.accepts(text) == (re.fullmatch(expression, text) is not None)


def test_wildcards_can_be_escaped() -> None:
    matcher = TermMatcher(PatternAutomaton(wildcard_pattern("a\\*\\", False)))
    assert matcher.accepts("a*\\")
    assert not matcher.accepts("ab\\")


words = st.text("abc", max_size=6)


@given(words, words, st.integers(0, 2))
def test_edit_distance_without_transpositions(word: str, text: str, edits: int) -> None:
    automaton = LevenshteinAutomaton(word, edits, transpositions=False)
    distance = levenshtein(word, text)
    assert automaton.distance(text) == (distance if distance <= edits else None)


def _alignment(left: str, right: str) -> int:
    """Optimal string alignment distance, from its definition."""
    table = [[max(i, j) if not i or not j else 0 for j in range(len(right) + 1)] for i in range(len(left) + 1)]
    for i in range(1, len(left) + 1):
        for j in range(1, len(right) + 1):
            same = left[i - 1] == right[j - 1]
            table[i][j] = min(table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + (not same))
            if i > 1 and j > 1 and left[i - 1] == right[j - 2] and left[i - 2] == right[j - 1]:
                table[i][j] = min(table[i][j], table[i - 2][j - 2] + 1)
    return table[-1][-1]


@given(words, words, st.integers(0, 2), st.integers(0, 3))
def test_edit_distance_with_transpositions_and_prefix(word: str, text: str, edits: int, prefix: int) -> None:
    expected: int | None = _alignment(word, text)
    if text[:prefix] != word[:prefix] or (expected or 0) > edits:
        expected = None
    assert LevenshteinAutomaton(word, edits, prefix).distance(text) == expected


def dictionary(path: Path, terms: list[str]) -> TermDictionary:
    with SegmentWriter(path) as writer:
        write_terms(writer, "f", ByteStrings.from_list(sorted({term.encode() for term in terms})))
        writer.close()
    return TermDictionary(Segment.open(path), "f")


@given(simple, st.lists(st.text("abé", max_size=5), max_size=20))
def test_dictionaries_are_filtered(tmp_path_factory: pytest.TempPathFactory, regexp: str, terms: list[str]) -> None:
    found = dictionary(tmp_path_factory.mktemp("terms") / "d.seg", terms)
    matcher = TermMatcher(PatternAutomaton(parse_regexp(regexp)))
    expected = [i for i in range(found.n_terms) if re.fullmatch(regexp, found.term(i).decode())]
    assert matcher.ords(found, 0, found.n_terms).tolist() == expected


@given(st.text("ab", min_size=2, max_size=3), st.lists(st.text("abé", max_size=7), max_size=20))
def test_literals_narrow_the_search(tmp_path_factory: pytest.TempPathFactory, literal: str, terms: list[str]) -> None:
    found = dictionary(tmp_path_factory.mktemp("terms") / "d.seg", terms)
    automaton = PatternAutomaton(wildcard_pattern(f"*{literal}*", False))
    low = min(1, found.n_terms)
    expected = [i for i in range(low, found.n_terms) if literal in found.term(i).decode()]
    assert TermMatcher(automaton, literal).ords(found, low, found.n_terms).tolist() == expected
    assert TermMatcher(automaton).ords(found, low, found.n_terms).tolist() == expected


def test_too_many_states_for_a_table(tmp_path: Path) -> None:
    terms = [format(i, "014b").replace("0", "a").replace("1", "b") for i in range(0, 16_000, 100)]
    found = dictionary(tmp_path / "d.seg", terms)
    regexp = "(a|b)*a(a|b){12}"
    matcher = TermMatcher(PatternAutomaton(parse_regexp(regexp)))
    expected = [i for i in range(found.n_terms) if re.fullmatch(regexp, found.term(i).decode())]
    assert matcher.ords(found, 0, found.n_terms).tolist() == expected
    assert matcher.ords(found, 0, 0).tolist() == []
    assert np.issubdtype(matcher.ords(found, 0, 1).dtype, np.int64)

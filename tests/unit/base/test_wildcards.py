"""Patterns with `*`: matched without going back, whatever the pattern."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from findling.base.wildcards import matches, may_begin, overlap

PATTERNS = st.text("ab*", max_size=8)
NAMES = st.text("ab", max_size=10)


def _regex(pattern: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, pattern.split("*"))), re.DOTALL)


@given(PATTERNS, NAMES)
def test_matches_as_a_regular_expression_would(pattern, name):
    assert matches(pattern, name) is (_regex(pattern).fullmatch(name) is not None)


@pytest.mark.parametrize(
    ("pattern", "name", "fits"),
    [("a*b*", "axb", True), ("a*a", "a", False), ("*", "", True), ("a[b]?", "a[b]?", True), ("a?", "ab", False)],
)
def test_nothing_but_the_star_is_special(pattern, name, fits):
    assert matches(pattern, name) is fits


def test_many_stars_take_no_longer_than_few():
    # as a regular expression this takes longer than anybody waits
    assert not matches("*a" * 5_000 + "*b", "a" * 200_000)


@given(PATTERNS, NAMES)
def test_may_begin_is_true_of_every_beginning_of_a_name_that_fits(pattern, name):
    if matches(pattern, name):
        assert all(may_begin(pattern, name[:length]) for length in range(len(name) + 1))


@given(PATTERNS, PATTERNS, NAMES)
def test_patterns_that_fit_one_name_overlap(left, right, name):
    if matches(left, name) and matches(right, name):
        assert overlap(left, right)


@pytest.mark.parametrize(("left", "right"), [("a*", "b*"), ("*a", "*b"), ("a*", "b"), ("ab", "a")])
def test_patterns_without_a_common_name_do_not_overlap(left, right):
    assert not overlap(left, right)


def test_overlap_of_long_patterns_is_found_by_their_ends():
    assert overlap("a*" * 20_000, "*b" * 20_000)

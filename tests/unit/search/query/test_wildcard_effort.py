"""Wildcard patterns cost time proportional to the terms; those that Lucene would not determinize are refused."""

from pathlib import Path

import pytest

from findling.base.errors import FindlingError
from findling.search.query.wildcard import check_effort, wildcard_parts
from tests.reference.search_case import SearchCase

# asked of Elasticsearch 9.1: pattern, whether it is answered
ANSWERED = [
    ("*a" * 240, True),
    ("*a" * 1_000, False),
    ("*a?" * 60, True),
    ("*a?" * 240, False),
    ("*ab*?c" * 24, True),
    ("*ab*?c" * 100, False),
    ("?" * 1_000 + "*a", True),
]


@pytest.mark.parametrize(("pattern", "answered"), ANSWERED)
def test_what_is_refused(pattern: str, answered: bool) -> None:
    if answered:
        check_effort(wildcard_parts(pattern))
        return
    with pytest.raises(FindlingError, match=r"Determinizing automaton with .* would require more than 10000 effort"):
        check_effort(wildcard_parts(pattern))


def test_the_refusal_tells_the_size() -> None:
    with pytest.raises(FindlingError) as caught:
        check_effort(wildcard_parts("*a?" * 240))
    assert caught.value.reason == (
        "Determinizing automaton with 720 states and 1198 transitions would require more than 10000 effort."
    )


@pytest.mark.parametrize(
    ("text", "parts"),
    [("a*b?", ["a", -2, "b", -1]), ("a\\*b\\", ["a*b\\"]), ("**", [-2, -2]), ("\\\\?", ["\\", -1]), ("", [])],
)
def test_parts(text: str, parts: list[str | int]) -> None:
    assert wildcard_parts(text) == parts


def test_long_patterns_are_answered_at_once(tmp_path: Path) -> None:
    """With an automaton the second took half a minute."""
    case = SearchCase(tmp_path, {"k": {"type": "keyword"}})
    case.add({"1": {"k": "ab" * 100}, "2": {"k": ["a*c", "ÄB"]}})
    assert case.ids({"wildcard": {"k": "*a" * 60}}) == set()
    assert case.ids({"wildcard": {"k": "*a?" * 60}}) == {"1"}
    assert case.ids({"wildcard": {"k": {"value": "*A?" * 60, "case_insensitive": True}}}) == {"1"}
    assert case.ids({"wildcard": {"k": "a\\**"}}) == {"2"}
    assert case.ids({"wildcard": {"k": {"value": "A\\*?", "case_insensitive": True}}}) == {"2"}
    assert case.ids({"wildcard": {"k": {"value": "äb", "case_insensitive": True}}}) == {"2"}
    case.shard.close()

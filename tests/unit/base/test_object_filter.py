"""Parts of objects by dotted patterns, however many and however long the patterns are."""

import pytest

from findling.base.object_filter import filter_object

DOCUMENT = {"a": {"b": 1, "bc": 2, "d": {"e": 3}}, "a.x": 4, "f": [{"g": 5}, {"h": 6}], "i": 7}


@pytest.mark.parametrize(
    ("includes", "excludes", "expected"),
    [
        (("a.b",), (), {"a": {"b": 1}}),
        (("a.b*",), (), {"a": {"b": 1, "bc": 2}}),
        (("a",), (), {"a": DOCUMENT["a"], "a.x": 4}),
        (("*e",), (), {"a": {"d": {"e": 3}}}),
        (("f.g",), (), {"f": [{"g": 5}]}),
        ((), ("a", "f"), {"i": 7}),
        (("a",), ("a.d", "*x"), {"a": {"b": 1, "bc": 2}}),
        (("a.d.e.none",), (), {}),
    ],
)
def test_parts(includes, excludes, expected):
    assert filter_object(DOCUMENT, includes, excludes) == expected


def test_many_patterns_of_many_stars():
    stars = tuple(f"{'*a' * 50}{i}" for i in range(100))
    names = tuple(f"a.{i}" for i in range(20_000))
    assert filter_object({"a": {"b": 1, "7": 2}, "a" * 5_000: 3}, (*stars, *names), stars) == {"a": {"7": 2}}


def test_a_pattern_of_many_dots():
    assert filter_object({"a": {"b": 1}}, (".".join("a" * 50_000),), ()) == {}

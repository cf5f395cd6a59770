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


EMPTIED = {
    "e": {}, "l": [], "le": [{}], "m": {"a": {}, "b": []}, "n": [{"x": 1}, {}, [{"x": 1}], 5], "q": [{"x": 1}],
    "z": [[{"x": 1}]],
}  # fmt: skip


@pytest.mark.parametrize(
    ("includes", "excludes", "changed"),
    [
        ((), ("n.x", "q.x", "z.x"), {"n": [{}, 5], "q": None, "z": None}),
        ((), ("n.*", "q.*", "z.*"), {"n": [5], "q": [], "z": []}),
        ((), ("*.zz",), {"le": [], "n": [{"x": 1}, [{"x": 1}], 5]}),
        ((), ("m.a",), {"m": {"b": []}}),
        ((), ("m.a", "m.b"), {"m": None}),
        (("m.*", "q"), ("m.a",), {"e": None, "l": None, "le": None, "m": {"b": []}, "n": None, "z": None}),
    ],
)
def test_what_is_emptied_by_excludes(includes, excludes, changed):
    """Answers of a real Elasticsearch 9.1: None for what is not shown."""
    expected = {name: value for name, value in {**EMPTIED, **changed}.items() if value is not None}
    assert filter_object(EMPTIED, includes, excludes) == expected


def test_many_patterns_of_many_stars():
    stars = tuple(f"{'*a' * 50}{i}" for i in range(100))
    names = tuple(f"a.{i}" for i in range(20_000))
    assert filter_object({"a": {"b": 1, "7": 2}, "a" * 5_000: 3}, (*stars, *names), stars) == {"a": {"7": 2}}


def test_a_pattern_of_many_dots():
    assert filter_object({"a": {"b": 1}}, (".".join("a" * 50_000),), ()) == {}

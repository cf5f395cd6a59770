"""Shadows are merged, versioned and compared as those of AWS IoT."""

from typing import Any

import pytest

from findling.base.errors import IllegalArgumentError
from findling.edge.fleet.shadow import Shadow, ShadowConflictError, ShadowTooLargeError, difference, merged


@pytest.mark.parametrize(
    ("before", "change", "after"),
    [
        ({}, {"a": 1}, {"a": 1}),
        ({"a": 1, "b": 2}, {"a": None}, {"b": 2}),
        ({"a": {"b": 1, "c": 2}}, {"a": {"b": None, "d": 3}}, {"a": {"c": 2, "d": 3}}),
        ({"a": [1, 2]}, {"a": [3]}, {"a": [3]}),
        ({"a": 1}, {"a": {"b": 1}}, {"a": {"b": 1}}),
        ({"a": {"b": 1}}, {"a": 1}, {"a": 1}),
        ({}, {"a": {"b": None}}, {"a": {}}),
    ],
)
def test_merging(before: Any, change: Any, after: Any) -> None:
    assert merged(before, change) == after


@pytest.mark.parametrize(
    ("desired", "reported", "delta"),
    [
        ({"a": 1}, {"a": 1}, {}),
        ({"a": 1}, {}, {"a": 1}),
        ({}, {"a": 1}, {}),
        ({"a": {"b": 1, "c": 2}}, {"a": {"b": 1, "c": 3}}, {"a": {"c": 2}}),
        ({"a": [1]}, {"a": [1, 2]}, {"a": [1]}),
        ({"a": True}, {"a": 1}, {"a": True}),
        ({"a": {"b": 1}}, {"a": 5}, {"a": {"b": 1}}),
    ],
)
def test_the_difference(desired: Any, reported: Any, delta: Any) -> None:
    assert difference(desired, reported) == delta


def test_versions_and_times() -> None:
    first = Shadow().updated({"desired": {"light": {"red": 5, "green": 9}}}, 100)
    second = first.updated({"reported": {"light": {"red": 5}}}, 200, version=1)
    assert second.shown() == {
        "state": {
            "desired": {"light": {"red": 5, "green": 9}},
            "reported": {"light": {"red": 5}},
            "delta": {"light": {"green": 9}},
        },
        "metadata": {
            "desired": {"light": {"red": {"timestamp": 100}, "green": {"timestamp": 100}}},
            "reported": {"light": {"red": {"timestamp": 200}}},
        },
        "version": 2,
    }
    third = second.updated({"desired": None}, 300)
    assert third.shown()["state"] == {"desired": {}, "reported": {"light": {"red": 5}}}
    assert Shadow.of(third.to_document()) == third


def test_a_change_of_another_version_is_refused() -> None:
    with pytest.raises(ShadowConflictError) as refused:
        Shadow(version=3).updated({"desired": {"a": 1}}, 0, version=2)
    assert (refused.value.status, refused.value.reason) == (409, "the shadow is at version [3], not [2]")


@pytest.mark.parametrize("change", [None, {}, {"wanted": {}}, {"desired": 5}, 7, {"desired": []}])
def test_changes_that_make_no_sense(change: Any) -> None:
    with pytest.raises(IllegalArgumentError):
        Shadow().updated(change, 0)


def test_what_is_too_large_or_too_deep() -> None:
    with pytest.raises(ShadowTooLargeError):
        Shadow().updated({"desired": {"a": "x" * 9000}}, 0)
    deep: Any = 1
    for _ in range(9):
        deep = {"a": deep}
    with pytest.raises(IllegalArgumentError, match="is deeper than"):
        Shadow().updated({"desired": deep}, 0)
    Shadow().updated({"desired": deep["a"]}, 0)

"""Which snapshots of a policy have had their time."""

from typing import Any

import pytest

from findling.base.errors import IllegalArgumentError
from findling.snapshots.lifecycle.retention import Retention
from findling.snapshots.root import FAILED, PARTIAL, SUCCESS, SnapshotEntry

DAY = 86_400_000
NOW = 100 * DAY


def taken(*states_by_age: tuple[int, str]) -> list[SnapshotEntry]:
    """Returns snapshots, each named by how many days old it is."""
    return [SnapshotEntry(str(age), str(age), state, {}, NOW - age * DAY, 0, 1, 0) for age, state in states_by_age]


GOOD = taken((1, SUCCESS), (2, SUCCESS), (3, SUCCESS), (9, SUCCESS))
MIXED = taken((1, FAILED), (2, SUCCESS), (3, PARTIAL), (9, FAILED), (12, SUCCESS))


@pytest.mark.parametrize(
    ("retention", "snapshots", "expected"),
    [
        ({}, GOOD, []),
        ({"expire_after": "2d"}, GOOD, ["9", "3"]),
        ({"expire_after": "2d", "min_count": 2}, GOOD, ["9", "3"]),
        ({"expire_after": "2d", "min_count": 3}, GOOD, ["9"]),
        ({"expire_after": "2d", "min_count": 4}, GOOD, []),
        ({"max_count": 3}, GOOD, ["9"]),
        ({"max_count": 1}, GOOD, ["9", "3", "2"]),
        ({"expire_after": "20d", "min_count": 1, "max_count": 2}, GOOD, ["9", "3"]),
        ({}, MIXED, ["9", "3"]),  # failed, and a later one succeeded
        ({"expire_after": "5d"}, MIXED, ["12", "9"]),
        ({"expire_after": "5d", "min_count": 2}, MIXED, ["9"]),
        ({"max_count": 1}, MIXED, ["12", "9", "3"]),
        ({}, taken((1, FAILED), (2, FAILED)), []),
    ],
)
def test_expired(retention: dict[str, Any], snapshots: list[SnapshotEntry], expected: list[str]) -> None:
    assert [entry.name for entry in Retention.parse(retention).expired(snapshots, NOW)] == expected


@pytest.mark.parametrize(
    ("retention", "reason"),
    [
        ({"min_count": 0}, "minimum snapshot count must be at least 1, but was: 0"),
        ({"max_count": -3}, "maximum snapshot count must be at least 1, but was: -3"),
        ({"min_count": 3, "max_count": 2}, "minimum snapshot count 3 cannot be larger than maximum snapshot count 2"),
        ({"expire_after": "soon"}, "failed to parse setting \\[expire_after\\] with value \\[soon\\]"),
    ],
)
def test_what_cannot_be_kept(retention: dict[str, Any], reason: str) -> None:
    with pytest.raises(IllegalArgumentError, match=reason):
        Retention.parse(retention)

"""What queries require of documents, put together."""

import pytest

from findling.search.query.requirements import (
    ANYTHING,
    NOTHING,
    UNKNOWN,
    Requirements,
    all_required,
    any_of,
    any_range,
    some_required,
)

A, B, C = (any_of("t", [word]) for word in (b"a", b"b", b"c"))
AB = any_of("t", [b"a", b"b"])
FEW = any_range("n", [(1, 5)])


def told(required: Requirements) -> tuple[int, int, bool]:
    assert required.known
    return required.size, required.least, required.exact


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([A], (1, 1, True)),
        ([A, B], (2, 2, True)),
        ([A, B, FEW], (3, 3, True)),
        ([A, A], (1, 1, False)),
        ([AB, C], (3, 2, False)),
        ([A, UNKNOWN], (1, 1, False)),
        ([A, ANYTHING], (1, 1, True)),
        ([A, NOTHING], (1, 2, False)),
    ],
)
def test_all(parts: list[Requirements], expected: tuple[int, int, bool]) -> None:
    assert told(all_required(parts)) == expected


@pytest.mark.parametrize(
    ("parts", "least", "expected"),
    [
        ([A, B], 1, (2, 1, True)),
        ([A, B, C], 2, (3, 2, True)),
        ([A, AB], 1, (2, 1, True)),
        ([A, AB], 2, (2, 1, False)),
        ([all_required([A, B]), C], 1, (3, 1, False)),
        ([A, B], 3, (0, 1, True)),
    ],
)
def test_some(parts: list[Requirements], least: int, expected: tuple[int, int, bool]) -> None:
    assert told(some_required(parts, least)) == expected


def test_what_cannot_be_told() -> None:
    assert some_required([A, UNKNOWN], 1) is UNKNOWN
    assert some_required([A, ANYTHING], 1) is UNKNOWN
    assert all_required([UNKNOWN, UNKNOWN]) is UNKNOWN
    assert all_required([]) is ANYTHING
    assert not any_range("x", [(0.5, 1.0)]).exact

"""What is nested too deep, is told without going down itself."""

from typing import Any

import pytest

from findling.policy.engine.depth import is_too_deep


def nested(levels: int) -> Any:
    value: Any = 1
    for level in range(levels):
        value = [value] if level % 2 else {"a": value, "b": []}
    return value


@pytest.mark.parametrize(("levels", "expected"), [(0, False), (1, False), (500, False), (501, True), (50_000, True)])
def test_levels(levels: int, expected: bool) -> None:
    assert is_too_deep(nested(levels)) is expected

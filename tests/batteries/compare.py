"""Compares two JSON values: numbers within a tolerance, all else exactly."""

import math
from collections.abc import Iterator
from typing import Any

SCORES = 1e-5


def differences(left: Any, right: Any, tolerance: float = SCORES, path: str = "") -> Iterator[str]:
    """Yields where the values differ, as "path: left | right"."""
    if _is_number(left) and _is_number(right):
        if not math.isclose(left, right, rel_tol=tolerance, abs_tol=1e-9):
            yield f"{path}: {left} | {right}"
    elif isinstance(left, dict) and isinstance(right, dict):
        for key in {**left, **right}:
            if key in left and key in right:
                yield from differences(left[key], right[key], tolerance, f"{path}.{key}")
            else:
                yield f"{path}.{key}: {left.get(key, 'absent')} | {right.get(key, 'absent')}"
    elif isinstance(left, list) and isinstance(right, list):
        if len(left) != len(right):
            yield f"{path}.length: {len(left)} | {len(right)}"
        for i, (one, other) in enumerate(zip(left, right, strict=False)):
            yield from differences(one, other, tolerance, f"{path}.{i}")
    elif left != right or isinstance(left, bool) is not isinstance(right, bool):
        yield f"{path}: {left!r} | {right!r}"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)

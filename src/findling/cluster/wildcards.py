"""Patterns in which "*" stands for any run of characters, and nothing else is special."""

import re
from collections.abc import Iterable
from functools import lru_cache


@lru_cache(maxsize=1024)
def compile_pattern(pattern: str) -> re.Pattern[str]:
    """Returns a regular expression for full matches of a pattern."""
    return re.compile(".*".join(re.escape(part) for part in pattern.split("*")), re.DOTALL)


def matches(pattern: str, name: str) -> bool:
    """Whether the whole name fits the pattern."""
    if "*" not in pattern:
        return pattern == name
    return pattern == "*" or compile_pattern(pattern).fullmatch(name) is not None


def matches_any(patterns: Iterable[str], name: str) -> bool:
    """Whether the name fits one of the patterns."""
    return any(matches(pattern, name) for pattern in patterns)


def overlap(left: str, right: str) -> bool:
    """Whether some name fits both patterns."""
    reached = {(0, 0)}
    stack = [(0, 0)]
    while stack:
        i, j = stack.pop()
        if i == len(left) and j == len(right):
            return True
        for step in _steps(left, right, i, j):
            if step not in reached:
                reached.add(step)
                stack.append(step)
    return False


def _steps(left: str, right: str, i: int, j: int) -> Iterable[tuple[int, int]]:
    a = left[i] if i < len(left) else None
    b = right[j] if j < len(right) else None
    if a == "*":
        yield i + 1, j
        if b is not None:
            yield i, j + 1
    if b == "*":
        yield i, j + 1
        if a is not None:
            yield i + 1, j
    if a is not None and a == b:
        yield i + 1, j + 1

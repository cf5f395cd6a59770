"""Patterns of actions: a name, or the beginning of names with "*" behind it."""

from collections.abc import Iterable
from functools import lru_cache

Patterns = tuple[str, ...]


def grants(patterns: Patterns, action: str) -> bool:
    """Whether one of the patterns means an action."""
    return any(covers(pattern, action) for pattern in patterns)


def covers(pattern: str, other: str) -> bool:
    """Whether a pattern means all that another pattern, or name, means."""
    if pattern.endswith("*"):
        return other.startswith(pattern[:-1])
    return pattern == other


def implies(patterns: Patterns, others: Iterable[str]) -> bool:
    """Whether the patterns mean all that others mean."""
    return all(any(covers(pattern, other) for pattern in patterns) for other in others)


@lru_cache(maxsize=1024)
def with_everything_below(action: str) -> str:
    """Returns the pattern that an action stands for where it is given as a privilege."""
    return action if action.endswith("*") else f"{action}*"

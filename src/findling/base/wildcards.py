"""Patterns in which "*" stands for any run of characters, and nothing else is special.

A name is matched from left to right without going back: what stands between two stars is looked for once, behind what
was found before it. A regular expression would try every way to share the name out among the stars.
"""

from collections.abc import Iterable


def matches(pattern: str, name: str) -> bool:
    """Whether the whole name fits the pattern."""
    if "*" not in pattern:
        return pattern == name
    head, *middle, tail = pattern.split("*")
    end = len(name) - len(tail)
    if end < len(head) or not name.startswith(head) or not name.endswith(tail):
        return False
    at = len(head)
    for part in middle:
        found = name.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True


def matches_any(patterns: Iterable[str], name: str) -> bool:
    """Whether the name fits one of the patterns."""
    return any(matches(pattern, name) for pattern in patterns)


def may_begin(pattern: str, beginning: str) -> bool:
    """Whether some name that begins so fits the pattern."""
    head, star, _ = pattern.partition("*")
    return head.startswith(beginning) or (bool(star) and beginning.startswith(head))


def overlap(left: str, right: str) -> bool:
    """Whether some name fits both patterns."""
    if "*" not in left:
        return matches(right, left)
    if "*" not in right:
        return matches(left, right)
    # what stands between the stars of one finds a place in the stars of the other: only the ends can contradict
    heads, tails = sorted(_ends(0, left, right), key=len), sorted(_ends(-1, left, right), key=len)
    return heads[1].startswith(heads[0]) and tails[1].endswith(tails[0])


def _ends(which: int, *patterns: str) -> list[str]:
    return [pattern.split("*")[which] for pattern in patterns]

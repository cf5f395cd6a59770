"""Indices of Findling's own: what roles mean by "*" does not mean these, unless they say so."""

from itertools import zip_longest
from typing import Final

_RESTRICTED: Final = (".security", ".async-search", ".findling-")


def is_restricted(name: str) -> bool:
    """Whether a name, or the beginning of a pattern, is of such an index."""
    return name.startswith(_RESTRICTED)


def may_be_restricted(pattern: str) -> bool:
    """Whether some name that fits a pattern is of such an index."""
    return pattern.startswith("/") or any(_may_begin(pattern, beginning) for beginning in _RESTRICTED)


def _may_begin(pattern: str, beginning: str) -> bool:
    """Whether some name that fits a pattern begins so."""
    for wanted, given in zip_longest(beginning, pattern[: len(beginning)]):
        if given == "*":
            return True
        if given not in ("?", wanted):
            return False
    return True

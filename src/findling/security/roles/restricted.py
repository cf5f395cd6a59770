"""Indices of Findling's own: what roles mean by "*" does not mean these, unless they say so."""

from typing import Final

_RESTRICTED: Final = (".security", ".async-search", ".findling-")


def is_restricted(name: str) -> bool:
    """Whether a name, or the beginning of a pattern, is of such an index."""
    return name.startswith(_RESTRICTED)


def may_be_restricted(pattern: str) -> bool:
    """Whether some name that fits a pattern is of such an index."""
    if pattern.startswith("/"):
        return True
    beginning = pattern.partition("*")[0].partition("?")[0]
    if beginning == pattern:
        return is_restricted(pattern)
    return any(beginning.startswith(name) or name.startswith(beginning) for name in _RESTRICTED)

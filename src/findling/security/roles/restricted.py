"""Indices of Findling's own: what roles mean by "*" does not mean these, unless they say so."""

from typing import Final

_RESTRICTED: Final = (".security", ".async-search", ".findling-")


def is_restricted(name: str) -> bool:
    """Whether a name, or the beginning of a pattern, is of such an index."""
    return name.startswith(_RESTRICTED)

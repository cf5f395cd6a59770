"""Texts as UTF-16 units, in which all offsets are: one character of a Python text each."""

from __future__ import annotations

import numpy as np

_BEYOND_PLANE = "\U00010000"


def units_of(text: str) -> str:
    """Returns a text with each character beyond the basic plane as its two surrogates."""
    if text.isascii() or max(text, default="") < _BEYOND_PLANE:
        return text
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)
    return units.astype(np.uint32).tobytes().decode("utf-32-le", "surrogatepass")


def text_of_units(units: str) -> str:
    """Returns the text of some units; a surrogate that is left alone becomes a question mark, as Java writes it."""
    if units.isascii():
        return units
    text = units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    return text.encode("utf-8", "replace").decode()

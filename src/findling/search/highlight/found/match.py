"""Match: a stretch of a text that is to be marked."""

from __future__ import annotations

from typing import NamedTuple


class Match(NamedTuple):
    """start, end: UTF-16 units within the text; term: what is found there; frequency: how often in the whole text"""

    start: int
    end: int
    term: bytes
    frequency: int = 1

"""Writes fragments with tags around phrases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from findling.search.highlight.encoders import Encoder
from findling.search.highlight.fvh.boundaries import BoundaryScanner
from findling.search.highlight.fvh.frag_list import FragInfo

# between the values of a field
SEPARATOR = " "


@dataclass(slots=True)
class FragWriter:
    """The fragments of the values of one field. tags: of a phrase those of its number, beginning again"""

    values: Sequence[str]
    boundaries: BoundaryScanner
    pre_tags: Sequence[str]
    post_tags: Sequence[str]
    encode: Encoder
    # the values that were needed so far, and how many these are
    text: str = ""
    n_used: int = 0

    def write(self, info: FragInfo) -> str:
        """Returns a fragment."""
        while len(self.text) < info.end and self.n_used < len(self.values):
            self.text += self.values[self.n_used] + SEPARATOR
            self.n_used += 1
        n = len(self.text) - 1
        end = n if n < info.end else self.boundaries.end(self.text, info.end)
        start = self.boundaries.start(self.text, info.start)
        parts: list[str] = []
        at = start
        for phrase in info.marked:
            tags = (
                self.pre_tags[phrase.number % len(self.pre_tags)],
                self.post_tags[phrase.number % len(self.post_tags)],
            )
            for one in phrase.stretches:
                marked = self.encode(self.text[one.start : min(one.end, end)])
                parts += (self.encode(self.text[at : one.start]), tags[0], marked, tags[1])
                at = one.end
        return "".join(parts) + self.encode(self.text[at:end])

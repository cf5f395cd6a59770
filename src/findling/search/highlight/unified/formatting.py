"""Writes passages with tags around what is marked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from findling.search.highlight.encoders import Encoder
from findling.search.highlight.unified.passages import Passage

# between the values of a field; and the character that separates paragraphs, which may end a value
SEPARATOR: Final = "\0"
_ENDS: Final = (SEPARATOR, "\u2029")
# what Java's trim takes off: control characters and blanks
_BLANKS: Final = "".join(map(chr, range(33)))


@dataclass(frozen=True, slots=True)
class PassageFormat:
    """trims: whether fragments lose the blanks around them"""

    pre_tag: str
    post_tag: str
    encode: Encoder
    trims: bool

    def write(self, passage: Passage, content: str) -> str:
        """Returns a passage of a text."""
        parts: list[str] = []
        at, n = passage.start, 0
        matches, encode = passage.matches, self.encode
        while n < len(matches):
            start, end = matches[n]
            n += 1
            # what overlaps is marked as one
            while n < len(matches) and matches[n][0] < end:
                end = max(end, matches[n][1])
                n += 1
            end = min(end, passage.end)
            parts += (encode(content[at:start]), self.pre_tag, encode(content[start:end]), self.post_tag)
            at = end
        parts.append(encode(content[at : max(at, passage.end)]))
        text = "".join(parts)
        text = text[:-1] if text.endswith(_ENDS) else text
        return text.strip(_BLANKS) if self.trims else text

"""Changes to a text, and the map from the changed text back to it."""

from bisect import bisect_right
from typing import NamedTuple


class Edit(NamedTuple):
    """The characters from `start` to `end` become `text`; `start == end` inserts."""

    start: int
    end: int
    text: str


class SourceMap:
    """Where in the old text a place of the new text is from.

    What was inserted is from the place at which it was inserted. Lines and columns count from 1, columns in characters.
    """

    def __init__(self, old: str, new: str, starts_new: list[int], starts_old: list[int]) -> None:
        self._starts_new, self._starts_old = starts_new, starts_old
        self._old_length = len(old)
        self._lines_old, self._lines_new = _line_starts(old), _line_starts(new)

    def where(self, line: int, column: int = 1) -> tuple[int, int]:
        """Returns the line and column in the old text of a line and column of the new one."""
        line_start = self._lines_new[min(max(line, 1), len(self._lines_new)) - 1]
        offset = line_start + max(column, 1) - 1
        i = bisect_right(self._starts_new, offset) - 1
        from_here = self._starts_old[i] + offset - self._starts_new[i]
        until = self._starts_old[i + 1] if i + 1 < len(self._starts_old) else self._old_length
        old = min(from_here, until)
        found = bisect_right(self._lines_old, old) - 1
        return found + 1, old - self._lines_old[found] + 1


def apply(text: str, edits: list[Edit]) -> tuple[str, SourceMap]:
    """Returns the text with all edits made, and the map back. Edits must not overlap; their order does not matter."""
    pieces: list[str] = []
    starts_new, starts_old = [0], [0]
    at = length = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        kept = text[at : edit.start]
        pieces += (kept, edit.text)
        starts_new += (length + len(kept), length + len(kept) + len(edit.text))
        starts_old += (edit.start, edit.end)
        length += len(kept) + len(edit.text)
        at = edit.end
    pieces.append(text[at:])
    new = "".join(pieces)
    return new, SourceMap(text, new, starts_new, starts_old)


def _line_starts(text: str) -> list[int]:
    return [0] + [i + 1 for i, character in enumerate(text) if character == "\n"]

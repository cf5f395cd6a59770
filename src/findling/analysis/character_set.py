"""Sets of characters by general category, as the kernels take them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from findling.analysis.text_batch import TextBatch
from findling.base.unicode_classes import BLOCKS, CATEGORY_SHIFT, INDEX, category_mask, classes_of
from findling.kernels.text import char_runs

Ints = npt.NDArray[np.int32]

NO_CODE_POINT = 0xFFFFFFFF
ALL_CATEGORIES = (1 << 30) - 1
NO_BREAK_SPACES = (0xA0, 0x2007, 0x202F)
WHITE_CONTROLS = (*range(0x09, 0x0E), *range(0x1C, 0x20))
CLASSES = {
    "letter": "L",
    "digit": "Nd",
    "punctuation": "P",
    "symbol": "S",
    "whitespace": "Z",
}
"""The character classes that tokenizers name, as general categories."""


@dataclass(frozen=True)
class CharacterSet:
    """Characters whose general category is in the mask; for `exceptions` the opposite holds.

    Source: Java's Character.isLetter, isDigit, isWhitespace (which leaves out no-break spaces and adds some controls).
    """

    mask: int
    exceptions: frozenset[int] = frozenset()

    @classmethod
    def of(cls, classes: Iterable[str], characters: Iterable[str] = ()) -> "CharacterSet":
        """Returns the set of all characters of the named classes, and of some more characters."""
        names = list(classes)
        mask = category_mask(*(CLASSES[name] for name in names)) if names else 0
        plain = cls(mask)
        flipped = set()
        if "whitespace" in names:
            flipped |= {char for char in WHITE_CONTROLS if char not in plain}
            flipped |= {char for char in NO_BREAK_SPACES if char in plain}
        flipped |= {ord(char) for char in characters if ord(char) not in plain}
        flipped -= {ord(char) for char in characters if ord(char) in NO_BREAK_SPACES}
        return cls(mask, frozenset(flipped))

    def __contains__(self, code_point: int) -> bool:
        category = int(classes_of(np.array([code_point]))[0]) >> CATEGORY_SHIFT & 31
        return bool(self.mask >> category & 1) != (code_point in self.exceptions)

    def complement(self) -> "CharacterSet":
        """Returns the set of all other characters."""
        return CharacterSet(ALL_CATEGORIES ^ self.mask, self.exceptions)

    @cached_property
    def _tables(self) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint32]]:
        """The set's ASCII characters and exceptions as the kernel takes them."""
        ascii_table = np.array([code_point in self for code_point in range(128)], np.uint8)
        return ascii_table, np.array([*sorted(self.exceptions), NO_CODE_POINT], np.uint32)

    def runs(self, batch: TextBatch, max_length: int) -> tuple[Ints, Ints, Ints]:
        """Returns (counts per value, byte starts, byte ends) of the runs of such characters.

        max_length: UTF-16 units after which a run is cut
        """
        room = batch.n_bytes + 1 if max_length < 2 else batch.n_bytes // 2 + 2
        counts = np.empty(batch.n_values, np.int32)
        starts, ends = np.empty(room, np.int32), np.empty(room, np.int32)
        ascii_table, exceptions = self._tables
        n = char_runs.run_spans(
            *(
                batch.text,
                batch.starts,
                INDEX,
                BLOCKS,
                ascii_table,
                self.mask,
                exceptions,
                max_length,
                counts,
                starts,
                ends,
            )
        )
        return counts, starts[:n], ends[:n]

"""Many texts as one array of UTF-8 bytes, which is what the tokenizer kernels read."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from findling.analysis.packed_strings import PackedTexts
from findling.base.errors import IllegalArgumentError
from findling.kernels.text import json_members

MAX_BYTES = 2**31 - 16
PADDING = b"\0" * 8
"""Behind the text, so that kernels may read whole words."""


@dataclass(frozen=True, slots=True)
class TextBatch:
    """`n_values` texts, a line feed after each.

    text: (n_bytes + 8,) uint8, read-only
    starts: (n_values + 1,) int32, where each value starts; value v ends at starts[v + 1] - 1
    ascii: whether all characters are ASCII, so that bytes are UTF-16 units
    """

    text: npt.NDArray[np.uint8]
    starts: npt.NDArray[np.int32]
    ascii: bool

    @property
    def n_values(self) -> int:
        return len(self.starts) - 1

    @property
    def n_bytes(self) -> int:
        return len(self.text) - len(PADDING)

    @classmethod
    def of(cls, values: Sequence[str]) -> "TextBatch":
        """Encodes the values. A lone surrogate becomes U+FFFD, as Lucene stores it."""
        if isinstance(values, PackedTexts):
            return cls._of_packed(values)
        starts = np.zeros(len(values) + 1, np.int64)
        if is_ascii := all(map(str.isascii, values)):
            encoded = "\n".join((*values, PADDING.decode())).encode()
            lengths = np.fromiter(map(len, values), np.int32, len(values))
        else:
            try:
                parts = list(map(str.encode, values))
            except UnicodeEncodeError:
                return cls.of([whole_characters(value) for value in values])
            encoded = b"\n".join((*parts, PADDING))
            lengths = np.fromiter(map(len, parts), np.int32, len(parts))
        np.cumsum(lengths + 1, dtype=np.int64, out=starts[1:])
        text = np.frombuffer(encoded, np.uint8)
        return cls(text, _narrow(starts), is_ascii)

    @classmethod
    def _of_packed(cls, values: PackedTexts) -> "TextBatch":
        edges = values.encoded.starts
        starts = _narrow(edges + np.arange(len(edges)))
        text = np.zeros(int(starts[-1]) + len(PADDING), np.uint8)
        json_members.gather_spans(values.encoded.blob, edges[:-1].astype(np.int32), edges[1:].astype(np.int32), 1, text)
        return cls(text, starts, values.ascii)


def _narrow(starts: npt.NDArray[np.int64]) -> npt.NDArray[np.int32]:
    """Returns places as kernels take them. Raises IllegalArgumentError if there are more bytes than they can count."""
    if starts[-1] > MAX_BYTES:
        raise IllegalArgumentError(f"texts of [{starts[-1]}] bytes are more than can be analysed at once [{MAX_BYTES}]")
    return starts.astype(np.int32)


def whole_characters(text: str) -> str:
    """Returns the text with surrogate pairs made one character and lone surrogates U+FFFD."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def utf16_length(text: str) -> int:
    """Returns the length of the text in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2

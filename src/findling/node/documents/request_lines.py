"""The lines of a request's body as arrays."""

from typing import Self

import numpy as np
import numpy.typing as npt

_LINE_FEED, _RETURN = 10, 13


class RequestLines:
    """n lines of a body that ends with a line feed.

    text: (n_bytes,) uint8, the whole body; starts, ends: (n,) int32, where the lines are, without their line feeds
    """

    def __init__(self, body: bytes) -> None:
        self.text = np.frombuffer(body, np.uint8)
        self.ends = np.flatnonzero(self.text == _LINE_FEED).astype(np.int32)
        self.starts = np.zeros(len(self.ends), np.int32)
        self.starts[1:] = self.ends[:-1] + 1

    def __len__(self) -> int:
        return len(self.starts)

    def every_second(self, first: int) -> Self:
        """Returns every second line from number `first` on."""
        return self._with(self.starts[first::2].copy(), self.ends[first::2].copy())

    def without_returns(self) -> Self:
        """Returns the lines without carriage returns at their ends."""
        starts, ends = self.starts, self.ends
        while (with_return := (ends > starts) & (self.text[ends - 1] == _RETURN)).any():
            ends = ends - with_return.astype(np.int32)
        return self._with(starts, ends)

    def line(self, number: int) -> bytes:
        """Returns one line."""
        return self.text[self.starts[number] : self.ends[number]].tobytes()

    def to_list(self) -> list[bytes]:
        """Returns all lines."""
        data = self.text.tobytes()
        return [data[start:end] for start, end in zip(self.starts.tolist(), self.ends.tolist(), strict=True)]

    def _with(self, starts: npt.NDArray[np.int32], ends: npt.NDArray[np.int32]) -> Self:
        lines = object.__new__(type(self))
        lines.text, lines.starts, lines.ends = self.text, starts, ends
        return lines

"""The documents of a buffer as they came: byte strings in chunks, packed where whole requests brought them."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from findling.analysis.packed_strings import PackedBytes

_LEAST_PACKED = 32


class SourceChunks:
    """n byte strings by number; grows at the end. Many strings that come packed stay as they are.

    nbytes: of all strings together
    """

    def __init__(self) -> None:
        self.nbytes = 0
        self._chunks: list[Sequence[bytes]] = []
        self._firsts: list[int] = []
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, number: int) -> bytes:
        at = bisect_right(self._firsts, number) - 1
        return self._chunks[at][number - self._firsts[at]]

    def append(self, strings: Sequence[bytes]) -> None:
        """Adds strings."""
        if not len(strings):
            return
        packed = isinstance(strings, PackedBytes)
        self.nbytes += strings.nbytes if isinstance(strings, PackedBytes) else sum(map(len, strings))
        last = self._chunks[-1] if self._chunks else None
        if packed and len(strings) >= _LEAST_PACKED:
            self._add_chunk(strings)
        elif isinstance(last, list):
            last.extend(strings)
        else:
            self._add_chunk(list(strings))
        self._count += len(strings)

    def _add_chunk(self, chunk: Sequence[bytes]) -> None:
        self._chunks.append(chunk)
        self._firsts.append(self._count)

    def extend(self, later: "SourceChunks") -> None:
        """Adds the strings of another one."""
        for chunk in later._chunks:
            self.append(chunk)

    def chosen(self, numbers: npt.NDArray[np.int64]) -> Iterator[Sequence[bytes]]:
        """Yields the strings of some numbers, which increase, chunk by chunk."""
        bounds = np.searchsorted(numbers, [*self._firsts, self._count]).tolist()
        for at, (chunk, first) in enumerate(zip(self._chunks, self._firsts, strict=True)):
            places = numbers[bounds[at] : bounds[at + 1]] - first
            if len(places) == len(chunk):
                yield chunk
            elif isinstance(chunk, PackedBytes):
                yield chunk.take(places)
            else:
                yield [chunk[place] for place in places.tolist()]

"""Lists of byte strings and of texts kept as two arrays, without an object for each."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any, Self, overload

import numpy as np
import numpy.typing as npt

from findling.kernels.terms import terms
from findling.kernels.text import json_members

Bytes = npt.NDArray[np.uint8]
_FEW = 100
Starts = npt.NDArray[np.int64]


class PackedBytes(Sequence[bytes]):
    """n byte strings, one after the other; an element is made when it is asked for.

    blob: (n_bytes,) uint8; starts: (n + 1,) int64, where each string starts in blob; starts[0] is 0
    """

    __slots__ = ("blob", "starts")

    def __init__(self, blob: Bytes, starts: Starts) -> None:
        self.blob = blob
        self.starts = starts

    @classmethod
    def of(cls, strings: Sequence[bytes]) -> Self:
        """Returns the strings of any sequence."""
        if isinstance(strings, cls):
            return strings
        starts = np.zeros(len(strings) + 1, np.int64)
        np.cumsum(np.fromiter(map(len, strings), np.int64, len(strings)), out=starts[1:])
        return cls(np.frombuffer(b"".join(strings), np.uint8), starts)

    @classmethod
    def of_spans(cls, text: Bytes, starts: npt.NDArray[np.int32], ends: npt.NDArray[np.int32]) -> Self:
        """Returns copies of some stretches of a text: (n,) int32 each."""
        offsets = np.zeros(len(starts) + 1, np.int64)
        np.cumsum(ends - starts, out=offsets[1:])
        blob = np.empty(int(offsets[-1]), np.uint8)
        json_members.gather_spans(text, starts, ends, 0, blob)
        return cls(blob, offsets)

    @classmethod
    def concatenate(cls, parts: Sequence["PackedBytes"]) -> Self:
        """Returns the strings of all parts, in order."""
        starts = np.zeros(sum(map(len, parts)) + 1, np.int64)
        np.cumsum(np.concatenate([part.lengths for part in parts]), out=starts[1:])
        return cls(np.concatenate([part.blob for part in parts]), starts)

    @property
    def lengths(self) -> npt.NDArray[np.int64]:
        """(n,) int64, bytes of each string."""
        return np.diff(self.starts)

    @property
    def nbytes(self) -> int:
        return self.blob.nbytes + self.starts.nbytes

    def take(self, which: npt.NDArray[np.integer[Any]]) -> Self:
        """Returns the strings of these numbers, (n_taken,) integers, in that order."""
        places = which.astype(np.int64, copy=False)
        starts = np.zeros(len(places) + 1, np.int64)
        np.cumsum(self.lengths[places], out=starts[1:])
        blob = np.empty(int(starts[-1]), np.uint8)
        terms.gather_strings(self.blob, self.starts, places, blob)
        return type(self)(blob, starts)

    def __len__(self) -> int:
        return len(self.starts) - 1

    @overload
    def __getitem__(self, at: int) -> bytes: ...
    @overload
    def __getitem__(self, at: slice) -> list[bytes]: ...
    def __getitem__(self, at: int | slice) -> bytes | list[bytes]:
        if isinstance(at, slice):
            places = range(len(self))[at]
            edges = self.starts.tolist() if len(places) > _FEW else self.starts
            return [self.blob[edges[place] : edges[place + 1]].tobytes() for place in places]
        at = range(len(self))[at]
        return self.blob[self.starts[at] : self.starts[at + 1]].tobytes()

    def __iter__(self) -> Iterator[bytes]:
        data = self.blob.tobytes()
        return (data[start:end] for start, end in pairwise(self.starts.tolist()))


class PackedTexts(Sequence[str]):
    """n texts as their UTF-8 bytes.

    encoded: valid UTF-8 each
    """

    def __init__(self, encoded: PackedBytes) -> None:
        self.encoded = encoded

    @classmethod
    def of(cls, texts: Sequence[str]) -> "PackedTexts":
        """Returns the texts of any sequence; a surrogate that stands alone becomes U+FFFD."""
        if isinstance(texts, cls):
            return texts
        joined = "".join(texts)
        if joined.isascii():
            starts = np.zeros(len(texts) + 1, np.int64)
            np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)), out=starts[1:])
            return cls(PackedBytes(np.frombuffer(joined.encode(), np.uint8), starts))
        try:
            return cls(PackedBytes.of(list(map(str.encode, texts))))
        except UnicodeEncodeError:
            wholes = (text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace") for text in texts)
            return cls(PackedBytes.of([text.encode() for text in wholes]))

    @property
    def nbytes(self) -> int:
        return self.encoded.nbytes

    @cached_property
    def ascii(self) -> bool:
        """Whether all characters are ASCII."""
        return not len(self.encoded.blob) or int(self.encoded.blob.max()) < 128

    def to_list(self) -> list[str]:
        """Returns the texts as a list."""
        if self.ascii:
            text = self.encoded.blob.tobytes().decode("ascii")
            return [text[start:end] for start, end in pairwise(self.encoded.starts.tolist())]
        return [data.decode() for data in self.encoded]

    def __len__(self) -> int:
        return len(self.encoded)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        return [data.decode() for data in self.encoded[at]] if isinstance(at, slice) else self.encoded[at].decode()

    def __iter__(self) -> Iterator[str]:
        return iter(self.to_list())

"""The bytes of one batch of operations in the log: as columns, so that encoding costs well under a microsecond each.

header   little endian: count uint32, primary term uint64, flags uint8, three bytes zero
seq_nos  count int64
versions count int64
lengths  count uint32 of the ids, then of the sources, then (flag 1) int32 of the routings, -1 where there is none
kinds    count uint8
ids, sources, routings: their bytes one after another, UTF-8
"""

import struct
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from findling.analysis.packed_strings import PackedBytes
from findling.index.translog.operation_log import LoggedBatch

_HEADER = struct.Struct("<IQBxxx")
_HAS_ROUTING = 1


def encode_batch(batch: LoggedBatch) -> bytes:
    """Returns the payload of a log record that holds `batch`."""
    count = len(batch)
    ids, id_lengths = _join_texts(batch.ids)
    routings, routing_lengths = _join_routings(batch.routings)
    sources = PackedBytes.of(batch.sources)
    parts = [
        _HEADER.pack(count, batch.primary_term, _HAS_ROUTING if routing_lengths is not None else 0),
        batch.seq_nos.astype("<i8", copy=False).tobytes(),
        batch.versions.astype("<i8", copy=False).tobytes(),
        id_lengths.tobytes(),
        sources.lengths.astype("<u4").tobytes(),
    ]
    if routing_lengths is not None:
        parts.append(routing_lengths.tobytes())
    parts.append(batch.kinds.tobytes())
    parts.append(ids)
    return b"".join([*parts, sources.blob.data, routings])


def decode_batch(payload: bytes) -> LoggedBatch:
    """Returns the batch of a payload that encode_batch wrote.

    Raises ValueError if the lengths in it do not add up to its size.
    """
    if len(payload) < _HEADER.size:
        raise ValueError("operation batch is shorter than its header")
    count, primary_term, flags = _HEADER.unpack_from(payload)
    reader = _ColumnReader(payload, _HEADER.size)
    seq_nos = reader.column("<i8", count).astype(np.int64)
    versions = reader.column("<i8", count).astype(np.int64)
    id_lengths = reader.column("<u4", count)
    source_lengths = reader.column("<u4", count)
    routing_lengths = reader.column("<i4", count) if flags & _HAS_ROUTING else None
    kinds = reader.column("u1", count).copy()
    ids = [raw.decode("utf-8", "surrogatepass") for raw in reader.slices(id_lengths)]
    sources = reader.slices(source_lengths)
    routings = _split_routings(reader, routing_lengths, count)
    reader.expect_end()
    return LoggedBatch(primary_term, seq_nos, versions, kinds, ids, routings, sources)


def _join_texts(texts: Sequence[str]) -> tuple[bytes, npt.NDArray[np.uint32]]:
    joined = "".join(texts)
    if joined.isascii():
        return joined.encode(), np.fromiter(map(len, texts), dtype="<u4", count=len(texts))
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    return b"".join(encoded), np.fromiter(map(len, encoded), dtype="<u4", count=len(texts))


def _join_routings(routings: Sequence[str | None]) -> tuple[bytes, npt.NDArray[np.int32] | None]:
    """Returns the bytes and lengths of the routing values; lengths are None if no operation has one."""
    if routings.count(None) == len(routings):
        return b"", None
    encoded = [None if routing is None else routing.encode("utf-8", "surrogatepass") for routing in routings]
    lengths = np.fromiter((-1 if raw is None else len(raw) for raw in encoded), dtype="<i4", count=len(encoded))
    return b"".join(raw for raw in encoded if raw is not None), lengths


def _split_routings(reader: "_ColumnReader", lengths: npt.NDArray[np.int32] | None, count: int) -> list[str | None]:
    if lengths is None:
        return [None] * count
    raw = reader.slices(np.maximum(lengths, 0).astype(np.uint32))
    return [
        text.decode("utf-8", "surrogatepass") if present else None
        for text, present in zip(raw, (lengths >= 0).tolist(), strict=True)
    ]


class _ColumnReader:
    """Takes arrays and byte strings from the front of a payload, never past its end."""

    def __init__(self, payload: bytes, offset: int) -> None:
        self._payload = payload
        self._offset = offset

    def column(self, dtype: str, count: int) -> npt.NDArray[Any]:
        start = self._advance(np.dtype(dtype).itemsize * count)
        return np.frombuffer(self._payload, dtype=dtype, count=count, offset=start)

    def slices(self, lengths: npt.NDArray[np.generic]) -> list[bytes]:
        sizes = lengths.tolist()
        start = self._advance(sum(sizes))
        ends = list(accumulate(sizes, initial=start))
        return [self._payload[low:high] for low, high in pairwise(ends)]

    def expect_end(self) -> None:
        if self._offset != len(self._payload):
            raise ValueError(f"operation batch has {len(self._payload) - self._offset} bytes too many")

    def _advance(self, size: int) -> int:
        start = self._offset
        if start + size > len(self._payload):
            raise ValueError("operation batch is shorter than its lengths say")
        self._offset = start + size
        return start

"""Postings of one field: which documents have a term, how often, and where.

All terms in sorted order; a term has ceil(doc_freq / 128) blocks, kernels/postings.py says what their words hold.
Arrays, each named `<field>/<name>`:

    terms.doc_freq int32, terms.total_freq narrow uint (only with frequencies), terms.block_start uint32 (n_terms + 1)
    blocks.last_doc int32, blocks.word_start uint32 (n_blocks + 1), words uint32 (one spare word at the end)
    blocks.impact_start uint32 (n_blocks + 1), impacts.freq uint16 (65535: that or more), impacts.norm uint8: the
        Pareto-best (frequency high, norm low) pairs of each block; left out if there are neither frequencies nor norms
    blocks.position_start uint64: index of the block's first position in the streams (only with positions)
    positions.*, starts.*, lengths.*: streams of positions, start offsets and (end - start) offsets; positions and start
        offsets are absolute first and differences within one document after
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError
from findling.codec.bitmap import Bitmap
from findling.codec.byte_strings import lengths_of, starts_of
from findling.codec.narrow import narrow_unsigned
from findling.codec.segment import Segment, SegmentWriter
from findling.codec.streams import StreamReader, StreamWriter
from findling.codec.terms import TermDictionary
from findling.kernels import positions as positions_kernel
from findling.kernels import postings as kernel
from findling.kernels import postings_writer

BLOCK = 128
STREAMS = ("positions", "starts", "lengths")


@dataclass(slots=True)
class PostingsChunk:
    """The postings of some consecutive terms.

    term_start: (n_terms + 1,) int64, first posting of each term, from 0; every term has at least one
    docs: (n_postings,) int32, strictly increasing within a term; freqs: (n_postings,) int32, at least 1
    streams: by name (see STREAMS), (sum of freqs,) int32, differences within a document as stored
    """

    term_start: NDArray[np.int64]
    docs: NDArray[np.int32]
    freqs: NDArray[np.int32]
    streams: dict[str, NDArray[np.int32]]


class PostingsWriter:
    """Packs the postings of one field, chunk by chunk in term order; what it keeps in memory is packed.

    norms: (max_doc,) uint8, or None if the field has none; impacts then count as norm 1
    """

    def __init__(self, max_doc: int, freqs: bool, streams: tuple[str, ...], norms: NDArray[np.uint8] | None) -> None:
        self._freqs = freqs
        self._streams = {name: StreamWriter() for name in streams}
        self._norms: NDArray[np.uint8] | None = norms
        if norms is None and freqs:
            self._norms = np.ones(max_doc, np.uint8)
        self._parts: dict[str, list[NDArray[Any]]] = {}
        self.sum_doc_freq = 0
        self.sum_total_term_freq = 0

    def append(self, chunk: PostingsChunk) -> None:
        """Packs the postings of the terms that follow those given before."""
        doc_freq = lengths_of(chunk.term_start)
        blocks = -(-doc_freq // BLOCK)
        self._keep("doc_freq", doc_freq.astype(np.int32))
        self._keep("blocks", blocks)
        self._pack_blocks(chunk, int(blocks.sum()))
        if self._norms is not None:
            self._pack_impacts(chunk, int(blocks.sum()))
        if self._freqs and len(chunk.docs):
            self._keep("total_freq", np.add.reduceat(chunk.freqs, chunk.term_start[:-1], dtype=np.int64))
        if self._streams:
            self._keep("position_start", self.sum_total_term_freq + _block_positions(chunk, blocks))
        for name, stream in self._streams.items():
            stream.append(chunk.streams[name])
        self.sum_doc_freq += len(chunk.docs)
        self.sum_total_term_freq += int(chunk.freqs.sum(dtype=np.int64))

    def finish(self, writer: SegmentWriter, field: str) -> None:
        """Writes all arrays; raises IllegalArgumentError if there are more words than 32 bits can count."""
        sizes = self._all("sizes", np.int64)
        if sizes.sum() >= 1 << 32:
            raise IllegalArgumentError(f"postings of field [{field}] are too large for one segment")
        writer.add(f"{field}/terms.doc_freq", self._all("doc_freq", np.int32))
        writer.add(f"{field}/terms.block_start", starts_of(self._all("blocks", np.int64)).astype(np.uint32))
        writer.add(f"{field}/blocks.last_doc", self._all("last_doc", np.int32))
        writer.add(f"{field}/blocks.word_start", starts_of(sizes).astype(np.uint32))
        self._keep("words", np.zeros(1, np.uint32))
        writer.add(f"{field}/words", self._all("words", np.uint32))
        if self._freqs:
            writer.add(f"{field}/terms.total_freq", narrow_unsigned(self._all("total_freq", np.int64)))
        if self._norms is not None:
            counts = self._all("impact_counts", np.int64)
            writer.add(f"{field}/blocks.impact_start", starts_of(counts).astype(np.uint32))
            writer.add(f"{field}/impacts.freq", self._all("impact_freq", np.uint16))
            writer.add(f"{field}/impacts.norm", self._all("impact_norm", np.uint8))
        if self._streams:
            writer.add(f"{field}/blocks.position_start", self._all("position_start", np.int64).astype(np.uint64))
        for name, stream in self._streams.items():
            stream.finish(writer, f"{field}/{name}")

    def _pack_blocks(self, chunk: PostingsChunk, n_blocks: int) -> None:
        last_doc, word_start = np.empty(n_blocks, np.int32), np.empty(n_blocks + 1, np.uint32)
        words = np.empty(2 * len(chunk.docs) + 3 * n_blocks, np.uint32)
        n_words = postings_writer.encode_postings(
            chunk.docs, chunk.freqs, chunk.term_start, last_doc, word_start, words
        )
        self._keep("last_doc", last_doc)
        self._keep("sizes", lengths_of(word_start))
        self._keep("words", words[:n_words].copy())

    def _pack_impacts(self, chunk: PostingsChunk, n_blocks: int) -> None:
        start = np.empty(n_blocks + 1, np.uint32)
        freq, norm = np.empty(len(chunk.docs), np.uint16), np.empty(len(chunk.docs), np.uint8)
        count = postings_writer.encode_impacts(
            chunk.docs, chunk.freqs, chunk.term_start, self._norms, start, freq, norm
        )
        self._keep("impact_counts", lengths_of(start))
        self._keep("impact_freq", freq[:count].copy())
        self._keep("impact_norm", norm[:count].copy())

    def _keep(self, name: str, part: NDArray[Any]) -> None:
        self._parts.setdefault(name, []).append(part)

    def _all(self, name: str, dtype: type[np.generic]) -> NDArray[Any]:
        """Returns the parts kept under a name as one array, and forgets them."""
        parts = self._parts.pop(name, [])
        return np.concatenate(parts).astype(dtype, copy=False) if parts else np.empty(0, dtype)


def _block_positions(chunk: PostingsChunk, blocks: NDArray[np.int64]) -> NDArray[np.int64]:
    """Returns, for each block, the number of positions in the chunk before its first one, (n_blocks,) int64."""
    block_start = starts_of(blocks)
    within = np.arange(block_start[-1]) - np.repeat(block_start[:-1], blocks)
    first_posting = np.repeat(chunk.term_start[:-1], blocks) + BLOCK * within
    positions: NDArray[np.int64] = starts_of(chunk.freqs)[first_posting]
    return positions


@dataclass(frozen=True, slots=True)
class TermPostings:
    """The postings of one term: the arrays of the whole field, see the module, and the term's part of them.

    The term has the blocks [first_block, end_block). impact_* are None if there are none; position_start and the
    streams are None if the field has none. total_term_freq is doc_freq where frequencies are not kept.
    """

    words: NDArray[np.uint32]
    word_start: NDArray[np.uint32]
    last_doc: NDArray[np.int32]
    impact_start: NDArray[np.uint32] | None
    impact_freq: NDArray[np.uint16] | None
    impact_norm: NDArray[np.uint8] | None
    position_start: NDArray[np.uint64] | None
    positions: StreamReader | None
    starts: StreamReader | None
    lengths: StreamReader | None
    first_block: int
    end_block: int
    doc_freq: int
    total_term_freq: int

    def docs(self) -> NDArray[np.int32]:
        """Returns the docs, (doc_freq,) int32, increasing."""
        return self._decode(False)[0]

    def docs_freqs(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Returns docs and frequencies, both (doc_freq,) int32."""
        return self._decode(True)

    def docs_freqs_positions(self) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
        """Returns docs, frequencies, and the positions of one document after the other, (total_term_freq,) int32."""
        docs, freqs = self._decode(True)
        return docs, freqs, self._stream(self.positions, freqs, summed=True)

    def offsets(self, freqs: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Returns start and end offsets of all occurrences, both (total_term_freq,) int32; freqs: those of all docs."""
        start = self._stream(self.starts, freqs, summed=True)
        return start, start + self._stream(self.lengths, freqs, summed=False)

    def _decode(self, with_freqs: bool) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        docs = np.empty(self.doc_freq, np.int32)
        freqs = np.empty(self.doc_freq if with_freqs else 0, np.int32)
        kernel.decode_term(self.words, self.word_start, self.last_doc, self.first_block, self.end_block, docs, freqs)
        return docs, freqs

    def _stream(self, stream: StreamReader | None, freqs: NDArray[np.int32], summed: bool) -> NDArray[np.int32]:
        if stream is None or self.position_start is None:
            raise ValueError("positions or offsets are not indexed")
        first = int(self.position_start[self.first_block])
        values = stream.read(first, first + self.total_term_freq)
        if summed:
            positions_kernel.sum_by_freq(freqs, values)
        return values


class TermsReader(TermDictionary):
    """Terms and postings of one field in one segment. Arrays are opened when first needed."""

    def __init__(self, segment: Segment, field: str, meta: dict[str, Any]) -> None:
        super().__init__(segment, field)
        self._segment = segment
        self.doc_count: int = meta["doc_count"]
        self.sum_doc_freq: int = meta["sum_doc_freq"]
        self.sum_total_term_freq: int = meta["sum_total_term_freq"]
        self.has_freqs = segment.has(f"{field}/terms.total_freq")
        self.has_positions = segment.has(f"{field}/positions.words")
        self.has_offsets = segment.has(f"{field}/starts.words")
        self.doc_freqs: NDArray[np.int32] = segment.array(f"{field}/terms.doc_freq")
        self._block_start: NDArray[np.uint32] = segment.array(f"{field}/terms.block_start")

    def doc_freq(self, ord: int) -> int:
        """Returns in how many docs, deleted ones included, a term is."""
        return int(self.doc_freqs[ord])

    def total_term_freq(self, ord: int) -> int:
        """Returns how often a term occurs in all docs; its doc_freq if frequencies are not kept."""
        return int(self._array("terms.total_freq")[ord]) if self.has_freqs else self.doc_freq(ord)

    def postings(self, ord: int) -> TermPostings:
        """Returns the postings of a term."""
        return TermPostings(
            self._array("words"),
            self._array("blocks.word_start"),
            self._array("blocks.last_doc"),
            self._optional("blocks.impact_start"),
            self._optional("impacts.freq"),
            self._optional("impacts.norm"),
            self._optional("blocks.position_start"),
            self._stream("positions"),
            self._stream("starts"),
            self._stream("lengths"),
            first_block=int(self._block_start[ord]),
            end_block=int(self._block_start[ord + 1]),
            doc_freq=self.doc_freq(ord),
            total_term_freq=self.total_term_freq(ord),
        )

    def docs(self, ord: int) -> NDArray[np.int32]:
        """Returns the docs of a term, (doc_freq,) int32, increasing."""
        return self._decode(ord, ord + 1, False)[0]

    def docs_freqs(self, ord: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Returns docs and frequencies of a term, both (doc_freq,) int32; frequencies are 1 where they are not kept."""
        return self._decode(ord, ord + 1, True)

    def union_docs(self, ords: NDArray[np.integer]) -> NDArray[np.int32]:
        """Returns the docs of several terms, unsorted, a doc as often as it has terms, int32."""
        return np.concatenate([self.docs(int(ord)) for ord in ords]) if len(ords) else np.empty(0, np.int32)

    def union_bitmap(self, ords: NDArray[np.integer] | list[int], size: int) -> Bitmap:
        """Returns the docs that have any of the terms; size: max_doc."""
        which = np.asarray(ords, np.int64)
        bitmap = Bitmap.empty(size)
        kernel.mark_terms(
            self._array("words"),
            self._array("blocks.word_start"),
            self._array("blocks.last_doc"),
            self._block_start,
            which,
            bitmap.words,
        )
        return bitmap

    def decode_range(self, low: int, high: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Returns docs and frequencies of the terms [low, high), one term after the other."""
        return self._decode(low, high, True)

    def read_stream(self, name: str, ord: int, size: int) -> NDArray[np.int32]:
        """Returns `size` values of a stream as stored, from the first of term `ord` on, (size,) int32."""
        stream = self._stream(name)
        if stream is None or not size:
            return np.empty(0, np.int32)
        first = int(self._array("blocks.position_start")[self._block_start[ord]])
        return stream.read(first, first + size)

    def _decode(self, low: int, high: int, with_freqs: bool) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        size = int(self.doc_freqs[low:high].sum(dtype=np.int64)) if high - low != 1 else self.doc_freq(low)
        docs, freqs = np.empty(size, np.int32), np.empty(size if with_freqs else 0, np.int32)
        kernel.decode_terms(
            self._array("words"),
            self._array("blocks.word_start"),
            self._array("blocks.last_doc"),
            self._block_start[low : high + 1],
            docs,
            freqs,
        )
        return docs, freqs

    def _stream(self, name: str) -> StreamReader | None:
        return StreamReader.open(self._segment, f"{self.field}/{name}")

    def _array(self, name: str) -> NDArray[Any]:
        return self._segment.array(f"{self.field}/{name}")

    def _optional(self, name: str) -> NDArray[Any] | None:
        return self._segment.get(f"{self.field}/{name}")

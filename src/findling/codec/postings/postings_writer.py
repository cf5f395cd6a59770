"""Writes the postings of one field; codec/postings/postings.py says what is written."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError
from findling.codec.byte_strings import lengths_of, starts_of
from findling.codec.narrow import narrow_unsigned
from findling.codec.postings.counts import write_counts
from findling.codec.postings.streams import StreamWriter
from findling.codec.postings.term_blocks import BLOCK
from findling.codec.segment import SegmentWriter
from findling.kernels.postings import postings_writer

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
        self._sum_doc_freq = 0
        self._sum_total_term_freq = 0

    def append(self, chunk: PostingsChunk) -> None:
        """Packs the postings of the terms that follow those given before."""
        doc_freq = lengths_of(chunk.term_start)
        blocks = -(-doc_freq // BLOCK)
        self._keep("doc_freq", doc_freq)
        block_freq = self._pack_blocks(chunk, int(blocks.sum()))
        if self._streams:
            self._keep("block_freq", block_freq)
        if self._norms is not None:
            self._pack_impacts(chunk, int(blocks.sum()))
        if self._freqs and len(chunk.docs):
            self._keep("total_freq", np.add.reduceat(block_freq, starts_of(blocks)[:-1]))
        for name, stream in self._streams.items():
            stream.append(chunk.streams[name])
        self._sum_doc_freq += len(chunk.docs)
        self._sum_total_term_freq += int(block_freq.sum())

    def statistics(self) -> dict[str, object]:
        """Returns what the directory says of the postings."""
        return {
            "freqs": self._freqs,
            "sum_doc_freq": self._sum_doc_freq,
            "sum_total_term_freq": self._sum_total_term_freq,
        }

    def finish(self, writer: SegmentWriter, field: str) -> None:
        """Writes all arrays; raises IllegalArgumentError if there are more words than 32 bits can count."""
        sizes = self._all("sizes", np.int64)
        if sizes.sum() >= 1 << 32:
            raise IllegalArgumentError(f"postings of field [{field}] are too large for one segment")
        doc_freq = self._all("doc_freq", np.int64)
        write_counts(writer, f"{field}/terms.more_docs", doc_freq - 1, BLOCK - 1)
        writer.add(f"{field}/blocks.last_doc", self._all("last_doc", np.int32))
        if sizes.any():
            writer.add(f"{field}/blocks.n_words", narrow_unsigned(sizes))
        self._keep("words", np.zeros(1, np.uint32))
        writer.add(f"{field}/words", self._all("words", np.uint32))
        if self._freqs:
            write_counts(writer, f"{field}/terms.repeats", self._all("total_freq", np.int64) - doc_freq)
        if self._norms is not None:
            counts = self._all("impact_counts", np.int64)
            writer.add(f"{field}/blocks.impact_start", starts_of(counts).astype(np.uint32))
            writer.add(f"{field}/impacts.freq", self._all("impact_freq", np.uint16))
            writer.add(f"{field}/impacts.norm", self._all("impact_norm", np.uint8))
        if self._streams:
            block_freq = self._all("block_freq", np.int64)
            several = np.repeat(doc_freq > BLOCK, -(-doc_freq // BLOCK))
            writer.add(f"{field}/blocks.n_positions", narrow_unsigned(block_freq[several]))
        for name, stream in self._streams.items():
            stream.finish(writer, f"{field}/{name}")

    def _pack_blocks(self, chunk: PostingsChunk, n_blocks: int) -> NDArray[np.int64]:
        """Packs docs and frequencies and returns the sum of frequencies of each block."""
        block_freq = np.empty(n_blocks, np.int64)
        last_doc, word_start = np.empty(n_blocks, np.int32), np.empty(n_blocks + 1, np.uint32)
        words = np.empty(2 * len(chunk.docs) + 3 * n_blocks, np.uint32)
        n_words = postings_writer.encode_postings(
            chunk.docs, chunk.freqs, chunk.term_start, last_doc, block_freq, word_start, words
        )
        self._keep("last_doc", last_doc)
        self._keep("sizes", lengths_of(word_start))
        self._keep("words", words[:n_words].copy())
        return block_freq

    def _pack_impacts(self, chunk: PostingsChunk, n_blocks: int) -> None:
        start = np.empty(n_blocks + 1, np.uint32)
        freq, norm = np.empty(len(chunk.docs), np.uint16), np.empty(len(chunk.docs), np.uint8)
        count = postings_writer.encode_impacts(
            chunk.docs, chunk.freqs, chunk.term_start, self._norms, start, freq, norm
        )
        self._keep("impact_counts", lengths_of(start))
        self._keep("impact_freq", freq[:count].copy())
        self._keep("impact_norm", norm[:count].copy())

    def _keep(self, name: str, part: NDArray[np.generic]) -> None:
        self._parts.setdefault(name, []).append(part)

    def _all(self, name: str, dtype: type[np.generic]) -> NDArray[Any]:
        """Returns the parts kept under a name as one array, and forgets them."""
        parts = self._parts.pop(name, [])
        return np.concatenate(parts).astype(dtype, copy=False) if parts else np.empty(0, dtype)

"""Postings of one field: which documents have a term, how often, and where.

All terms in sorted order; a term has ceil(doc_freq / 128) blocks, kernels/postings.py says what their words hold.
Arrays, each named `<field>/<name>`:

    terms.doc_freq narrow uint, terms.total_freq narrow uint (only with frequencies)
    terms.block_start uint32 (n_terms + 1), left out if every term has one block
    blocks.last_doc int32, words uint32 (one spare word at the end)
    blocks.word_start uint32 (n_blocks + 1), left out if no block has words, as in a field whose terms are all distinct
    blocks.impact_start uint32 (n_blocks + 1), impacts.freq uint16 (65535: that or more), impacts.norm uint8: the
        Pareto-best (frequency high, norm low) pairs of each block; left out if there are neither frequencies nor norms
    blocks.position_start narrow uint: index of the block's first position in the streams (only with positions)
    positions.*, starts.*, lengths.*: streams of positions, start offsets and (end - start) offsets; positions and start
        offsets are absolute first and differences within one document after
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from findling.codec.bitmap import Bitmap
from findling.codec.segment import Segment
from findling.codec.streams import StreamReader
from findling.codec.terms import TermDictionary
from findling.kernels import positions as positions_kernel
from findling.kernels import postings as kernel
from findling.kernels.cursor import FieldPostings, ScoredTerm
from findling.kernels.scores import mark_matches
from findling.kernels.term_union import first_docs

_NO_NORMS = np.ones(256, np.float32)


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
        self.doc_freqs: NDArray[np.unsignedinteger] = segment.array(f"{field}/terms.doc_freq")
        self._block_start: NDArray[np.uint32] | None = segment.get(f"{field}/terms.block_start")

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
            self._word_start,
            self._array("blocks.last_doc"),
            self._optional("blocks.impact_start"),
            self._optional("impacts.freq"),
            self._optional("impacts.norm"),
            self._position_start,
            self._stream("positions"),
            self._stream("starts"),
            self._stream("lengths"),
            first_block=self._first_block(ord),
            end_block=self._first_block(ord + 1),
            doc_freq=self.doc_freq(ord),
            total_term_freq=self.total_term_freq(ord),
        )

    def scored_term(self, ord: int, weight: float, norm_inverse: NDArray[np.float32]) -> ScoredTerm:
        """Returns a term as the search kernels take it; see ScoredTerm for weight and norm_inverse: (256,) float32."""
        starts = self._block_start
        first, end = (ord, ord + 1) if starts is None else (int(starts[ord]), int(starts[ord + 1]))
        return ScoredTerm(self.field_postings, first, end, int(self.doc_freqs[ord]), weight, norm_inverse)

    @cached_property
    def field_postings(self) -> FieldPostings:
        """The arrays of the field as the search kernels take them."""
        position_start, positions = self._position_start, self._stream("positions")
        streams = None
        if position_start is not None and positions is not None:
            streams = (position_start, positions.words, positions.word_start)
        return FieldPostings(
            self._array("words"),
            self._word_start,
            self._array("blocks.last_doc"),
            self._optional("blocks.impact_start"),
            self._optional("impacts.freq"),
            self._optional("impacts.norm"),
            self._optional("norms"),
            streams,
        )

    def contain(self, ords: NDArray[np.int64], docs: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Returns for each of `docs`: (n,) int32, increasing, whether it has any of the terms."""
        found = np.zeros(len(docs), np.uint8)
        terms = [self.scored_term(ord, 0.0, _NO_NORMS) for ord in ords.tolist()]
        mark_matches(terms, np.ascontiguousarray(docs), found)
        return found.view(np.bool_)

    def docs(self, ord: int) -> NDArray[np.int32]:
        """Returns the docs of a term, (doc_freq,) int32, increasing."""
        return self._decode(ord, ord + 1, False)[0]

    def docs_freqs(self, ord: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Returns docs and frequencies of a term, both (doc_freq,) int32; frequencies are 1 where they are not kept."""
        return self._decode(ord, ord + 1, True)

    def union_docs(self, ords: NDArray[np.integer]) -> NDArray[np.int32]:
        """Returns the docs of several terms, unsorted, a doc as often as it has terms, int32."""
        return np.concatenate([self.docs(int(ord)) for ord in ords]) if len(ords) else np.empty(0, np.int32)

    def first_docs(self, ords: range | NDArray[np.int64], n: int, visible: Bitmap | None) -> NDArray[np.int32]:
        """Returns the first n docs, of the visible ones, that have any of the terms; n: few, at least one."""
        found = np.empty(n, np.int32)
        which = (ords.start, ords.stop, None) if isinstance(ords, range) else (0, len(ords), ords)
        words = None if visible is None else visible.words
        return found[: first_docs(self.field_postings, (self._block_start, *which), words, found)]

    def union_bitmap(self, ords: range | NDArray[np.integer] | list[int], size: int) -> Bitmap:
        """Returns the docs that have any of the terms; size: max_doc."""
        if self._block_start is not None and isinstance(ords, range):
            starts = self._block_start[ords.start : ords.stop + 1].astype(np.int64)
            first, end = starts[:-1], starts[1:]
        else:
            which = np.asarray(ords, np.int64)
            first, end = which, which + 1
            if self._block_start is not None:
                first, end = self._block_start[first].astype(np.int64), self._block_start[end].astype(np.int64)
        bitmap = Bitmap.empty(size)
        kernel.mark_terms(
            self._array("words"), self._word_start, self._array("blocks.last_doc"), first, end, bitmap.words
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
        first = int(self._array("blocks.position_start")[self._first_block(ord)])
        return stream.read(first, first + size)

    def _decode(self, low: int, high: int, with_freqs: bool) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        size = int(self.doc_freqs[low:high].sum(dtype=np.int64)) if high - low != 1 else self.doc_freq(low)
        docs, freqs = np.empty(size, np.int32), np.empty(size if with_freqs else 0, np.int32)
        block_start = (
            np.arange(low, high + 1, dtype=np.uint32)
            if self._block_start is None
            else self._block_start[low : high + 1]
        )
        kernel.decode_terms(
            self._array("words"), self._word_start, self._array("blocks.last_doc"), block_start, docs, freqs
        )
        return docs, freqs

    def _first_block(self, ord: int) -> int:
        return ord if self._block_start is None else int(self._block_start[ord])

    @cached_property
    def _word_start(self) -> NDArray[np.uint32]:
        """(n_blocks + 1,) uint32; all zeros, which take no memory, if no block has words."""
        found: NDArray[np.uint32] | None = self._optional("blocks.word_start")
        return np.zeros(len(self._array("blocks.last_doc")) + 1, np.uint32) if found is None else found

    @cached_property
    def _position_start(self) -> NDArray[np.uint64] | None:
        """(n_blocks,) uint64, widened once from what is stored; None if there are no positions."""
        found = self._optional("blocks.position_start")
        return None if found is None else found.astype(np.uint64, copy=False)

    def _stream(self, name: str) -> StreamReader | None:
        return StreamReader.open(self._segment, f"{self.field}/{name}")

    def _array(self, name: str) -> NDArray[Any]:
        return self._segment.array(f"{self.field}/{name}")

    def _optional(self, name: str) -> NDArray[Any] | None:
        return self._segment.get(f"{self.field}/{name}")

"""Postings of one field: which documents have a term, how often, and where.

All terms in sorted order; a term has ceil(doc_freq / 128) blocks (kernels/postings/postings.py: what their words hold).
Arrays, each named `<field>/<name>`:

    terms.more_docs    counts (codec/postings/counts.py): doc_freq - 1, a large one if the term has more than a block
    terms.weights      float32, of completion fields: see codec/postings/suggestions.py
    terms.repeats      counts: total_term_freq - doc_freq (only with frequencies)
    blocks.last_doc    int32
    blocks.n_words     narrow uint, left out if no block has words, as in a field whose terms are all distinct
    words              uint32, one spare word at the end
    blocks.impact_start uint32 (n_blocks + 1), impacts.freq uint16 (65535: that or more), impacts.norm uint8: the
        Pareto-best (frequency high, norm low) pairs of each block; left out if there are neither frequencies nor norms
    blocks.n_positions narrow uint: sum of the frequencies of each block of the terms with several (only with positions)
    positions.*, starts.*, lengths.*: streams of positions, start offsets and (end - start) offsets; positions and start
        offsets are absolute first and differences within one document after
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from findling.codec.bitmap import Bitmap
from findling.codec.byte_strings import starts_of
from findling.codec.postings.counts import Counts
from findling.codec.postings.streams import StreamReader
from findling.codec.postings.term_blocks import BLOCK, TermBlocks
from findling.codec.postings.terms import TermDictionary
from findling.codec.segment import Segment
from findling.kernels.postings import positions as positions_kernel
from findling.kernels.postings import postings as kernel
from findling.kernels.search.cursor import FieldPostings, ScoredTerm
from findling.kernels.search.phrase import locate_positions, read_positions
from findling.kernels.search.scores import mark_matches
from findling.kernels.search.term_union import first_docs, mark_docs

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
        self.has_freqs = meta["freqs"]
        self.has_positions = segment.has(f"{field}/positions.words")
        self.has_offsets = segment.has(f"{field}/starts.words")
        self._more_docs = Counts(segment, f"{field}/terms.more_docs", self.n_terms)
        self._blocks = TermBlocks(self._more_docs)

    def doc_freq(self, ord: int) -> int:
        """Returns in how many docs, deleted ones included, a term is."""
        return self._more_docs[ord] + 1

    def doc_freq_range(self, low: int, high: int) -> NDArray[np.int64]:
        """Returns the doc_freq of the terms [low, high)."""
        return self._more_docs.range(low, high) + 1

    @cached_property
    def doc_freqs(self) -> NDArray[np.int64]:
        """The doc_freq of every term, (n_terms,); made at first use."""
        return self.doc_freq_range(0, self.n_terms)

    def total_term_freq(self, ord: int) -> int:
        """Returns how often a term occurs in all docs; its doc_freq if frequencies are not kept."""
        return self.doc_freq(ord) + self._repeats[ord]

    @cached_property
    def _repeats(self) -> Counts:
        return Counts(self._segment, f"{self.field}/terms.repeats", self.n_terms)

    @cached_property
    def weights(self) -> NDArray[np.float32]:
        """What each suggestion weighs, (n_terms,), of a completion field."""
        return self._array("terms.weights")

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
            first_block=self._blocks.first(ord),
            end_block=self._blocks.first(ord + 1),
            doc_freq=self.doc_freq(ord),
            total_term_freq=self.total_term_freq(ord),
        )

    def scored_term(self, ord: int, weight: float, norm_inverse: NDArray[np.float32]) -> ScoredTerm:
        """Returns a term as the search kernels take it; see ScoredTerm for weight and norm_inverse: (256,) float32."""
        first, doc_freq = self._blocks.first(ord), self.doc_freq(ord)
        end = first - (-doc_freq // BLOCK)
        return ScoredTerm(self.field_postings, first, end, doc_freq, weight, norm_inverse)

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

    @cached_property
    def kernel_parts(self) -> tuple[Any, ...]:
        """Dictionary, counts, blocks and postings as FieldTable takes them."""
        return self._list.blocks, self._more_docs.kernel, self._blocks.kernel, self.field_postings

    def contain(self, ords: NDArray[np.int64], docs: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Returns for each of `docs`: (n,) int32, increasing, whether it has any of the terms."""
        found = np.zeros(len(docs), np.uint8)
        terms = [self.scored_term(ord, 0.0, _NO_NORMS) for ord in ords.tolist()]
        mark_matches(terms, np.ascontiguousarray(docs), found)
        return found.view(np.bool_)

    def docs(self, ord: int) -> NDArray[np.int32]:
        """Returns the docs of a term, (doc_freq,) int32, increasing."""
        return self._decode(ord, ord + 1, False)[0]

    def occurrences(self, ord: int, docs: NDArray[np.int32]) -> tuple[NDArray[np.int32], ...]:
        """Returns where a term is in some documents: frequencies, and positions, start and end offsets.

        docs: (n,) int32, not decreasing; of equal ones the first has the frequency, the others 0
        The frequencies are (n,) int32, the others (sum of them,) int32, one document after the other.
        Raises ValueError if there are no offsets.
        """
        streams = [self._stream(name) for name in ("positions", "starts", "lengths")]
        if self._position_start is None or None in streams:
            raise ValueError("offsets are not indexed")
        first, freqs = np.zeros(len(docs), np.int64), np.zeros(len(docs), np.int32)
        locate_positions(self.scored_term(ord, 0.0, _NO_NORMS), self._position_start, docs, first, freqs)
        freqs[1:][docs[1:] == docs[:-1]] = 0
        found = []
        for stream, summed in zip(streams, (True, True, False), strict=True):
            assert stream is not None
            values = np.empty(int(freqs.sum(dtype=np.int64)), np.int32)
            read_positions(stream.words, stream.word_start, first, freqs, summed, values)
            found.append(values)
        positions, starts, lengths = found
        return freqs, positions, starts, starts + lengths

    def docs_freqs(self, ord: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Returns docs and frequencies of a term, both (doc_freq,) int32; frequencies are 1 where they are not kept."""
        return self._decode(ord, ord + 1, True)

    def unique_docs(self) -> NDArray[np.int32]:
        """Returns the one document of each term, (n_terms,) int32; every term has one only."""
        return self._array("blocks.last_doc")

    def union_docs(self, ords: NDArray[np.integer]) -> NDArray[np.int32]:
        """Returns the docs of several terms, unsorted, a doc as often as it has terms, int32."""
        return np.concatenate([self.docs(int(ord)) for ord in ords]) if len(ords) else np.empty(0, np.int32)

    def first_docs(self, ords: range | NDArray[np.int64], n: int, visible: Bitmap | None) -> NDArray[np.int32]:
        """Returns the first n docs, of the visible ones, that have any of the terms; n: few, at least one."""
        found = np.empty(n, np.int32)
        words = None if visible is None else visible.words
        return found[: first_docs(self.field_postings, self._part(ords), words, found)]

    def mark_docs(self, ords: range | NDArray[np.int64], bitmap: Bitmap) -> int:
        """Adds the docs that have any of the terms to a bitmap, and returns how many were not there before."""
        added: int = mark_docs(self.field_postings, self._part(ords), bitmap.words)
        return added

    def _part(self, ords: range | NDArray[np.int64]) -> tuple[Any, ...]:
        """Returns some terms as the kernels of term_union take them."""
        if isinstance(ords, range):
            return self._block_start, ords.start, ords.stop, None
        return self._block_start, 0, len(ords), ords

    def decode_range(self, low: int, high: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Returns docs and frequencies of the terms [low, high), one term after the other."""
        return self._decode(low, high, True)

    def read_stream(self, name: str, ord: int, size: int) -> NDArray[np.int32]:
        """Returns `size` values of a stream as stored, from the first of term `ord` on, (size,) int32."""
        stream = self._stream(name)
        if stream is None or self._position_start is None or not size:
            return np.empty(0, np.int32)
        first = int(self._position_start[self._blocks.first(ord)])
        return stream.read(first, first + size)

    def _decode(self, low: int, high: int, with_freqs: bool) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        single = high - low == 1
        size = self.doc_freq(low) if single else int(self.doc_freq_range(low, high).sum())
        docs, freqs = np.empty(size, np.int32), np.empty(size if with_freqs else 0, np.int32)
        words, last_doc = self._array("words"), self._array("blocks.last_doc")
        if single:
            first, end = self._blocks.first(low), self._blocks.first(high)
            kernel.decode_term(words, self._word_start, last_doc, first, end, docs, freqs)
        else:
            starts = self._blocks.starts(low, high).astype(np.uint32)
            kernel.decode_terms(words, self._word_start, last_doc, starts, docs, freqs)
        return docs, freqs

    @cached_property
    def _block_start(self) -> NDArray[np.uint32] | None:
        """The first block of each term, and the end, (n_terms + 1,); None if every term has one block."""
        return self._blocks.starts(0, self.n_terms).astype(np.uint32) if len(self._more_docs.large) else None

    @cached_property
    def _word_start(self) -> NDArray[np.uint32]:
        """Where the words of each block start, (n_blocks + 1,); zeros, which take no memory, if no block has any."""
        n_words = self._optional("blocks.n_words")
        if n_words is None:
            return np.zeros(len(self._array("blocks.last_doc")) + 1, np.uint32)
        starts = np.zeros(len(n_words) + 1, np.uint32)
        np.cumsum(n_words, out=starts[1:])
        return starts

    @cached_property
    def _position_start(self) -> NDArray[np.uint64] | None:
        """Index of each block's first position in the streams, (n_blocks,); None if there are no positions."""
        n_positions = self._optional("blocks.n_positions")
        if n_positions is None:
            return None
        several = self._blocks.of_several()
        freqs = np.empty(len(several), np.int64)
        freqs[several] = n_positions
        single = np.ones(self.n_terms, np.bool_)
        single[self._more_docs.large] = False
        total_freqs = self.doc_freq_range(0, self.n_terms) + self._repeats.range(0, self.n_terms)
        freqs[~several] = total_freqs[single]
        return starts_of(freqs)[:-1].view(np.uint64)

    def _stream(self, name: str) -> StreamReader | None:
        return StreamReader.open(self._segment, f"{self.field}/{name}")

    def _array(self, name: str) -> NDArray[Any]:
        return self._segment.array(f"{self.field}/{name}")

    def _optional(self, name: str) -> NDArray[Any] | None:
        return self._segment.get(f"{self.field}/{name}")

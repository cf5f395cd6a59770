"""Merges the postings of one field from several segments: copied and renumbered, nothing is analysed again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from findling.codec.byte_strings import ByteStrings, starts_of
from findling.codec.columns.gather import gather_values
from findling.codec.postings.postings import TermsReader
from findling.codec.postings.postings_writer import PostingsChunk
from findling.codec.postings.terms import TermDictionary
from findling.kernels.postings import merge as kernel
from findling.kernels.text.dictionaries import merge_dictionaries

CHUNK_POSTINGS = 1 << 20
"""Postings that are decoded at a time; bounds the memory of a merge (about 50 bytes for each)."""


@dataclass(frozen=True, slots=True)
class MergedTerms:
    """The terms of several sorted dictionaries as one.

    terms: sorted, distinct
    ranks: for each dictionary (n_terms,) int32, increasing: the merged ordinal of each of its terms
    """

    terms: ByteStrings
    ranks: list[NDArray[np.int32]]

    @classmethod
    def of(cls, dictionaries: Sequence[TermDictionary]) -> "MergedTerms":
        """Merges the terms of dictionaries."""
        parts = [dictionary.strings() for dictionary in dictionaries]
        strings = ByteStrings.concatenate(parts)
        bounds = starts_of(np.array(list(map(len, parts)), np.int64))
        ranks, first = np.empty(len(strings), np.int32), np.empty(len(strings), np.int64)
        heap, heads = np.empty(len(parts), np.int64), np.empty(len(parts), np.int64)
        starts, ends = strings.starts[:-1], strings.starts[1:]
        count = merge_dictionaries(strings.blob, starts, ends, bounds, heap, heads, ranks, first)
        return cls(strings.take(first[:count]), np.split(ranks, bounds[1:-1]) if parts else [])


@dataclass(frozen=True, slots=True)
class _Run:
    """The part of one segment's postings that goes into a chunk."""

    docs: NDArray[np.int32]
    freqs: NDArray[np.int32]
    term_start: NDArray[np.int64]
    doc_map: NDArray[np.int32]
    targets: NDArray[np.int64]  # number in the chunk of each term of the run
    streams: dict[str, NDArray[np.int32]]


def merge_postings(
    merged: MergedTerms,
    readers: Sequence[TermsReader],
    doc_maps: Sequence[NDArray[np.int32]],
    streams: Sequence[str],
    mixed: bool = False,
) -> Iterator[tuple[PostingsChunk, NDArray[np.bool_]]]:
    """Yields the merged postings in term order, and for each chunk which of its merged terms still occur.

    doc_maps: of each reader's segment, (max_doc,) int32, -1 for deleted documents
    streams: names of the streams to merge, see codec.postings_writer.STREAMS
    mixed: whether documents of one segment come between those of another, as they do in sorted indices
    """
    weights = np.zeros(len(merged.terms), np.int64)
    for reader, ranks in zip(readers, merged.ranks, strict=True):
        weights[ranks] += reader.doc_freq_range(0, reader.n_terms)
    low = 0
    ends = np.cumsum(weights)
    while low < len(weights):
        limit = (int(ends[low - 1]) if low else 0) + CHUNK_POSTINGS
        high = max(low + 1, int(np.searchsorted(ends, limit, side="right")))
        runs = [
            _read_run(reader, ranks, doc_map, low, high, streams)
            for reader, ranks, doc_map in zip(readers, merged.ranks, doc_maps, strict=True)
        ]
        chunk, used = _merge_runs(runs, high - low, streams)
        yield _in_doc_order(chunk) if mixed else chunk, used
        low = high


def _read_run(
    reader: TermsReader,
    ranks: NDArray[np.int32],
    doc_map: NDArray[np.int32],
    low: int,
    high: int,
    streams: Sequence[str],
) -> _Run:
    """Decodes a segment's postings of the merged terms [low, high)."""
    first, end = (int(place) for place in np.searchsorted(ranks, [low, high]))
    docs, freqs = reader.decode_range(first, end)
    values = {name: reader.read_stream(name, first, int(freqs.sum(dtype=np.int64))) for name in streams}
    term_start = starts_of(reader.doc_freq_range(first, end))
    return _Run(docs, freqs, term_start, doc_map, ranks[first:end].astype(np.int64) - low, values)


def _merge_runs(runs: list[_Run], n_terms: int, streams: Sequence[str]) -> tuple[PostingsChunk, NDArray[np.bool_]]:
    doc_freq, total_freq = np.zeros(n_terms, np.int64), np.zeros(n_terms, np.int64)
    for run in runs:
        counts, totals = np.empty(len(run.targets), np.int64), np.empty(len(run.targets), np.int64)
        kernel.count_live(run.docs, run.freqs, run.term_start, run.doc_map, counts, totals)
        doc_freq[run.targets] += counts
        total_freq[run.targets] += totals
    term_start = starts_of(doc_freq)
    docs, freqs = np.empty(int(term_start[-1]), np.int32), np.empty(int(term_start[-1]), np.int32)
    places = term_start[:-1].copy()
    for run in runs:
        moved = places[run.targets]
        kernel.place_postings(run.docs, run.freqs, run.term_start, run.doc_map, moved, docs, freqs)
        places[run.targets] = moved
    used = doc_freq > 0
    kept_start = np.append(term_start[:-1][used], term_start[-1])
    values = {name: _merge_stream(runs, name, starts_of(total_freq)) for name in streams}
    return PostingsChunk(kept_start, docs, freqs, values), used


def _in_doc_order(chunk: PostingsChunk) -> PostingsChunk:
    """Returns the postings in the order of their documents within each term."""
    doc_freq = np.diff(chunk.term_start)
    keys = np.repeat(np.arange(len(doc_freq), dtype=np.int64) << 32, doc_freq) | chunk.docs
    order = np.argsort(keys, kind="stable")
    starts = starts_of(chunk.freqs)
    streams = {name: gather_values(starts, values, order)[0] for name, values in chunk.streams.items()}
    return PostingsChunk(chunk.term_start, chunk.docs[order], chunk.freqs[order], streams)


def _merge_stream(runs: list[_Run], name: str, value_start: NDArray[np.int64]) -> NDArray[np.int32]:
    out = np.empty(int(value_start[-1]), np.int32)
    places = value_start[:-1].copy()
    for run in runs:
        moved = places[run.targets]
        kernel.place_values((run.docs, run.freqs, run.term_start), run.doc_map, run.streams[name], moved, out)
        places[run.targets] = moved
    return out

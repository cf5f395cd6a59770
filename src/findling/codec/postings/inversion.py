"""Inversion: the tokens of a field, in document order, turned into postings by term."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError
from findling.codec.byte_strings import starts_of
from findling.codec.postings.postings_writer import PostingsChunk
from findling.kernels.text import invert as kernel


@dataclass(slots=True)
class Tokens:
    """Tokens in document order, each a term of a sorted dictionary.

    term_ords: (n,) int32; docs: (n,) int32, non-decreasing
    positions, start_offsets, end_offsets: (n,) int32, not decreasing within a document; None if not indexed
    """

    term_ords: NDArray[np.int32]
    docs: NDArray[np.int32]
    positions: NDArray[np.int32] | None = None
    start_offsets: NDArray[np.int32] | None = None
    end_offsets: NDArray[np.int32] | None = None


def invert(tokens: Tokens, n_terms: int, field: str) -> tuple[PostingsChunk, NDArray[np.bool_]]:
    """Returns the postings of all terms that occur, and which of the n_terms terms do.

    Raises IllegalArgumentError if positions or offsets go backwards within a document.
    """
    token_count, doc_freq = np.zeros(n_terms, np.int64), np.zeros(n_terms, np.int64)
    kernel.count_tokens(tokens.term_ords, tokens.docs, token_count, doc_freq, np.full(n_terms, -1, np.int32))
    term_start = starts_of(doc_freq)
    docs, freqs = np.empty(int(term_start[-1]), np.int32), np.empty(int(term_start[-1]), np.int32)
    last_doc = np.full(n_terms, -1, np.int32)
    kernel.fill_postings(tokens.term_ords, tokens.docs, term_start[:-1].copy(), last_doc, docs, freqs)
    used = doc_freq > 0
    kept_start = np.append(term_start[:-1][used], term_start[-1])
    return PostingsChunk(kept_start, docs, freqs, _streams(tokens, starts_of(token_count), field)), used


def _streams(tokens: Tokens, token_start: NDArray[np.int64], field: str) -> dict[str, NDArray[np.int32]]:
    """Returns the streams that the tokens have values for, see STREAMS in codec/postings/postings_writer.py."""
    streams = {}
    if tokens.positions is not None:
        streams["positions"] = _deltas(tokens, tokens.positions, token_start, field)
    if tokens.start_offsets is not None and tokens.end_offsets is not None:
        lengths = tokens.end_offsets - tokens.start_offsets
        if len(lengths) and lengths.min() < 0:
            raise IllegalArgumentError(f"startOffset must be <= endOffset for field [{field}]")
        streams["starts"] = _deltas(tokens, tokens.start_offsets, token_start, field)
        streams["lengths"] = np.empty(len(lengths), np.int32)
        kernel.scatter(tokens.term_ords, lengths, token_start[:-1].copy(), streams["lengths"])
    return streams


def _deltas(tokens: Tokens, values: NDArray[np.int32], token_start: NDArray[np.int64], field: str) -> NDArray[np.int32]:
    out = np.empty(len(values), np.int32)
    last = np.full((len(token_start) - 1, 2), -1, np.int32)
    if kernel.scatter_deltas(tokens.term_ords, tokens.docs, values, token_start[:-1].copy(), last, out):
        raise IllegalArgumentError(f"positions and offsets must not go backwards for field [{field}]")
    return out

"""Inversion: the tokens of a field, in document order, turned into postings by term."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError
from findling.codec.byte_strings import starts_of
from findling.codec.postings_writer import PostingsChunk
from findling.kernels import invert as kernel


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
    term_start, token_start = starts_of(doc_freq), starts_of(token_count)
    chunk = _fill(tokens, term_start, token_start, field)
    chunk.streams |= _offsets(tokens, token_start, field)
    used = doc_freq > 0
    chunk.term_start = np.append(term_start[:-1][used], term_start[-1])
    return chunk, used


def _fill(tokens: Tokens, term_start: NDArray[np.int64], token_start: NDArray[np.int64], field: str) -> PostingsChunk:
    """Returns docs and frequencies by term, and positions if the tokens have them."""
    n_terms, n_postings = len(term_start) - 1, int(term_start[-1])
    docs, freqs = np.empty(n_postings, np.int32), np.empty(n_postings, np.int32)
    if tokens.positions is None:
        last_doc = np.full(n_terms, -1, np.int32)
        kernel.fill_postings(tokens.term_ords, tokens.docs, term_start[:-1].copy(), last_doc, docs, freqs)
        return PostingsChunk(term_start, docs, freqs, {})
    deltas = np.empty(len(tokens.docs), np.int32)
    state = np.zeros((n_terms, 4), np.int32)
    state[:, 0], state[:, 1], state[:, 2] = term_start[:-1], token_start[:-1], -1
    arrays = tokens.term_ords, tokens.docs, tokens.positions
    if kernel.fill_postings_positions(*arrays, state, docs, freqs, deltas):
        raise IllegalArgumentError(f"positions must not go backwards for field [{field}]")
    return PostingsChunk(term_start, docs, freqs, {"positions": deltas})


def _offsets(tokens: Tokens, token_start: NDArray[np.int64], field: str) -> dict[str, NDArray[np.int32]]:
    """Returns the streams of start offsets and of lengths, none if the tokens have no offsets."""
    if tokens.start_offsets is None or tokens.end_offsets is None:
        return {}
    lengths = tokens.end_offsets - tokens.start_offsets
    if len(lengths) and lengths.min() < 0:
        raise IllegalArgumentError(f"startOffset must be <= endOffset for field [{field}]")
    starts, by_term = np.empty(len(lengths), np.int32), np.empty(len(lengths), np.int32)
    last = np.full((len(token_start) - 1, 2), -1, np.int32)
    arrays = tokens.term_ords, tokens.docs, tokens.start_offsets
    if kernel.scatter_deltas(*arrays, token_start[:-1].copy(), last, starts):
        raise IllegalArgumentError(f"offsets must not go backwards for field [{field}]")
    kernel.scatter(tokens.term_ords, lengths, token_start[:-1].copy(), by_term)
    return {"starts": starts, "lengths": by_term}

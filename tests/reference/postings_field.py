"""A field of small documents, packed as the search kernels want it, and searches of it from the definitions."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from findling.codec.columns.norms import LENGTHS, encode_lengths
from findling.kernels.postings import positions, postings_writer
from findling.kernels.search.cursor import FieldPostings, ScoredTerm

ONE = np.float32(1)


@dataclass
class PackedField:
    """docs: per document its tokens as (position, term number); terms are numbered 0 to n_terms - 1, all occur."""

    docs: list[list[tuple[int, int]]]
    n_terms: int
    with_norms: bool = True
    with_positions: bool = False
    postings: list[dict[int, list[int]]] = field(init=False)
    norms: np.ndarray = field(init=False)
    norm_inverse: np.ndarray = field(init=False)
    packed: FieldPostings = field(init=False)
    block_start: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        self.postings = [{} for _ in range(self.n_terms)]
        for doc, tokens in enumerate(self.docs):
            for position, term in sorted(tokens):
                self.postings[term].setdefault(doc, []).append(position)
        lengths = np.array([len(tokens) for tokens in self.docs], np.int64)
        self.norms = encode_lengths(lengths)
        average = np.float32(max(lengths.mean(), 1) if len(lengths) else 1)
        scaled = np.float32(0.25) + np.float32(0.75) * LENGTHS.astype(np.float32) / average
        self.norm_inverse = (ONE / (np.float32(1.2) * scaled)).astype(np.float32)
        self._pack()

    def _pack(self) -> None:
        starts = np.cumsum([0, *(len(found) for found in self.postings)]).astype(np.int64)
        docs = np.array([doc for found in self.postings for doc in found], np.int32)
        freqs = np.array([len(places) for found in self.postings for places in found.values()], np.int32)
        blocks = -(-np.diff(starts) // 128)
        self.block_start = np.cumsum([0, *blocks]).astype(np.int64)
        n_blocks = int(self.block_start[-1])
        last_doc, word_start = np.empty(n_blocks, np.int32), np.empty(n_blocks + 1, np.uint32)
        block_freq = np.empty(n_blocks, np.int64)
        words = np.empty(2 * len(docs) + 3 * n_blocks, np.uint32)
        n_words = postings_writer.encode_postings(docs, freqs, starts, last_doc, block_freq, word_start, words)
        impact_start = np.empty(n_blocks + 1, np.uint32)
        impact_freq, impact_norm = np.empty(len(docs), np.uint16), np.empty(len(docs), np.uint8)
        norms = self.norms if self.with_norms else np.ones(len(self.docs), np.uint8)
        postings_writer.encode_impacts(docs, freqs, starts, norms, impact_start, impact_freq, impact_norm)
        self.packed = FieldPostings(
            words[:n_words].copy(),
            word_start,
            last_doc,
            impact_start,
            impact_freq,
            impact_norm,
            norms if self.with_norms else None,
            self._pack_positions(block_freq) if self.with_positions else None,
        )

    def _pack_positions(self, block_freq: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        values = [
            value
            for found in self.postings
            for places in found.values()
            for value in [places[0], *np.diff(places).tolist()]
        ]
        stream = np.array(values, np.int32)
        word_start = np.empty(-(-len(stream) // 128) + 1, np.uint32)
        words = np.empty(len(stream) + 127, np.uint32)
        positions.encode_stream(stream, word_start, words)
        return np.concatenate([[0], np.cumsum(block_freq)[:-1]]).astype(np.uint64), words, word_start

    def term(self, number: int, weight: float = 1.0) -> ScoredTerm:
        """Returns a term as a search kernel takes it."""
        return ScoredTerm(
            self.packed,
            int(self.block_start[number]),
            int(self.block_start[number + 1]),
            len(self.postings[number]),
            weight,
            self.norm_inverse,
        )

    def term_scores(self, number: int, weight: float) -> dict[int, np.float32]:
        """Returns the BM25 score of the term in each of its documents, in float32."""
        w = np.float32(weight)
        scores = {}
        for doc, places in self.postings[number].items():
            norm = self.norms[doc] if self.with_norms else 1
            scores[doc] = w - w / (ONE + np.float32(len(places)) * self.norm_inverse[norm])
        return scores


@dataclass
class Found:
    """The hits of a search in order of rank, and how many there are in all."""

    docs: list[int]
    scores: list[np.float32]
    total: int


def search(
    packed: PackedField,
    terms: list[tuple[int, float]],
    k: int,
    minimum: int = 1,
    visible: np.ndarray | None = None,
    min_score: float | None = None,
    after: tuple[float, int] | None = None,
    optional: Sequence[tuple[int, float]] = (),
) -> Found:
    """Returns the k best documents with at least `minimum` of the terms: (number, weight) each.

    optional: terms whose scores are added up, and then added to those of the others, both rounded
    """
    sums: dict[int, float] = {}
    counts: dict[int, int] = {}
    for number, weight in terms:
        for doc, score in packed.term_scores(number, weight).items():
            sums[doc] = sums.get(doc, 0.0) + float(score)
            counts[doc] = counts.get(doc, 0) + 1
    extra: dict[int, float] = {}
    for number, weight in optional:
        for doc, score in packed.term_scores(number, weight).items():
            extra[doc] = extra.get(doc, 0.0) + float(score)
    totals = {doc: np.float32(score) + np.float32(extra.get(doc, 0.0)) for doc, score in sums.items()}
    hits = [(-score, doc) for doc, score in totals.items() if counts[doc] >= minimum]
    hits = [hit for hit in hits if visible is None or visible[hit[1]]]
    total = len(hits)
    if min_score is not None:
        hits = [hit for hit in hits if -hit[0] >= np.float32(min_score)]
    if after is not None:
        hits = [hit for hit in hits if hit > (-np.float32(after[0]), after[1])]
    ranked = sorted(hits)[:k]
    return Found([doc for _, doc in ranked], [-score for score, _ in ranked], total)


def phrase(packed: PackedField, parts: list[list[int]], offsets: list[int]) -> dict[int, int]:
    """Returns in which documents the parts stand at their offsets, and at how many places."""
    found = {}
    for doc in range(len(packed.docs)):
        places = [{p for term in part for p in packed.postings[term].get(doc, [])} for part in parts]
        starts = {p - offsets[0] for p in places[0]}
        count = sum(all(s + offset in at for offset, at in zip(offsets, places, strict=True)) for s in starts)
        if count:
            found[doc] = count
    return found


def random_field(
    seed: int, n_docs: int, n_terms: int, with_norms: bool = True, with_positions: bool = False
) -> PackedField:
    """Returns documents of Zipf-distributed terms, clustered so that blocks differ in their bounds."""
    rng = np.random.default_rng(seed)
    docs = []
    for doc in range(n_docs):
        length = int(rng.geometric(0.15 if (doc // 200) % 3 else 0.5))
        terms = (rng.zipf(1.3, length) - 1) % n_terms
        gaps = rng.integers(1, 3, length)
        docs.append(list(zip(np.cumsum(gaps).tolist(), terms.tolist(), strict=True)))
    if n_docs:
        docs[-1] += [(1000 + term, term) for term in range(n_terms)]
    return PackedField(docs, n_terms, with_norms, with_positions)

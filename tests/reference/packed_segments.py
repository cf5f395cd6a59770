"""Several packed fields as the segments of a snapshot, and searches of them from the definitions."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from findling.codec.bitmap import Bitmap
from findling.kernels.search.field_table import FieldTable, TermStates
from findling.kernels.search.snapshot_search import PlannedTerm, SegmentTable
from tests.reference.postings_field import Found, PackedField, search


@dataclass
class PackedSegments:
    """fields: one per segment, with the norm table of the first; masks: which docs may be hits, None: all"""

    fields: list[PackedField]
    masks: list[np.ndarray | None]
    doc_bases: np.ndarray = field(init=False)
    table: FieldTable = field(init=False)
    segments: SegmentTable = field(init=False)

    def __post_init__(self) -> None:
        sizes = [len(packed.docs) for packed in self.fields]
        self.doc_bases = np.cumsum([0, *sizes[:-1]]).astype(np.int64)
        self.table = FieldTable([(None, None, None, packed.packed) for packed in self.fields])
        for packed in self.fields:
            packed.norm_inverse = self.fields[0].norm_inverse
        words = [None if mask is None else Bitmap.from_mask(mask).words for mask in self.masks]
        hidden = [0 if mask is None else int((~mask).sum()) for mask in self.masks]
        self.segments = SegmentTable(self.doc_bases, np.array(sizes, np.int32), words, np.array(hidden, np.int64))

    def states(self, number: int) -> TermStates:
        """Returns where a term is."""
        ords = np.array([number if packed.postings[number] else -1 for packed in self.fields], np.int64)
        doc_freqs = np.array([len(packed.postings[number]) for packed in self.fields], np.int64)
        firsts = np.array([packed.block_start[number] for packed in self.fields], np.int64)
        return TermStates(self.table, ords, doc_freqs, firsts)

    def term(self, number: int, weight: float = 1.0) -> PlannedTerm:
        """Returns a term as the searches take it."""
        return PlannedTerm(self.states(number), weight, self.fields[0].norm_inverse)

    def search(
        self,
        terms: list[tuple[int, float]],
        k: int,
        minimum: int = 1,
        filters: list[np.ndarray] | None = None,
        min_score: float | None = None,
        after: tuple[float, int] | None = None,
        optional: Sequence[tuple[int, float]] = (),
    ) -> Found:
        """Returns the k best documents of all segments; filters: by segment, which documents they let through."""
        hits, total = [], 0
        for i, packed in enumerate(self.fields):
            mask = np.ones(len(packed.docs), np.bool_) if self.masks[i] is None else self.masks[i]
            if filters is not None:
                mask = mask & filters[i]
            base = int(self.doc_bases[i])
            behind = None if after is None else (after[0], after[1] - base)
            found = search(packed, terms, len(packed.docs), minimum, mask, min_score, behind, optional)
            hits += [(-score, base + doc) for doc, score in zip(found.docs, found.scores, strict=True)]
            total += found.total
        hits = sorted(hits)[:k]
        return Found([doc for _, doc in hits], [-score for score, _ in hits], total)

"""The terms of a field over all segments of a shard, with their statistics, deleted documents included."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from findling.search.query.fuzzy import FuzzyTermsQuery

if TYPE_CHECKING:
    from findling.codec.postings.postings import TermsReader
    from findling.search.context import ShardContext


class FieldTerms:
    """The indexed terms of one field; none of a field whose terms are not texts."""

    def __init__(self, ctx: ShardContext, field: str) -> None:
        found = ctx.field(field)
        self.field = field if found is None else found.name
        has_texts = found is not None and found.type.terms.characters
        readers = [segment.reader.terms(self.field) for segment in ctx.segments] if has_texts else []
        self._readers: list[TermsReader] = [reader for reader in readers if reader is not None]
        self._n_segments = len(ctx.segments)
        self.max_doc = ctx.snapshot.max_doc

    def __bool__(self) -> bool:
        return bool(self._readers)

    @property
    def n_terms(self) -> int:
        """Number of distinct terms; of documents where several segments would have to be merged to know."""
        return self._readers[0].n_terms if self._n_segments == 1 else self.max_doc

    @cached_property
    def sum_total_term_freq(self) -> int:
        """How many tokens all documents have."""
        return sum(reader.sum_total_term_freq for reader in self._readers)

    def doc_freq(self, term: bytes) -> int:
        """Returns in how many documents a term is."""
        return sum(reader.doc_freq(ord_) for reader in self._readers if (ord_ := reader.lookup(term)) >= 0)

    def total_term_freq(self, term: bytes) -> int:
        """Returns how often a term is in all documents."""
        return sum(reader.total_term_freq(ord_) for reader in self._readers if (ord_ := reader.lookup(term)) >= 0)

    def near(self, word: str, max_edits: int, prefix_length: int) -> list[tuple[bytes, np.float32, int]]:
        """Returns the terms within some edits of a word, sorted, with similarities and document frequencies.

        Exchanges of neighbours are edits. Similarities are those of fuzzy queries.
        """
        query = FuzzyTermsQuery(field=self.field, word=word, max_edits=max_edits, prefix_length=prefix_length)
        similarities: dict[bytes, np.float32] = {}
        frequencies: dict[bytes, int] = {}
        for reader in self._readers:
            ords, near = query.near(reader)
            for term, ord_, similarity in zip(reader.terms(ords), ords.tolist(), near, strict=True):
                similarities[term] = similarity
                frequencies[term] = frequencies.get(term, 0) + reader.doc_freq(ord_)
        return [(term, similarities[term], frequencies[term]) for term in sorted(similarities)]

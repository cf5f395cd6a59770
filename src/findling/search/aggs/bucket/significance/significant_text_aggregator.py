"""Collects significant_text: the words of texts in `_source`, analysed anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
import orjson
from numpy.typing import NDArray

from findling.base.java_values import shown
from findling.base.runs import distinct
from findling.search.aggs.base.aggregator import AggregationContext, Leaf, Partial
from findling.search.aggs.base.bucket_ords import HashedBucketOrds
from findling.search.aggs.base.rows import Rows
from findling.search.aggs.bucket.significance.duplicate_sequences import BYTES_PER_SEQUENCE, DuplicateSequences
from findling.search.aggs.bucket.significance.significant_aggregator import SignificantTermsAggregator
from findling.search.aggs.bucket.significance.text_terms import TextTerms
from findling.search.query.terms import values_at

if TYPE_CHECKING:
    from findling.analysis.analyzer import Analyzer
    from findling.analysis.token_batch import TokenBatch
    from findling.mapping.mapped_field import MappedField
    from findling.search.aggs.bucket.terms import TermsAggregation
    from findling.search.context import SegmentContext

# documents that are read, analysed and counted at once; in between a search may be cancelled
_AT_ONCE: Final = 256


class SignificantTextAggregator(SignificantTermsAggregator):
    """Own keys are numbers of words.

    sources: paths of the texts in `_source`; drops_copies: words in sequences that came before do not count
    """

    kind = "sterms"

    def __init__(
        self,
        every_term: TermsAggregation,
        ctx: AggregationContext,
        max_parents: int | None,
        field: MappedField,
        sources: Sequence[str],
        drops_copies: bool,
    ) -> None:
        super().__init__(every_term, ctx, max_parents, HashedBucketOrds())
        self.aggregation = every_term
        self._field = field
        self._sources = sources
        self._analyzer = analyzer_of(field, ctx)
        self._terms = TextTerms()
        self._sequences: dict[int, DuplicateSequences] = {}
        self._drops_copies = drops_copies

    def collect_rows(self, leaf: Leaf, rows: Rows) -> None:
        """Counts each word once for every row that has it."""
        docs = rows.doc_ids()
        for low in range(0, rows.size, _AT_ONCE):
            self.ctx.shard.check()
            places = np.arange(low, min(low + _AT_ONCE, rows.size), dtype=np.int32)
            texts, owners = self._texts(leaf, docs[places])
            batch = self._tokens(texts)
            own, of_doc = self._terms.numbers(batch.terms, batch.term_ids), owners[batch.value_ids]
            if self._drops_copies:
                kept = self._new(batch, own, owners, rows.buckets_at(places))
                own, of_doc = own[kept], of_doc[kept]
            pairs = distinct(of_doc.astype(np.int64) << 32 | own)
            own, of_doc = pairs & 0xFFFFFFFF, (pairs >> 32).astype(np.int32)
            self.add(leaf, rows, places[of_doc], own)

    def _texts(self, leaf: Leaf, docs: NDArray[np.int32]) -> tuple[list[str], NDArray[np.int32]]:
        """Returns the values of documents, and for each the number of its document."""
        texts: list[str] = []
        owners: list[int] = []
        for number, raw in enumerate(leaf.segment.reader.source.get_many(docs)):
            source = orjson.loads(raw) if raw else {}
            found = [shown(value) for path in self._sources for value in values_at(source, path)]
            texts += found
            owners += [number] * len(found)
        self.ctx.account(sum(map(len, texts)), self.label)
        return texts, np.array(owners, np.int32)

    def _tokens(self, texts: list[str]) -> TokenBatch:
        return self._analyzer.tokenize(texts)

    def _new(
        self, batch: TokenBatch, own: NDArray[np.int64], owners: NDArray[np.int32], buckets: NDArray[np.int32] | None
    ) -> NDArray[np.bool_]:
        """Returns which tokens are no part of a sequence that the documents of their bucket had before."""
        bounds = np.searchsorted(batch.value_ids, np.arange(len(owners) + 1)).tolist()
        all_hashes = self._terms.short_hashes()
        hashes = [all_hashes[number] for number in own.tolist()]
        kept = np.ones(len(own), np.bool_)
        before = -1
        known = sum(map(len, self._sequences.values()))
        for value, owner in enumerate(owners.tolist()):
            sequences = self._sequences.setdefault(0 if buckets is None else int(buckets[owner]), DuplicateSequences())
            if owner != before:
                sequences.next_document()
                before = owner
            tokens = slice(bounds[value], bounds[value + 1])
            kept[tokens] = sequences.new_tokens(hashes[tokens])
        added = sum(map(len, self._sequences.values())) - known
        self.ctx.account(added * BYTES_PER_SEQUENCE, self.label)
        return kept

    def accepted(self, own: NDArray[np.int64]) -> NDArray[np.bool_] | None:
        """Returns what include and exclude leave."""
        chosen = self.aggregation.include_exclude
        return None if chosen is None else chosen.ordinals(self._terms)[own]

    def universe(self) -> NDArray[np.int64]:
        """Returns all numbers."""
        return np.arange(self._terms.n_ords, dtype=np.int64)

    def shown(self, own: Sequence[int]) -> list[Partial]:
        """Returns the words."""
        return [{"key": self._terms.terms[number]} for number in own]

    def background_of(self, own: NDArray[np.int64]) -> NDArray[np.int64]:
        """Returns how many documents of the background have each word in the index."""
        counts = np.zeros(len(own), np.int64)
        words = [self._terms.terms[number].encode() for number in own.tolist()]
        for segment, docs in self.backgrounds():
            for place, found in self._frequencies(segment, words, docs):
                counts[place] += found
        return counts

    def _frequencies(
        self, segment: SegmentContext, words: Sequence[bytes], docs: NDArray[np.int32] | None
    ) -> Iterator[tuple[int, int]]:
        terms = segment.reader.terms(self._field.name)
        if terms is None:
            return
        for place, ord_ in enumerate(terms.lookup_many(words).tolist()):
            if ord_ < 0:
                continue
            if docs is None:
                yield place, terms.doc_freq(ord_)
            else:
                yield place, len(np.intersect1d(terms.docs(ord_), docs, assume_unique=True))


def analyzer_of(field: MappedField, ctx: AggregationContext) -> Analyzer:
    """Returns the analyzer that made the terms of the index."""
    name = field.structures.analyzer or field.search_analyzer or "keyword"
    return ctx.shard.analysis.analyzer(name)

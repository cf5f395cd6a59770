"""One segment of Findling, searched by the top-k kernels as the query phase does it."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import findling.version
from benchmarks.corpus import BenchmarkQuery, Corpus
from findling.codec.field_values import FieldValues, SegmentData, TextTokens
from findling.codec.segment_reader import SegmentReader
from findling.codec.segment_writer import write_segment
from findling.kernels.conjunction import search_conjunction
from findling.kernels.cursor import FieldPostings, ScoredTerm
from findling.kernels.top_docs import TopDocs
from findling.kernels.topk import search_disjunction
from findling.mapping.parsed_batch import FieldStructures
from findling.search.similarity import Bm25
from findling.search.statistics import FieldStatistics

NAME = "findling"
VERSION = findling.version.__version__
K = 10


class FindlingEngine:
    """Indexes the corpus in memory-mapped files below `path`.

    limit: hits are counted up to this many: -1 not at all, 10,000 is Elasticsearch's default
    """

    def __init__(self, corpus: Corpus, path: Path, limit: int = -1) -> None:
        self.limit = limit
        write_segment(path / "benchmark.segment", _segment_data(corpus), sync=False)
        self._reader = SegmentReader.open(path / "benchmark.segment")
        terms = self._reader.terms(corpus.field)
        assert terms is not None
        self._terms = terms
        # Tantivy counts documents without a word too, Elasticsearch does not: here scores have to be comparable
        n_docs = len(corpus.documents)
        self._statistics = FieldStatistics(n_docs, terms.sum_total_term_freq, terms.sum_doc_freq)
        postings = terms.postings(0)
        self._field = FieldPostings(
            postings.words,
            postings.word_start,
            postings.last_doc,
            postings.impact_start,
            postings.impact_freq,
            postings.impact_norm,
            self._reader.norms(corpus.field),
        )
        self._parts: dict[int, tuple[int, int, int, float, NDArray[np.float32]]] = {}

    def prepare(self, query: BenchmarkQuery) -> Callable[[], TopDocs]:
        """Returns the search of a parsed query; looking up terms and making cursors is part of every call."""
        kernel = search_conjunction if query.command.startswith("AND") else search_disjunction
        terms = [term.encode() for term in query.terms]

        def search() -> TopDocs:
            top = TopDocs(K)
            scored = [self._scored(ord_) for ord_ in self._terms.lookup_many(terms).tolist()]
            kernel(scored, top, 0, self._reader.max_doc, total_limit=self.limit)
            return top

        return search

    def scores(self, search: Callable[[], TopDocs]) -> list[float]:
        """Returns the scores of the hits, best first."""
        found: list[float] = search().ranked()[1].tolist()
        return found

    def _scored(self, ord_: int) -> ScoredTerm:
        """Returns a term; what does not change between searches is made once, as a reader's cache does it."""
        parts = self._parts.get(ord_)
        if parts is None:
            postings = self._terms.postings(ord_)
            bm25 = Bm25(1.0, [postings.doc_freq], self._statistics)
            parts = postings.first_block, postings.end_block, postings.doc_freq, float(bm25.weight), bm25.inverse_norms
            self._parts[ord_] = parts
        return ScoredTerm(self._field, *parts)


def _segment_data(corpus: Corpus) -> SegmentData:
    n = len(corpus.documents)
    vocabulary: dict[str, int] = {}
    ids = [vocabulary.setdefault(word, len(vocabulary)) for words in corpus.documents for word in words]
    lengths = np.array([len(words) for words in corpus.documents], np.int64)
    docs = np.repeat(np.arange(n, dtype=np.int32), lengths)
    positions = np.arange(len(ids)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    tokens = TextTokens(list(vocabulary), np.array(ids, np.int32), docs, positions.astype(np.int32))
    return SegmentData(
        n,
        [str(number).encode() for number in range(n)],
        [b"{}"] * n,
        np.arange(n, dtype=np.int64),
        np.ones(n, np.int64),
        np.ones(n, np.int64),
        [FieldValues(corpus.field, FieldStructures("text", "freqs", norms=True), tokens)],
        None,
        None,
    )

"""Tantivy through its Python binding, with the same words in one segment."""

from collections.abc import Callable
from typing import Any

import tantivy

from benchmarks.corpus import BenchmarkQuery, Corpus

NAME = "tantivy"
VERSION = tantivy.__version__
K = 10
_WRITER_BYTES = 400_000_000


class TantivyEngine:
    """Indexes the corpus in memory, one thread, one segment.

    The words are split at blanks, so that both engines have the same terms.
    """

    def __init__(self, corpus: Corpus) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("text", stored=False, tokenizer_name="whitespace", index_option="freq")
        self._index = tantivy.Index(builder.build())
        writer = self._index.writer(_WRITER_BYTES, 1)
        for words in corpus.documents:
            writer.add_document(tantivy.Document(text=" ".join(words)))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()
        self.segments = self._searcher.num_segments

    def prepare(self, query: BenchmarkQuery) -> Callable[[], Any]:
        """Returns the search of a parsed query, without counting."""
        occur = tantivy.Occur.Must if query.command.startswith("AND") else tantivy.Occur.Should
        schema = self._index.schema
        parts = [tantivy.Query.term_query(schema, "text", term, "freq") for term in query.terms]
        parsed = parts[0] if len(parts) == 1 else tantivy.Query.boolean_query([(occur, part) for part in parts])
        return lambda: self._searcher.search(parsed, K, count=False)

    def scores(self, search: Callable[[], Any]) -> list[float]:
        """Returns the scores of the hits, best first."""
        return [score for score, _ in search().hits]

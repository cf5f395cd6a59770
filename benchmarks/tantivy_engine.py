"""Searches with Tantivy through its Python binding.

Tantivy's scores are not compared: it counts documents without a word in its statistics, Lucene and Elasticsearch do
not. Calendar months it does not know.
"""

from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import tantivy

from benchmarks.aggregations import AGGREGATIONS
from benchmarks.corpus import TEXT_FIELD
from benchmarks.engine import Answer, Figures
from benchmarks.queries import FIELDS, TIE_BREAKER, BenchmarkQuery

VERSION = version("tantivy")
_LIMITS = {"TOP_10": 10, "TOP_100": 100, "TOP_10_COUNT": 10, "TOP_10_IDS": 10, "COUNT": 1}
_OCCURS = {"or": tantivy.Occur.Should, "and": tantivy.Occur.Must}
_SPECIAL = str.maketrans({"*": ".*", "?": "."})
_UNKNOWN_KINDS = ("near", "ordered")


class TantivyEngine:
    """Searches the index in a folder."""

    def __init__(self, folder: Path) -> None:
        index = tantivy.Index.open(str(folder))
        self.schema = index.schema
        self.searcher = index.searcher()

    def prepare(self, query: BenchmarkQuery) -> Callable[[], Any] | None:
        """Returns the search, from the words on; None for what the binding does not have."""
        kind, words = query.kind.partition("_")[0], query.words
        if kind in _UNKNOWN_KINDS:
            return None
        if query.mode == "AGG":
            raced = AGGREGATIONS[query.aggregation]
            body = {"figures": raced.body}
            return (lambda: self.searcher.aggregate(self._query(kind, words), body)) if raced.tantivy else None
        limit, count = _LIMITS[query.mode], query.mode.endswith("COUNT")
        order = "downloads" if kind == "sorted" else None
        if kind == "fetch":
            return lambda: self._load(self.searcher.search(self._query(kind, words), limit, count=False))
        if query.mode == "TOP_10_IDS":
            return lambda: self._ids(self.searcher.search(self._query(kind, words), limit, count=False))
        return lambda: self.searcher.search(self._query(kind, words), limit, count=count, order_by_field=order)

    def answer(self, query: BenchmarkQuery, result: Any) -> Answer:
        """Returns what a result says, without scores."""
        if query.mode == "AGG":
            return Answer(figures=_figures(result["figures"]))
        return Answer(count=int(result.count) if query.mode.endswith("COUNT") else None)

    def _ids(self, result: Any) -> list[str]:
        return [self.searcher.doc(address)["_id"][0] for _, address in result.hits]

    def _load(self, result: Any) -> list[tuple[str, bytes]]:
        """Loads ids and sources of the hits, as an answer with sources needs them."""
        documents = [self.searcher.doc(address) for _, address in result.hits]
        return [(document["_id"][0], document["_source"][0]) for document in documents]

    def _query(self, kind: str, words: tuple[str, ...]) -> Any:
        match kind:
            case "all":
                return tantivy.Query.all_query()
            case "term" | "sorted" | "fetch":
                return self._term(TEXT_FIELD, words[0])
            case "or" | "and":
                return self._every(TEXT_FIELD, words, _OCCURS[kind])
            case "dismax" | "multimatch":
                fields = [self._every(field, words, tantivy.Occur.Should) for field in FIELDS]
                return tantivy.Query.disjunction_max_query(fields, TIE_BREAKER if kind == "dismax" else 0.0)
            case "phrase":
                return tantivy.Query.phrase_query(self.schema, TEXT_FIELD, list(words))
            case "negated":
                parts = [(tantivy.Occur.Must, words[0]), (tantivy.Occur.MustNot, words[1])]
                return tantivy.Query.boolean_query([(occur, self._term(TEXT_FIELD, word)) for occur, word in parts])
            case "fuzzy1" | "fuzzy2":
                return tantivy.Query.fuzzy_term_query(self.schema, TEXT_FIELD, words[0], distance=int(kind[-1]))
            case "prefix":
                return self._regex(words[0] + ".*")
            case "wildcard":
                return self._regex(words[0].translate(_SPECIAL))
            case "regexp":
                return self._regex(words[0])
            case "range":
                return self._range(*words)
            case "filtered":
                return self._filtered(*words)
        raise ValueError(kind)

    def _filtered(self, word: str, registry: str, low: str, high: str) -> Any:
        filters = [self._term("registry", registry), self._range("downloads", low, high)]
        parts = [self._term(TEXT_FIELD, word), *(tantivy.Query.boost_query(part, 0.0) for part in filters)]
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, part) for part in parts])

    def _every(self, field: str, words: tuple[str, ...], occur: Any) -> Any:
        return tantivy.Query.boolean_query([(occur, self._term(field, word)) for word in words])

    def _term(self, field: str, word: str) -> Any:
        return tantivy.Query.term_query(self.schema, field, word)

    def _regex(self, pattern: str) -> Any:
        return tantivy.Query.regex_query(self.schema, TEXT_FIELD, pattern)

    def _range(self, field: str, low: str, high: str) -> Any:
        return tantivy.Query.range_query(self.schema, field, tantivy.FieldType.Integer, int(low), int(high))


def _figures(figures: dict[str, Any]) -> Figures:
    if "buckets" in figures:
        return [(str(bucket["key"]), (bucket["doc_count"],)) for bucket in figures["buckets"]]
    values = figures.get("values", figures)
    return [(str(key), (float(value),)) for key, value in values.items() if value is not None]

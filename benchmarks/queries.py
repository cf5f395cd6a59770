"""Queries drawn from a corpus with a fixed seed, and what they look like in the query DSL."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from benchmarks.corpus import TEXT_FIELD, Corpus, millis, words_of

SEED: Final = 7
_SAMPLE: Final = 4_000
_ALL_MODES: Final = ("TOP_10", "TOP_100", "TOP_10_COUNT", "COUNT")
MODES_OF: Final = {
    "term": _ALL_MODES,
    "or_2": _ALL_MODES,
    "or_3": _ALL_MODES,
    "or_4": _ALL_MODES,
    "and_2": _ALL_MODES,
    "and_3": _ALL_MODES,
    "phrase_2": _ALL_MODES,
    "phrase_3": _ALL_MODES,
    "negated": _ALL_MODES,
    "prefix": ("TOP_10", "TOP_10_COUNT", "COUNT"),
    "wildcard": ("TOP_10", "TOP_10_COUNT", "COUNT"),
    "fuzzy1": ("TOP_10", "TOP_10_COUNT"),
    "fuzzy2": ("TOP_10", "TOP_10_COUNT"),
    "range": ("TOP_10_COUNT", "COUNT"),
    "filtered": ("TOP_10", "TOP_10_COUNT", "COUNT"),
    "sorted": ("TOP_10", "TOP_10_COUNT"),
}
AGGREGATIONS: Final = {
    "terms_few": {"terms": {"field": "registry"}},
    "terms_many": {"terms": {"field": "id"}},
    "terms_avg": {"terms": {"field": "registry"}, "aggs": {"mean": {"avg": {"field": "downloads"}}}},
    "date_histogram": {"date_histogram": {"field": "month", "calendar_interval": "month", "min_doc_count": 1}},
    "cardinality": {"cardinality": {"field": "id"}},
    "percentiles": {"percentiles": {"field": "downloads"}},
}
_SIZES: Final = {"TOP_10": 10, "TOP_100": 100, "TOP_10_COUNT": 10, "COUNT": 0, "AGG": 0}


@dataclass(frozen=True)
class BenchmarkQuery:
    """One query in one mode.

    kind: a key of MODES_OF, or "all" for aggregations over everything
    words: terms of the text field, or what the kind takes
    aggregation: a key of AGGREGATIONS in mode AGG, else ""
    """

    number: int
    kind: str
    mode: str
    words: tuple[str, ...]
    aggregation: str = ""

    @property
    def group(self) -> str:
        """The row of the table that the query belongs to."""
        if self.mode != "AGG":
            return f"{self.kind.partition('_')[0]} {self.mode}"
        return f"{self.aggregation}, {'no query' if self.kind == 'all' else 'with a query'}"

    def line(self) -> str:
        """Returns the query as lucene/Call.java reads it."""
        return "\t".join([str(self.number), self.kind, self.mode, self.aggregation, *self.words])

    def body(self) -> dict[str, Any]:
        """Returns the body of the search request."""
        body: dict[str, Any] = {"size": _SIZES[self.mode], "_source": False}
        if self.kind != "all":
            body["query"] = query_body(self.kind.partition("_")[0], self.words)
        if self.mode in ("TOP_10", "TOP_100", "AGG"):
            body["track_total_hits"] = False
        else:
            body["track_total_hits"] = True
        if self.kind == "sorted":
            body["sort"] = [{"downloads": "desc"}]
        if self.aggregation:
            body["aggs"] = {"figures": AGGREGATIONS[self.aggregation]}
        return body


def query_body(kind: str, words: tuple[str, ...]) -> dict[str, Any]:
    """Returns a query of the query DSL."""
    text = " ".join(words)
    match kind:
        case "term" | "sorted":
            return {"term": {TEXT_FIELD: text}}
        case "or":
            return {"match": {TEXT_FIELD: text}}
        case "and":
            return {"match": {TEXT_FIELD: {"query": text, "operator": "and"}}}
        case "phrase":
            return {"match_phrase": {TEXT_FIELD: text}}
        case "negated":
            return {
                "bool": {"must": [{"term": {TEXT_FIELD: words[0]}}], "must_not": [{"term": {TEXT_FIELD: words[1]}}]}
            }
        case "prefix" | "wildcard":
            return {kind: {TEXT_FIELD: {"value": text}}}
        case "fuzzy1" | "fuzzy2":
            return {"fuzzy": {TEXT_FIELD: {"value": text, "fuzziness": int(kind[-1])}}}
        case "range":
            return {"range": {words[0]: {"gte": int(words[1]), "lte": int(words[2])}}}
        case "filtered":
            downloads = {"range": {"downloads": {"gte": int(words[2]), "lte": int(words[3])}}}
            filters = [{"term": {"registry": words[1]}}, downloads]
            return {"bool": {"must": [{"term": {TEXT_FIELD: words[0]}}], "filter": filters}}
    raise ValueError(kind)


def draw_queries(corpus: Corpus, per_kind: int, seed: int = SEED) -> list[BenchmarkQuery]:
    """Returns queries of words of random documents: words that stand together, as often as they really do."""
    drawing = _Drawing(corpus, seed)
    queries: list[BenchmarkQuery] = []
    for kind, modes in MODES_OF.items():
        for words in drawing.of(kind, per_kind):
            queries += [BenchmarkQuery(len(queries) + i, kind, mode, words) for i, mode in enumerate(modes)]
    some = drawing.of("term", 3)
    for name in AGGREGATIONS:
        queries.append(BenchmarkQuery(len(queries), "all", "AGG", (), name))
        for words in some:
            queries.append(BenchmarkQuery(len(queries), "term", "AGG", words, name))
    return queries


class _Drawing:
    """Draws the words of queries from a sample of the documents."""

    def __init__(self, corpus: Corpus, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        documents = _sample(corpus, self.rng)
        words = words_of([str(document.get(TEXT_FIELD) or "") for document in documents])
        self.words = [found for found in words if found]
        self.downloads = sorted(int(document.get("downloads") or 0) for document in documents)
        self.months = sorted(millis(document["month"]) for document in documents if document.get("month"))
        self.registries = sorted({str(document["registry"]) for document in documents})

    def of(self, kind: str, n: int) -> list[tuple[str, ...]]:
        """Returns n distinct queries of a kind."""
        found: dict[tuple[str, ...], None] = {}
        draw = self._draws()[kind.partition("_")[0]]
        while len(found) < n:
            words = draw(int(kind.partition("_")[2] or 1))
            if words is not None:
                found[words] = None
        return list(found)

    def _draws(self) -> dict[str, Callable[[int], tuple[str, ...] | None]]:
        return {
            "term": self.some,
            "or": self.some,
            "and": self.some,
            "phrase": self.neighbours,
            "negated": lambda _: self.some(2),
            "prefix": lambda _: self.changed(4, lambda word: word[: int(self.rng.integers(2, 5))]),
            "wildcard": lambda _: self.changed(5, self.pattern),
            "fuzzy1": lambda _: self.changed(5, self.misspelt),
            "fuzzy2": lambda _: self.changed(6, lambda word: self.misspelt(self.misspelt(word))),
            "range": lambda _: self.range_of_field(),
            "filtered": lambda _: self.filtered(),
            "sorted": self.some,
        }

    def some(self, n: int) -> tuple[str, ...] | None:
        """Returns n distinct words of one document."""
        words = sorted(set(self._document()))
        return tuple(self.rng.choice(words, n, replace=False).tolist()) if len(words) >= n else None

    def neighbours(self, n: int) -> tuple[str, ...] | None:
        """Returns n words that stand side by side."""
        words = self._document()
        if len(words) < n:
            return None
        first = int(self.rng.integers(len(words) - n + 1))
        return tuple(words[first : first + n])

    def changed(self, length: int, change: Callable[[str], str]) -> tuple[str, ...] | None:
        """Returns a word of ASCII letters, of at least `length`, changed."""
        words = [word for word in self._document() if len(word) >= length and word.isascii() and word.isalpha()]
        return (change(str(self.rng.choice(words))),) if words else None

    def pattern(self, word: str) -> str:
        """Returns a wildcard pattern that matches the word."""
        at = int(self.rng.integers(1, len(word) - 1))
        return [f"{word[:at]}*{word[-1]}", f"*{word[1:]}", f"{word[:at]}?{word[at + 1 :]}"][int(self.rng.integers(3))]

    def misspelt(self, word: str) -> str:
        """Returns the word with one letter inside replaced, left out or doubled."""
        at = int(self.rng.integers(1, len(word)))
        letter = chr(97 + int(self.rng.integers(26)))
        return word[:at] + [letter, "", word[at - 1] + word[at]][int(self.rng.integers(3))] + word[at + 1 :]

    def range_of_field(self) -> tuple[str, ...]:
        """Returns a field and two of its values."""
        field, values = ("downloads", self.downloads) if self.rng.integers(2) else ("month", self.months)
        low, high = sorted(self.rng.choice(values or [0], 2).tolist())
        return field, str(low), str(high)

    def filtered(self) -> tuple[str, ...] | None:
        """Returns a word, a registry and a range of downloads."""
        word, bounds = self.some(1), sorted(self.rng.choice(self.downloads, 2).tolist())
        registry = str(self.rng.choice(self.registries))
        return None if word is None else (*word, registry, str(bounds[0]), str(bounds[1]))

    def _document(self) -> list[str]:
        return self.words[int(self.rng.integers(len(self.words)))]


def _sample(corpus: Corpus, rng: np.random.Generator) -> list[dict[str, Any]]:
    """Returns a uniform sample of the documents (reservoir sampling)."""
    sample: list[dict[str, Any]] = []
    for number, document in enumerate(_with_text(corpus)):
        if number < _SAMPLE:
            sample.append(document)
        elif (place := int(rng.integers(number + 1))) < _SAMPLE:
            sample[place] = document
    return sample


def _with_text(corpus: Corpus) -> Iterator[dict[str, Any]]:
    return (document for document in corpus.documents() if document.get(TEXT_FIELD))

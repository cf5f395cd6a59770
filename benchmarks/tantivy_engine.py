"""Tantivy through its Python binding, with the same words in one segment.

The words are those of Findling's analysis, joined by blanks, so that both engines have the same terms. Tantivy's scores
are not compared: it counts documents without a word in its statistics, Lucene and Elasticsearch do not.
"""

import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

import tantivy

from benchmarks.corpus import TEXT_FIELD, Corpus, millis, words_of
from benchmarks.engine import Indexing, directory_bytes
from benchmarks.queries import BenchmarkQuery

NAME = "tantivy"
VERSION = tantivy.__version__
_WRITER_BYTES = 256_000_000
_BATCH = 10_000
_LIMITS = {"TOP_10": 10, "TOP_100": 100, "TOP_10_COUNT": 10, "COUNT": 1}
_OCCURS = {"or": tantivy.Occur.Should, "and": tantivy.Occur.Must}
_KINDS = ("term", "or", "and", "phrase", "negated", "fuzzy1", "fuzzy2", "range", "filtered", "sorted")


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    for field in ("name", TEXT_FIELD):
        builder.add_text_field(field, stored=False, tokenizer_name="whitespace", index_option="position")
    for field in ("_id", "id", "version", "registry"):
        builder.add_text_field(
            field, stored=field == "_id", fast=field != "_id", tokenizer_name="raw", index_option="basic"
        )
    for field in ("downloads", "month"):
        builder.add_integer_field(field, stored=False, indexed=True, fast=True)
    builder.add_bytes_field("_source", stored=True)
    return builder.build()


def _documents(corpus: Corpus) -> Iterator[list[Any]]:
    """Yields batches of documents; analysis and JSON are done here, outside of Tantivy's time."""
    numbered = enumerate(zip(corpus.lines(), corpus.documents(), strict=True))
    while batch := list(islice(numbered, _BATCH)):
        texts = [
            words_of([str(document.get(field) or "") for _, (_, document) in batch]) for field in ("name", TEXT_FIELD)
        ]
        yield [
            _document(number, line, document, texts[0][i], texts[1][i])
            for i, (number, (line, document)) in enumerate(batch)
        ]


def _document(number: int, line: bytes, source: dict[str, Any], name: list[str], summary: list[str]) -> Any:
    document = tantivy.Document(_id=str(number), _source=line)
    document.add_text("name", " ".join(name))
    document.add_text(TEXT_FIELD, " ".join(summary))
    for field in ("id", "version", "registry"):
        if source.get(field) is not None:
            document.add_text(field, source[field])
    if source.get("downloads") is not None:
        document.add_integer("downloads", source["downloads"])
    if source.get("month") is not None:
        document.add_integer("month", millis(source["month"]))
    return document


def index_corpus(corpus: Corpus, folder: Path) -> Indexing:
    """Indexes with one thread, commits and merges; the clock runs only while Tantivy works on finished documents."""
    folder.mkdir()
    writer = tantivy.Index(_schema(), path=str(folder)).writer(_WRITER_BYTES, 1)
    cpu = wall = 0.0
    n = 0
    for batch in _documents(corpus):
        started = time.process_time(), time.perf_counter()
        for document in batch:
            writer.add_document(document)
        n += len(batch)
        cpu, wall = cpu + time.process_time() - started[0], wall + time.perf_counter() - started[1]
    started = time.process_time() - cpu, time.perf_counter() - wall
    writer.commit()
    cpu, wall = time.process_time() - started[0], time.perf_counter() - started[1]
    writer.wait_merging_threads()
    merged = time.process_time() - started[0], time.perf_counter() - started[1]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return Indexing(n, cpu, wall, *merged, directory_bytes(folder), peak)


class TantivyEngine:
    """Searches the index in a folder."""

    def __init__(self, folder: Path) -> None:
        index = tantivy.Index.open(str(folder))
        self.schema = index.schema
        self.searcher = index.searcher()

    def prepare(self, query: BenchmarkQuery) -> Callable[[], Any] | None:
        """Returns the search, from the words on; None for what the binding does not have."""
        kind = query.kind.partition("_")[0]
        if query.mode == "AGG" or kind not in _KINDS:
            return None
        limit, count = _LIMITS[query.mode], query.mode.endswith("COUNT")
        order = "downloads" if kind == "sorted" else None
        return lambda: self.searcher.search(self._query(kind, query.words), limit, count=count, order_by_field=order)

    def count(self, query: BenchmarkQuery, result: Any) -> int | None:
        """Returns the count of a result, None if hits were not counted."""
        return int(result.count) if query.mode.endswith("COUNT") else None

    def _query(self, kind: str, words: tuple[str, ...]) -> Any:
        match kind:
            case "term" | "sorted":
                return self._term(TEXT_FIELD, words[0])
            case "or" | "and":
                return tantivy.Query.boolean_query([(_OCCURS[kind], self._term(TEXT_FIELD, word)) for word in words])
            case "phrase":
                return tantivy.Query.phrase_query(self.schema, TEXT_FIELD, list(words))
            case "negated":
                parts = [(tantivy.Occur.Must, words[0]), (tantivy.Occur.MustNot, words[1])]
                return tantivy.Query.boolean_query([(occur, self._term(TEXT_FIELD, word)) for occur, word in parts])
            case "fuzzy1" | "fuzzy2":
                return tantivy.Query.fuzzy_term_query(self.schema, TEXT_FIELD, words[0], distance=int(kind[-1]))
            case "range":
                return self._range(*words)
        filters = [self._term("registry", words[1]), self._range("downloads", *words[2:])]
        parts = [self._term(TEXT_FIELD, words[0]), *(tantivy.Query.boost_query(part, 0.0) for part in filters)]
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, part) for part in parts])

    def _term(self, field: str, word: str) -> Any:
        return tantivy.Query.term_query(self.schema, field, word)

    def _range(self, field: str, low: str, high: str) -> Any:
        return tantivy.Query.range_query(self.schema, field, tantivy.FieldType.Integer, int(low), int(high))


def main() -> None:
    """Indexes in a process of its own: `python -m benchmarks.tantivy_engine CORPUS LIMIT FOLDER`; prints JSON."""
    path, limit, folder = sys.argv[1:]
    print(json.dumps(asdict(index_corpus(Corpus(Path(path), int(limit) or None), Path(folder)))))


if __name__ == "__main__":
    main()

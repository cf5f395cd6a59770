"""Indexing with Tantivy through its Python binding, from three starting points.

index_corpus: finished Document objects, whose words are those of Findling's analysis joined by blanks, so that both
engines have the same terms; JSON and analysis are done outside of Tantivy's time. That index is searched.
index_json: the lines of JSON as they are, which Tantivy parses and analyses itself: what Findling's time contains too.
index_objects: the same lines through Python's objects: json, then a Document each; what most users of the binding pay.
"""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
import tantivy

from benchmarks.corpus import TEXT_FIELD, Corpus, millis, words_of
from benchmarks.engine import Indexing, directory_bytes
from benchmarks.measure import Stopwatch, peak_bytes

_WRITER_BYTES = 1_000_000_000
# 10,000 documents may wait in Tantivy's queue while the clock stands still: few beside a window
_WINDOW = 100_000
_TEXTS, _KEYWORDS = ("name", TEXT_FIELD), ("id", "version", "registry")


def schema(tokenizer: str) -> Any:
    """Returns the fields of the corpus; the JSON is stored as it is."""
    builder = tantivy.SchemaBuilder()
    for field in _TEXTS:
        builder.add_text_field(field, stored=False, tokenizer_name=tokenizer, index_option="position")
    for field in ("_id", *_KEYWORDS):
        fast = field != "_id"
        builder.add_text_field(field, stored=not fast, fast=fast, tokenizer_name="raw", index_option="basic")
    for field in ("downloads", "month"):
        builder.add_integer_field(field, stored=False, indexed=True, fast=True)
    builder.add_bytes_field("_source", stored=True)
    return builder.build()


def _json_schema() -> Any:
    """Returns the fields of the corpus, each stored: Tantivy has no source when it parses JSON itself."""
    builder = tantivy.SchemaBuilder()
    for field in _TEXTS:
        builder.add_text_field(field, stored=True, tokenizer_name="default", index_option="position")
    for field in _KEYWORDS:
        builder.add_text_field(field, stored=True, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("downloads", stored=True, indexed=True, fast=True)
    builder.add_date_field("month", stored=True, indexed=True, fast=True)
    return builder.build()


def index_corpus(corpus: Corpus, folder: Path, cores: int) -> Indexing:
    """Indexes finished documents; the clock stands still while they are made."""
    writing = _Writing(folder, schema("whitespace"), cores)
    documents = _documents(corpus)
    while True:
        with writing.watch.outside():
            window = list(islice(documents, _WINDOW))
        if not window:
            return writing.finish()
        for document in window:
            writing.writer.add_document(document)
        writing.n += len(window)


def index_json(corpus: Corpus, folder: Path, cores: int) -> Indexing:
    """Indexes lines of JSON, which Tantivy reads itself."""
    writing = _Writing(folder, _json_schema(), cores)
    for line in corpus.lines():
        writing.writer.add_json(line.decode())
        writing.n += 1
    return writing.finish()


def index_objects(corpus: Corpus, folder: Path, cores: int) -> Indexing:
    """Indexes lines of JSON that are parsed in Python, analysed by Tantivy."""
    writing = _Writing(folder, schema("default"), cores)
    for line in corpus.lines():
        source = orjson.loads(line)
        texts = [source.get(field) or "" for field in _TEXTS]
        writing.writer.add_document(_document(writing.n, line, source, texts))
        writing.n += 1
    return writing.finish()


class _Writing:
    """A writer with its clock. `n` documents have been added."""

    def __init__(self, folder: Path, fields: Any, cores: int) -> None:
        folder.mkdir(parents=True)
        self.folder, self.cores, self.n = folder, cores, 0
        self.index = tantivy.Index(fields, path=str(folder))
        self.writer = self.index.writer(_WRITER_BYTES, cores)
        self.watch = Stopwatch()

    def finish(self) -> Indexing:
        self.writer.commit()
        indexed = self.watch.read()
        self.writer.wait_merging_threads()
        merged = self.watch.read()
        self.index.reload()
        segments = self.index.searcher().num_segments
        size = directory_bytes(self.folder)
        return Indexing(self.n, *indexed, *merged, size, peak_bytes(), self.cores, segments)


def _documents(corpus: Corpus) -> Iterator[Any]:
    lines = enumerate(corpus.lines())
    while batch := list(islice(lines, 10_000)):
        sources = [orjson.loads(line) for _, line in batch]
        words = [words_of([str(source.get(field) or "") for source in sources]) for field in _TEXTS]
        texts = zip(*([" ".join(found) for found in field] for field in words), strict=True)
        for (number, line), source, ours in zip(batch, sources, texts, strict=True):
            yield _document(number, line, source, ours)


def _document(number: int, line: bytes, source: dict[str, Any], texts: Any) -> Any:
    document = tantivy.Document(_id=str(number), _source=line)
    for field, text in zip(_TEXTS, texts, strict=True):
        document.add_text(field, text)
    for field in _KEYWORDS:
        if source.get(field) is not None:
            document.add_text(field, source[field])
    if source.get("downloads") is not None:
        document.add_integer("downloads", source["downloads"])
    if source.get("month") is not None:
        document.add_integer("month", millis(source["month"]))
    return document

"""Documents of a corpus: JSON lines with id, name, version, registry, downloads, month, summary and perhaps place."""

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
import zstandard

from findling.analysis.registry import AnalysisRegistry

SAMPLE = Path(__file__).parents[1] / "src/findling/cli/data/strikes.jsonl.zst"
KEYWORD = {"type": "keyword"}
TEXT = {"type": "text"}
MAPPING = {
    "properties": {
        "id": KEYWORD,
        "name": TEXT,
        "version": KEYWORD,
        "registry": KEYWORD,
        "downloads": {"type": "long"},
        "month": {"type": "date"},
        "summary": TEXT,
        "place": {"type": "geo_point"},
    }
}
TEXT_FIELD = "summary"
"""The field that queries of words search."""

_SAMPLE_FIELDS = {
    "id": "id",
    "name": "aircraft",
    "registry": "phase",
    "downloads": "cost_usd",
    "month": "date",
    "summary": "report",
    "place": "location",
}
_ID = b'{"id": "'
_TABS = str.maketrans("\t\n\r\x85\u2028\u2029", "      ")


@dataclass(frozen=True)
class Corpus:
    """A file of documents, of which only the first `limit` count unless that is None, given `copies` times.

    In all copies but the first, a document's id begins with the number of the copy: ids stay unique. Nothing is
    unpacked to disk.
    """

    path: Path
    limit: int | None = None
    copies: int = 1

    @property
    def name(self) -> str:
        """What results are filed under."""
        return self.path.name.partition(".")[0] + (f"-x{self.copies}" if self.copies > 1 else "")

    @property
    def once(self) -> "Corpus":
        """The corpus without its repetitions."""
        return Corpus(self.path, self.limit)

    def lines(self) -> Iterator[bytes]:
        """Yields the JSON of each document, without the line end."""
        yield from self._first()
        for copy in range(1, self.copies):
            for line in self._first():
                yield of_copy(line, copy)

    def _first(self) -> Iterator[bytes]:
        for line in islice(_lines(self.path), self.limit):
            yield _sample_document(line) if self.path == SAMPLE else line.rstrip(b"\n")

    def documents(self) -> Iterator[dict[str, Any]]:
        """Yields the documents."""
        return map(orjson.loads, self.lines())


def of_copy(line: bytes, copy: int) -> bytes:
    """Returns a document whose id begins with the number of a copy."""
    if line.startswith(_ID):
        return b"%s%d-%s" % (_ID, copy, line[len(_ID) :])
    document = orjson.loads(line)
    return orjson.dumps({**document, "id": f"{copy}-{document['id']}"})


def _sample_document(line: bytes) -> bytes:
    """Returns a document of the sample data with the field names of a corpus."""
    document = json.loads(line)
    renamed = {new: document[old] for new, old in _SAMPLE_FIELDS.items() if document.get(old) is not None}
    if "month" in renamed:
        renamed["month"] += "T00:00:00Z"
    return json.dumps({"version": "1", **renamed}, ensure_ascii=False).encode()


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        if path.suffix != ".zst":
            yield from file
            return
        with zstandard.ZstdDecompressor().stream_reader(file) as reader:
            yield from io.BufferedReader(reader, 1 << 20)


def words_of(texts: list[str]) -> list[list[str]]:
    """Returns the terms of each text, in order, by the standard analyzer."""
    analyzer = AnalysisRegistry.from_settings({}).analyzer("standard")
    batch = analyzer.tokenize(texts)
    words: list[list[str]] = [[] for _ in texts]
    for term, text in zip(batch.term_ids.tolist(), batch.value_ids.tolist(), strict=True):
        words[text].append(batch.terms[term])
    return words


def millis(month: str) -> int:
    """Returns an ISO date as milliseconds since 1970."""
    return int(datetime.fromisoformat(month).timestamp() * 1000)


def tab_separated(corpus: Corpus) -> Iterator[str]:
    """Yields the lines that lucene/Indexer.java reads, of the first copy: it makes the others itself."""
    for line in corpus.once.lines():
        document = orjson.loads(line)
        month = document.get("month")
        parts = [str(document.get(field, "")) for field in ("id", "name", "version", "registry", "downloads")]
        place = document.get("place")
        parts += ["" if month is None else str(millis(month)), str(document.get(TEXT_FIELD) or "")]
        parts.append("" if place is None else f"{place['lat']},{place['lon']}")
        yield "\t".join([part.translate(_TABS) for part in parts] + [line.decode()])

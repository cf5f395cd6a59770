"""Documents of a corpus: JSON lines with id, name, version, registry, downloads, month and summary."""

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

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
}
_TABS = str.maketrans("\t\n\r\x85\u2028\u2029", "      ")


@dataclass(frozen=True)
class Corpus:
    """A file of documents, of which only the first `limit` count unless that is None."""

    path: Path
    limit: int | None = None

    @property
    def name(self) -> str:
        return self.path.name.partition(".")[0]

    def lines(self) -> Iterator[bytes]:
        """Yields the JSON of each document, without the line end."""
        for number, line in enumerate(_lines(self.path)):
            if number == self.limit:
                return
            yield _sample_document(line) if self.path == SAMPLE else line.rstrip(b"\n")

    def documents(self) -> Iterator[dict[str, Any]]:
        """Yields the documents."""
        return map(json.loads, self.lines())


def _sample_document(line: bytes) -> bytes:
    """Returns a document of the sample data with the field names of a corpus."""
    document = json.loads(line)
    renamed = {new: document[old] for new, old in _SAMPLE_FIELDS.items() if document.get(old) is not None}
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
    """Yields the lines that lucene/Indexer.java reads."""
    for line, document in zip(corpus.lines(), corpus.documents(), strict=True):
        month = document.get("month")
        parts = [str(document.get(field, "")) for field in ("id", "name", "version", "registry", "downloads")]
        parts += ["" if month is None else str(millis(month)), str(document.get(TEXT_FIELD) or "")]
        yield "\t".join([part.translate(_TABS) for part in parts] + [line.decode()])

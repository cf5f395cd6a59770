"""Documents of a corpus, and queries drawn from them."""

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import zstandard

SAMPLE = Path(__file__).parents[1] / "src/findling/cli/data/strikes.jsonl.zst"
FIELDS = ("summary", "report", "body", "text")
COMMANDS = ("TERM", "OR_2", "OR_3", "OR_5", "AND_2", "AND_3", "AND_5")

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Corpus:
    """The words of one text field, document by document, lower case."""

    name: str
    field: str
    documents: list[list[str]]


@dataclass(frozen=True)
class BenchmarkQuery:
    """A command, such as OR_2, and its distinct terms."""

    command: str
    terms: tuple[str, ...]


def read_corpus(path: Path, limit: int | None = None) -> Corpus:
    """Reads JSON lines, plain or zstd; the text is the first of FIELDS that the first document has."""
    documents: list[list[str]] = []
    field = ""
    for line in _lines(path):
        document = json.loads(line)
        field = field or next(name for name in FIELDS if name in document)
        documents.append(_WORD.findall(str(document.get(field) or "").lower()))
        if len(documents) == limit:
            break
    return Corpus(path.name, field, documents)


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        if path.suffix != ".zst":
            yield from file
            return
        with zstandard.ZstdDecompressor().stream_reader(file) as reader:
            yield from io.BufferedReader(reader, 1 << 20)


def draw_queries(corpus: Corpus, per_command: int, seed: int = 7) -> list[BenchmarkQuery]:
    """Returns queries of words of random documents: words that stand together, as often as they really do."""
    rng = np.random.default_rng(seed)
    queries = []
    for command in COMMANDS:
        size = int(command.partition("_")[2] or 1)
        while sum(query.command == command for query in queries) < per_command:
            words = sorted(set(corpus.documents[int(rng.integers(len(corpus.documents)))]))
            if len(words) >= size:
                queries.append(BenchmarkQuery(command, tuple(rng.choice(words, size, replace=False).tolist())))
    return queries

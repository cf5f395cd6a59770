"""The documents of an object, by its name: .ndjson, .jsonl, .json or .csv, and .gz or .zst behind it."""

import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any, Final, cast

import orjson
import zstandard

KINDS: Final = (".ndjson", ".jsonl", ".json", ".csv")


class UnreadableObjectError(ValueError):
    """An object that is none of the kinds that are read, or is damaged."""


@dataclass(frozen=True, slots=True)
class Line:
    """One document as it came. number: of its line, from 1; document: None if it is none, `problem` says why"""

    number: int
    text: str
    document: dict[str, Any] | None
    problem: str | None = None


def read_lines(name: str, data: bytes) -> Iterator[Line]:
    """Yields the documents of an object, those that cannot be read too. Raises UnreadableObjectError."""
    plain, stream = _unpacked(name.lower(), data)
    try:
        if plain.endswith((".ndjson", ".jsonl")):
            yield from _ndjson(stream)
        elif plain.endswith(".json"):
            yield from _json(stream.read())
        elif plain.endswith(".csv"):
            yield from _csv(stream)
        else:
            raise UnreadableObjectError(f"[{name}] is none of {', '.join(KINDS)}, packed by gzip or zstd or not")
    except (OSError, EOFError, zlib.error, zstandard.ZstdError, UnicodeDecodeError, csv.Error) as error:
        raise UnreadableObjectError(f"[{name}] is damaged: {error}") from error


def _unpacked(name: str, data: bytes) -> tuple[str, IO[bytes]]:
    """Returns the name without what tells the packing, and what is in the packing, read as it is wanted."""
    raw = io.BytesIO(data)
    if name.endswith(".gz"):
        return name.removesuffix(".gz"), cast("IO[bytes]", gzip.open(raw))
    if name.endswith((".zst", ".zstd")):
        reader = zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True)
        return name.rpartition(".")[0], io.BufferedReader(reader)
    return name, raw


def _ndjson(stream: IO[bytes]) -> Iterator[Line]:
    for number, line in enumerate(stream, 1):
        stripped = line.strip()
        if stripped:
            yield _line(number, stripped)


def _line(number: int, raw: bytes) -> Line:
    text = raw.decode("utf-8", "replace")
    try:
        document = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        return Line(number, text, None, f"no JSON: {error}")
    if not isinstance(document, dict):
        return Line(number, text, None, "no JSON object")
    return Line(number, text, document)


def _json(data: bytes) -> Iterator[Line]:
    """Yields the objects of a list, or the one object that is there."""
    try:
        found = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise UnreadableObjectError(f"no JSON: {error}") from error
    for number, document in enumerate(found if isinstance(found, list) else [found], 1):
        yield _line(number, orjson.dumps(document))


def _csv(stream: IO[bytes]) -> Iterator[Line]:
    """Yields a document for each row: names of the first row, values as texts; a value that is empty is none."""
    rows = csv.reader(io.TextIOWrapper(stream, "utf-8-sig", newline=""))
    names = next(rows, [])
    for row in rows:
        if not row:
            continue
        text = orjson.dumps(row).decode()
        if len(row) != len(names):
            yield Line(rows.line_num, text, None, f"{len(row)} values for {len(names)} columns")
        else:
            yield Line(rows.line_num, text, {name: value for name, value in zip(names, row, strict=True) if value})

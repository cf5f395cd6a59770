"""Files of documents as streams of bulk lines: JSON lines, bulk NDJSON or CSV, maybe compressed."""

import contextlib
import csv
import gzip
import io
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

import click
import orjson
import zstandard

GZIP_MAGIC = b"\x1f\x8b"
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
BATCH_BYTES = 4 << 20
BATCH_ITEMS = 10_000
INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})\Z")
DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+([eE][-+]?[0-9]+)?\Z")


@dataclass(slots=True)  # not frozen: one is made per line, and frozen ones cost three times as much
class BulkItem:
    """One operation: its file, its line there (1-based) and its action and source lines as bulk bytes."""

    path: str
    line: int
    payload: bytes


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that cannot be an operation."""

    line: int
    reason: str


class CountingReader(io.RawIOBase):
    """Counts the bytes read from a file, so that progress can be shown for compressed input as well."""

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw
        self.bytes_read = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        data = self._raw.read(len(buffer))
        buffer[: len(data)] = data
        self.bytes_read += len(data)
        return len(data)


@contextmanager
def open_input(path: str) -> Iterator[tuple[CountingReader, io.BufferedIOBase]]:
    """Opens a file or standard input and undoes gzip or zstd, told by the first bytes."""
    with contextlib.ExitStack() as stack:
        raw = sys.stdin.buffer if path == "-" else stack.enter_context(open(path, "rb"))
        counting = CountingReader(raw)
        buffered = io.BufferedReader(counting, 1 << 20)
        yield counting, decompressed(buffered)


def decompressed(buffered: "io.BufferedReader[CountingReader]") -> io.BufferedIOBase:
    magic = buffered.peek(4)[:4]
    if magic[:2] == GZIP_MAGIC:
        return gzip.GzipFile(fileobj=buffered)
    if magic == ZSTD_MAGIC:
        reader = zstandard.ZstdDecompressor().stream_reader(buffered, read_across_frames=True)
        return io.BufferedReader(reader, 1 << 20)
    return buffered


def detect_format(path: str, first: bytes) -> str:
    """csv by the file's name; bulk if the first line is an action; else jsonl."""
    name = path.lower().removesuffix(".gz").removesuffix(".zst")
    if name.endswith((".csv", ".tsv")):
        return "csv"
    try:
        action = orjson.loads(first)
    except orjson.JSONDecodeError:
        return "jsonl"
    if isinstance(action, dict) and len(action) == 1:
        name, meta = next(iter(action.items()))
        if name in ("index", "create", "update", "delete") and isinstance(meta, dict):
            return "bulk"
    return "jsonl"


def read_jsonl(path: str, lines: Iterator[bytes], id_field: str | None) -> Iterator[BulkItem | BadLine]:
    """One document a line. The text goes to the server as it is; only to find an id it is decoded here."""
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if not text:
            continue
        if id_field is None:
            yield BulkItem(path, number, b'{"index":{}}\n' + text + b"\n")
            continue
        try:
            document = orjson.loads(text)
            action = orjson.dumps({"index": {"_id": str(document[id_field])}})
        except orjson.JSONDecodeError as error:
            yield BadLine(number, f"not JSON: {error}")
        except (KeyError, TypeError):
            yield BadLine(number, f"no field [{id_field}]")
        else:
            yield BulkItem(path, number, action + b"\n" + text + b"\n")


def read_bulk(path: str, lines: Iterator[bytes]) -> Iterator[BulkItem | BadLine]:
    """Action lines and source lines, as the `_bulk` API takes them."""
    numbered = enumerate(lines, 1)
    for number, line in numbered:
        text = line.strip()
        if not text:
            continue
        try:
            action = orjson.loads(text)
            name = next(iter(action))
        except (orjson.JSONDecodeError, TypeError, StopIteration):
            yield BadLine(number, "not a bulk action")
            continue
        if name == "delete":
            yield BulkItem(path, number, text + b"\n")
            continue
        source = next(numbered, None)
        if source is None:
            yield BadLine(number, "an action without a document after it")
            return
        yield BulkItem(path, number, text + b"\n" + source[1].strip() + b"\n")


def typed(value: str) -> str | int | float | bool:
    """A CSV cell as what it looks like: a number or boolean, else text. Numbers with leading zeros stay text."""
    if INTEGER.match(value):
        return int(value)
    if DECIMAL.match(value):
        return float(value)
    return {"true": True, "false": False}.get(value, value)


def read_csv(path: str, stream: io.BufferedIOBase, id_field: str | None) -> Iterator[BulkItem | BadLine]:
    """The first line names the fields; empty cells are left out."""
    delimiter = "\t" if ".tsv" in path.lower() else ","
    rows = csv.reader(io.TextIOWrapper(stream, "utf-8", newline=""), delimiter=delimiter)  # type: ignore[type-var]
    header = next(rows, None)
    if header is None:
        return
    while True:
        try:
            row = next(rows, None)
        except (csv.Error, UnicodeDecodeError) as error:
            yield BadLine(rows.line_num, str(error))
            continue
        if row is None:
            return
        if len(row) != len(header):
            if row:
                yield BadLine(rows.line_num, f"{len(row)} cells, the header has {len(header)}")
            continue
        document = {name: typed(cell) for name, cell in zip(header, row, strict=True) if cell != ""}
        if id_field is not None and id_field not in document:
            yield BadLine(rows.line_num, f"no field [{id_field}]")
            continue
        meta = {"_id": str(document[id_field])} if id_field is not None else {}
        yield BulkItem(path, rows.line_num, orjson.dumps({"index": meta}) + b"\n" + orjson.dumps(document) + b"\n")


def read_items(path: str, stream: io.BufferedIOBase, form: str, id_field: str | None) -> Iterator[BulkItem | BadLine]:
    """The operations of one opened file. form: auto, jsonl, bulk or csv."""
    if form == "csv" or (form == "auto" and detect_format(path, b"") == "csv"):
        return read_csv(path, stream, id_field)
    lines = iter(stream)
    first = next(lines, b"")
    if form == "auto":
        form = detect_format(path, first)
    everything = _chained(first, lines)
    if form == "bulk":
        if id_field is not None:
            raise click.BadParameter("bulk input names its ids itself", param_hint="--id-field")
        return read_bulk(path, everything)
    return read_jsonl(path, everything, id_field)


def _chained(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def batches(items: Iterable[BulkItem | BadLine]) -> Iterator[list[BulkItem | BadLine]]:
    """Cuts the stream into lists of at most BATCH_ITEMS lines and about BATCH_BYTES bytes."""
    batch: list[BulkItem | BadLine] = []
    size = 0
    for item in items:
        batch.append(item)
        size += len(item.payload) if isinstance(item, BulkItem) else 0
        if size >= BATCH_BYTES or len(batch) >= BATCH_ITEMS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch

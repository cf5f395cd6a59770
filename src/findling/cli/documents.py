"""Files of documents as streams of bulk lines: JSON lines, bulk NDJSON or CSV, maybe compressed."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import click
import orjson

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
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


@dataclass(frozen=True, slots=True)
class Form:
    """How files are to be read.

    kind: auto, jsonl, bulk or csv
    id_field: the field that has the ids
    delimiter: what separates the cells of CSV; None: a tab in .tsv, else a comma
    encoding: of the text
    """

    kind: str = "auto"
    id_field: str | None = None
    delimiter: str | None = None
    encoding: str = "utf-8"


class EncodingError(Exception):
    """A line is not text of the encoding."""

    def __init__(self, line: int, encoding: str) -> None:
        super().__init__()
        self.bad_line = BadLine(
            line,
            f"not {encoding}; name the encoding of the file, such as --encoding latin-1. Nothing after it was read",
        )


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


def read_csv(path: str, lines: Iterator[bytes], form: Form) -> Iterator[BulkItem | BadLine]:
    """The first line names the fields; empty cells are left out."""
    delimiter = form.delimiter or ("\t" if ".tsv" in path.lower() else ",")
    rows = csv.reader((line.decode() for line in lines), delimiter=delimiter)
    header = next(rows, None)
    if header is None:
        return
    while True:
        try:
            row = next(rows, None)
        except csv.Error as error:
            yield BadLine(rows.line_num, str(error))
            continue
        if row is None:
            return
        if row:
            yield _of_row(path, rows.line_num, header, row, form.id_field)


def _of_row(path: str, line: int, header: list[str], row: list[str], id_field: str | None) -> BulkItem | BadLine:
    if len(row) != len(header):
        return BadLine(line, f"{len(row)} cells, the header has {len(header)}")
    document = {name: typed(cell) for name, cell in zip(header, row, strict=True) if cell != ""}
    if id_field is not None and id_field not in document:
        return BadLine(line, f"no field [{id_field}]")
    meta = {"_id": str(document[id_field])} if id_field is not None else {}
    return BulkItem(path, line, orjson.dumps({"index": meta}) + b"\n" + orjson.dumps(document) + b"\n")


def read_items(path: str, stream: io.BufferedIOBase, form: Form) -> Iterator[BulkItem | BadLine]:
    """Yields the operations of one opened file; after text that is not of the encoding, one bad line and no more."""
    try:
        yield from _read(path, _utf8_lines(stream, form.encoding), form)
    except EncodingError as error:
        yield error.bad_line


def _read(path: str, lines: Iterator[bytes], form: Form) -> Iterator[BulkItem | BadLine]:
    first = next(lines, b"")
    kind = detect_format(path, first) if form.kind == "auto" else form.kind
    everything = _chained(first, lines)
    if kind == "csv":
        return read_csv(path, everything, form)
    if kind == "bulk":
        if form.id_field is not None:
            raise click.BadParameter("bulk input names its ids itself", param_hint="--id-field")
        return read_bulk(path, everything)
    if first.lstrip()[:1] == b"[":
        return iter(
            [BadLine(1, f"a JSON array; documents stand one a line here: jq -c '.[]' {path} turns it into lines")]
        )
    return read_jsonl(path, everything, form.id_field)


def _utf8_lines(stream: io.BufferedIOBase, encoding: str) -> Iterator[bytes]:
    """Yields lines as UTF-8 without a byte order mark. Raises EncodingError."""
    done = 0
    try:
        for line in stream if encoding.lower() in ("utf-8", "utf8") else _recoded(stream, encoding):
            if not line.isascii():
                line.decode()
            yield line if done else line.removeprefix(BYTE_ORDER_MARK)
            done += 1
    except UnicodeError:
        raise EncodingError(done + 1, encoding) from None


def _recoded(stream: io.BufferedIOBase, encoding: str) -> Iterator[bytes]:
    for line in io.TextIOWrapper(stream, encoding, newline="\n"):  # type: ignore[type-var]
        yield line.encode()


def _chained(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def batches(
    items: Iterable[BulkItem | BadLine], most: Callable[[], int] = lambda: BATCH_ITEMS
) -> Iterator[list[BulkItem | BadLine]]:
    """Cuts the stream into lists of at most so many lines, asked for each, and about BATCH_BYTES bytes."""
    batch: list[BulkItem | BadLine] = []
    size, longest = 0, most()
    for item in items:
        batch.append(item)
        size += len(item.payload) if isinstance(item, BulkItem) else 0
        if size >= BATCH_BYTES or len(batch) >= longest:
            yield batch
            batch, size, longest = [], 0, most()
    if batch:
        yield batch

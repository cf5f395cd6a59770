"""Files of documents as bulk operations."""

import gzip
import io
import sys
from pathlib import Path

import click
import orjson
import pytest
import zstandard

from findling.cli.documents import BadLine, BulkItem, Form, detect_format, read_items, typed
from findling.cli.input_file import open_input


def read(path: Path | str, kind: str = "auto", **how: str) -> list[BulkItem | BadLine]:
    with open_input(str(path)) as (_, stream):
        return list(read_items(str(path), stream, Form(kind, **how)))


def lines_of(item: BulkItem | BadLine) -> list[object]:
    assert isinstance(item, BulkItem)
    assert item.payload.endswith(b"\n")
    return [orjson.loads(line) for line in item.payload.splitlines()]


def test_json_lines_become_index_operations_with_their_line_numbers(tmp_path: Path) -> None:
    path = tmp_path / "documents.jsonl"
    path.write_bytes(b'{"a": 1}\n\n  {"a": 2}  \n')
    items = read(path)
    assert [lines_of(item) for item in items] == [[{"index": {}}, {"a": 1}], [{"index": {}}, {"a": 2}]]
    assert [item.line for item in items] == [1, 3]


def test_without_id_field_a_bad_line_is_left_to_the_server(tmp_path: Path) -> None:
    path = tmp_path / "documents.jsonl"
    path.write_bytes(b'{"a": 1}\n{"a": \n')
    assert isinstance(read(path)[1], BulkItem)


@pytest.mark.parametrize(
    ("text", "reason"), [(b"{", "not JSON"), (b'{"b": 1}', "no field [a]"), (b"[1]", "no field [a]")]
)
def test_with_id_field_a_bad_line_is_named_and_the_rest_goes_on(tmp_path: Path, text: bytes, reason: str) -> None:
    path = tmp_path / "documents.jsonl"
    path.write_bytes(b'{"a": 7}\n' + text + b'\n{"a": "x"}\n')
    first, bad, last = read(path, id_field="a")
    assert lines_of(first)[0] == {"index": {"_id": "7"}}
    assert isinstance(bad, BadLine)
    assert bad.line == 2
    assert reason in bad.reason
    assert lines_of(last)[0] == {"index": {"_id": "x"}}


def test_bulk_files_are_told_by_their_first_line_and_pass_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "operations.ndjson"
    path.write_bytes(
        b'{"create": {"_id": "1"}}\n{"a": 1}\n{"delete": {"_id": "2"}}\n{"update": {"_id": "1"}}\n{"doc": {}}\n'
    )
    items = read(path)
    assert [lines_of(item)[0] for item in items] == [
        {"create": {"_id": "1"}},
        {"delete": {"_id": "2"}},
        {"update": {"_id": "1"}},
    ]
    assert [len(lines_of(item)) for item in items] == [2, 1, 2]
    assert [item.line for item in items] == [1, 3, 4]


def test_a_bulk_file_that_ends_in_an_action_names_it(tmp_path: Path) -> None:
    path = tmp_path / "operations.ndjson"
    path.write_bytes(b'{"index": {}}\n{"a": 1}\n{"index": {}}\n')
    assert read(path)[1] == BadLine(3, "an action without a document after it")


def test_a_bulk_file_refuses_an_id_field(tmp_path: Path) -> None:
    path = tmp_path / "operations.ndjson"
    path.write_bytes(b'{"index": {}}\n{"a": 1}\n')
    with pytest.raises(click.BadParameter, match="names its ids itself"):
        read(path, id_field="a")


def test_a_document_of_one_object_field_is_not_taken_for_an_action() -> None:
    assert detect_format("x.jsonl", b'{"author": {"name": "x"}}') == "jsonl"


def test_csv_cells_get_types_and_empty_cells_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text('name,size,price,zip,ok\n"a, b",3,1.5,01234,true\nc,,,,\n')
    items = read(path)
    assert lines_of(items[0])[1] == {"name": "a, b", "size": 3, "price": 1.5, "zip": "01234", "ok": True}
    assert lines_of(items[1])[1] == {"name": "c"}


def test_a_csv_row_of_another_width_is_named_by_its_line(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("a,b\n1,2\n1,2,3\n4,5\n")
    items = read(path, id_field="a")
    assert items[1] == BadLine(3, "3 cells, the header has 2")
    assert lines_of(items[2])[0] == {"index": {"_id": "4"}}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("-3", -3),
        ("0", 0),
        ("007", "007"),
        ("1.50", 1.5),
        ("1e5", "1e5"),
        ("false", False),
        ("9" * 30, "9" * 30),
    ],
)
def test_csv_types(text: str, value: object) -> None:
    assert typed(text) == value
    assert type(typed(text)) is type(value)


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
def test_compression_is_told_by_the_first_bytes_whatever_the_name(tmp_path: Path, suffix: str) -> None:
    data = b'{"a": 1}\n' * 1000
    compressed = {"": data, ".gz": gzip.compress(data), ".zst": zstandard.compress(data)}[suffix]
    path = tmp_path / "documents"
    path.write_bytes(compressed)
    assert len(read(path)) == 1000


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    class Input:
        buffer = io.BytesIO(b'{"a": 1}\n')

    monkeypatch.setattr(sys, "stdin", Input())
    assert len(read("-")) == 1


def test_bytes_read_are_those_of_the_file_not_of_what_it_unpacks_to(tmp_path: Path) -> None:
    path = tmp_path / "documents.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"a": 1}\n' * 100_000))
    with open_input(str(path)) as (counting, stream):
        assert len(stream.read()) == 900_000
    assert counting.bytes_read == path.stat().st_size


def test_cells_are_separated_as_said(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("name;size\na, b;3\n")
    assert lines_of(read(path, delimiter=";")[0])[1] == {"name": "a, b", "size": 3}


@pytest.mark.parametrize("name", ["rows.csv", "lines.jsonl"])
def test_text_of_another_encoding_is_named_once_and_read_where_its_encoding_is_given(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    lines = (
        ["name,size", "Müller,1", "Maß,2"] if name.endswith("csv") else ["{}", '{"name": "Müller"}', '{"name": "Maß"}']
    )
    path.write_bytes("".join(line + "\n" for line in lines).encode("latin-1"))
    (bad,) = [item for item in read(path) if isinstance(item, BadLine)]
    assert bad.line == 2
    assert "not utf-8; name the encoding" in bad.reason
    documents = [lines_of(item)[1] for item in read(path, encoding="latin-1")]
    assert [document["name"] for document in documents if document][:2] == ["Müller", "Maß"]  # type: ignore[index]


def test_a_byte_order_mark_is_no_part_of_the_first_name(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(b"\xef\xbb\xbfname\nx\n")
    assert lines_of(read(path)[0])[1] == {"name": "x"}


def test_a_json_array_is_named(tmp_path: Path) -> None:
    path = tmp_path / "all.json"
    path.write_text('[{"a": 1},\n {"a": 2}]')
    (bad,) = read(path)
    assert isinstance(bad, BadLine)
    assert bad.reason.startswith("a JSON array; ")

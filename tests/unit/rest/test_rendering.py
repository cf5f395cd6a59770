"""filter_path, tables, media types, body limits, formats."""

import gzip
import zlib
from typing import Any

import orjson
import pytest

from findling.base.errors import (
    ContentTooLargeError,
    IllegalArgumentError,
    MediaTypeError,
    ParseError,
)
from findling.base.work.breakers import CircuitBreaker, MemoryAccount
from findling.rest.cat_table import Bytes, CatTable, Duration, columns, help_text, shown_table, table_rows, table_text
from findling.rest.compression import BodyMemory, BodyReader
from findling.rest.filter_path import filter_body
from findling.rest.media_types import accepted, parse_media_type

HITS = [{"_id": "1", "_source": {"a": 1, "b": {"c": 2}}}, {"_id": "2"}]
BODY = {"took": 1, "hits": {"total": {"value": 2}, "hits": HITS}, "errors": False}


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("took", {"took": 1}),
        ("took,errors", {"took": 1, "errors": False}),
        ("hits.total.value", {"hits": {"total": {"value": 2}}}),
        ("hits.hits._id", {"hits": {"hits": [{"_id": "1"}, {"_id": "2"}]}}),
        ("hits.hits._source.b", {"hits": {"hits": [{"_source": {"b": {"c": 2}}}]}}),
        ("hits.t*", {"hits": {"total": {"value": 2}}}),
        ("**.c", {"hits": {"hits": [{"_source": {"b": {"c": 2}}}]}}),
        ("hits.**._id", {"hits": {"hits": [{"_id": "1"}, {"_id": "2"}]}}),
        ("-hits", {"took": 1, "errors": False}),
        (
            "-hits.hits._source,-took",
            {"hits": {"total": {"value": 2}, "hits": [{"_id": "1"}, {"_id": "2"}]}, "errors": False},
        ),
        ("hits.hits,-**._source", {"hits": {"hits": [{"_id": "1"}, {"_id": "2"}]}}),
        ("nope", {}),
    ],
)
def test_filter_path(pattern: str, expected: Any) -> None:
    assert filter_body(BODY, pattern) == expected


def test_filter_path_looks_into_documents_that_are_text() -> None:
    body = {"_id": "1", "_source": orjson.Fragment(b'{"a": 1, "b": 2}')}
    assert filter_body(body, "_source.a") == {"_source": {"a": 1}}
    assert filter_body(body, "-_source.a") == {"_id": "1", "_source": {"b": 2}}


@pytest.fixture
def table() -> CatTable:
    made = CatTable(columns("name|n|the name", ">size|s|its size", "-age|a|how old"))
    made.add("bee", Bytes(2048), Duration(1500))
    made.add("a", Bytes(10), Duration(90_000))
    made.add("cat", None, None)
    return made


def test_tables_are_aligned(table: CatTable) -> None:
    headings, rows = shown_table(table, {})
    assert table_text(headings, rows, verbose=True) == "name size\nbee   2kb\na     10b\ncat      \n"
    assert table_text(headings, rows, verbose=False) == "bee 2kb\na   10b\ncat    \n"


def test_tables_are_chosen_sorted_and_measured(table: CatTable) -> None:
    headings, rows = shown_table(table, {"h": "n,age", "s": "size:desc", "time": "s"})
    assert table_rows(headings, rows) == [{"n": "bee", "age": "1"}, {"n": "a", "age": "90"}, {"n": "cat", "age": None}]
    assert shown_table(table, {"h": "s", "bytes": "b"})[1] == [["2048"], ["10"], [None]]
    assert [heading for heading, _ in shown_table(table, {"h": "*"})[0]] == ["name", "size", "age"]
    assert help_text(table) == "name | n | the name\nsize | s | its size\nage  | a | how old \n"


def test_wrong_table_parameters(table: CatTable) -> None:
    with pytest.raises(IllegalArgumentError, match="Unable to sort by unknown sort key `x`"):
        shown_table(table, {"s": "x"})


@pytest.mark.parametrize(
    ("header", "kind", "version"),
    [
        ("application/json", "json", None),
        ("application/json; charset=utf-8", "json", None),
        ('application/vnd.elasticsearch+json; compatible-with="8"', "json", 8),
        ("application/vnd.elasticsearch+x-ndjson;compatible-with=9", "json", 9),
        ("Application/YAML", "yaml", None),
        ("application/cbor", "cbor", None),
    ],
)
def test_media_types(header: str, kind: str, version: int | None) -> None:
    media_type = parse_media_type(header, "Content-Type")
    assert media_type is not None
    assert (media_type.format, media_type.version) == (kind, version)


def test_unknown_media_types() -> None:
    assert parse_media_type("application/x-www-form-urlencoded", "Content-Type") is None
    assert accepted("text/html,application/xhtml+xml,*/*") is None
    assert accepted(None) is None
    with pytest.raises(MediaTypeError, match="Accept version must be either version 9 or 8, but found 10"):
        accepted("application/vnd.elasticsearch+json;compatible-with=10")


def _memory() -> BodyMemory:
    breaker = CircuitBreaker("inflight_requests", 1 << 30)
    return BodyMemory(MemoryAccount(breaker), breaker)


def test_bodies_are_unpacked_in_steps() -> None:
    raw = b"x" * 300_000
    for packed, encoding in ((gzip.compress(raw), "gzip"), (zlib.compress(raw), "deflate"), (raw, None)):
        reader = BodyReader(encoding, _memory())
        for start in range(0, len(packed), 100):
            reader.feed(packed[start : start + 100])
        assert reader.finish() == raw


def test_bombs_and_broken_bodies() -> None:
    bomb = BodyReader("gzip", _memory(), limit=1 << 20)
    with pytest.raises(ContentTooLargeError):
        bomb.feed(gzip.compress(bytes(64 << 20)))
    assert sum(map(len, bomb._chunks)) <= 1 << 20
    with pytest.raises(ContentTooLargeError, match="more than 250 times"):
        BodyReader("gzip", _memory()).feed(gzip.compress(bytes(64 << 20), 9))
    with pytest.raises(ParseError, match="cannot decompress"):
        BodyReader("gzip", _memory()).feed(b"this is no gzip")
    short = BodyReader("gzip", _memory())
    short.feed(gzip.compress(b"hello" * 100)[:-9])
    with pytest.raises(ParseError, match="ends too early"):
        short.finish()
    with pytest.raises(ParseError, match="is not supported"):
        BodyReader("br", _memory())


def test_an_escaped_dot_is_part_of_a_name():
    body = {"a.b": 1, "a": {"b": 2}}
    assert filter_body(body, r"a\.b") == {"a.b": 1}
    assert filter_body(body, r"-a\.b") == {"a": {"b": 2}}


def test_patterns_of_many_stars_and_names_are_followed_at_once():
    body: dict[str, object] = {"x": 1}
    for _ in range(50):
        body = {"a": body, "b": body.get("x", 2)}
    assert filter_body(body, ".".join(["**"] * 4_000 + ["none"])) == {}
    assert filter_body(body, ",".join("**.a." * i + "none" for i in range(40))) == {}
    assert filter_body({"a" * 3_000: 1}, "*a" * 1_000 + "*b") == {}

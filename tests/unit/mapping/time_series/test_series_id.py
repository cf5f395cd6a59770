"""The ids of time series and of their documents are those that Elasticsearch 9.1 gave, byte for byte."""

import pytest

from findling.base.errors import IllegalArgumentError
from findling.mapping.time_series.routing_hash import decode_hash, encode_hash, routing_hash
from findling.mapping.time_series.series_id import (
    encode_long,
    encode_text,
    encode_unsigned,
    read_series,
    series_id,
    shown_series,
    variable_length,
)
from tests.unit.mapping.conftest import MakeMapping

AT = "2026-11-30T10:00:00Z"
DIMENSION = {"time_series_dimension": True}
FIELDS = {"host": {"type": "keyword", **DIMENSION}, "n": {"type": "long", **DIMENSION}}
RECORDED = [
    ({"host": "a", "n": 5}, "nDjXeJgtjWAZ0GOdAAABoivlpQA"),
    ({"host": ["a", "b"], "n": 5}, "EQo8c2-yoCIYptLMAAABoivlpQA"),
]


@pytest.mark.parametrize(
    ("dimensions", "shown"),
    [
        (
            [("host", [encode_text(b"a")]), ("n", [encode_long(5)])],
            "KD80RQD7EW-LFIUJO08gHVIRjQNLRmQgMTdUfdVjXdrElyr7_4IHXI0",
        ),
        ([("host", [encode_text(b"b")])], "JHtjgpkZHpZ3ePzU0vcX7HL07PgQknfnikKSLSnf_vJO1FtRPg"),
        (
            [("host", [encode_text(b"a"), encode_text(b"b")]), ("n", [encode_long(5)])],
            "KD80RQD7EW-LFIUJO08gHVIRjQNLRmQgMTqDDss7Y_v2AmUK4MxniJo",
        ),
    ],
)
def test_series_have_elasticsearchs_ids(dimensions: list[tuple[str, list[bytes]]], shown: str) -> None:
    assert shown_series(series_id(dimensions)) == shown
    assert read_series(shown) == series_id(dimensions)


def test_a_text_that_is_no_series_is_refused() -> None:
    with pytest.raises(IllegalArgumentError):
        read_series("*")


def test_lengths_take_as_many_bytes_as_they_need() -> None:
    assert [variable_length(number) for number in (0, 127, 128, 16_384)] == [
        b"\0", b"\x7f", b"\x80\x01", b"\x80\x80\x01",
    ]  # fmt: skip


def test_small_unsigned_numbers_are_like_others() -> None:
    assert encode_unsigned(7 - 2**63) == encode_long(7)
    assert encode_unsigned(0)[:1] == b"u"


def test_routing_hashes() -> None:
    assert encode_hash(routing_hash({"host": "a", "x": 1}, ["host"])) == "nDjXeA"
    assert routing_hash({"o": {"x": "1"}}, ["o.*"]) == routing_hash({"o.x": "1"}, ["o.*"])
    assert routing_hash({"h": {"a": 1}}, ["h"]) == routing_hash({"h.a": 1}, ["h.a"])
    assert decode_hash("nDjXeJgtjWAZ0GOdAAABoivlpQA") == routing_hash({"host": "a"}, ["host"])
    assert decode_hash("zz") is None
    assert decode_hash("a") is None


def test_documents_are_named_as_in_elasticsearch(make_mapping: MakeMapping) -> None:
    definition = {
        "_data_stream_timestamp": {"enabled": True},
        "properties": {"@timestamp": {"type": "date"}, **FIELDS},
    }
    settings = {"index.mode": "time_series", "index.routing_path": ["host"]}
    mapping = make_mapping(definition, settings)
    documents = [{"@timestamp": AT, **document} for document, _ in RECORDED]
    routings = [encode_hash(routing_hash(document, ["host"])) for document in documents]
    parsed = mapping.parse_batch([""] * len(documents), documents, routings)
    assert parsed.identities is not None
    assert parsed.identities.ids == [recorded for _, recorded in RECORDED]
    # read from the log, where the id alone is known
    again = mapping.parse_batch(parsed.identities.ids, documents)
    assert again.identities is not None
    assert again.identities.ids == parsed.identities.ids

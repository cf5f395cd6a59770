"""top_metrics: values of the first documents, of every type, and what buckets are ordered by."""

from collections.abc import Iterator
from typing import Any

import pytest

from findling.base.errors import FindlingError, IllegalArgumentError, InvalidPathError, QueryShardError
from tests.reference.aggs_case import AggsCase

TYPES = {
    "ip": "ip", "at": "date", "v": "long", "s": "integer", "k": "keyword", "b": "boolean", "g": "geo_point",
    "d": "double", "u": "unsigned_long", "t": "text",
}  # fmt: skip
PROPERTIES = {name: {"type": kind} for name, kind in TYPES.items()}
EARLY, LATE = "2020-01-01T01:01:01Z", "2020-01-01T02:01:01Z"
DOCUMENTS: list[dict[str, Any]] = [
    {"ip": "192.168.0.1", "at": EARLY, "v": [1, 2], "s": 1, "k": ["b", "a"], "b": True, "g": "POINT(10 20)"},
    {"ip": "192.168.0.1", "at": LATE, "v": [3, 4, 8], "s": 2, "k": "c", "d": [0.25, 0.5], "u": 2**63 + 5},
    {"ip": "192.168.0.2", "at": LATE, "v": -3, "s": 3, "k": "z"},
    {"ip": "192.168.0.2", "at": "2020-01-01T03:01:01Z", "k": "d"},
]  # fmt: skip


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AggsCase]:
    case = AggsCase(tmp_path_factory.mktemp("top"), PROPERTIES, [[DOCUMENTS[:1], DOCUMENTS[1:2]], [DOCUMENTS[2:]]])
    yield case
    case.close()


def top(index: AggsCase, fields: str, sort: Any, **more: Any) -> list[Any]:
    metrics = [{"field": field} for field in fields.split()]
    found: list[Any] = index.one({"top_metrics": {"metrics": metrics, "sort": sort, **more}})["top"]
    return found


def test_values_of_every_type(index: AggsCase) -> None:
    first, second = top(index, "v ip at k b g d u nope", {"s": "asc"}, size=2)
    assert first == {
        "sort": [1],
        "metrics": {
            "v": 2, "ip": "192.168.0.1", "at": "2020-01-01T01:01:01.000Z", "k": "a", "b": "true",
            "g": "9.999999990686774, 19.99999998137355", "d": None, "u": None, "nope": None,
        },
    }  # fmt: skip
    assert second["metrics"] == {**second["metrics"], "v": 5, "d": 0.375, "u": str(2**63 + 5), "b": None}


def test_sort_values_are_shown_as_their_field_shows_them(index: AggsCase) -> None:
    assert top(index, "v", {"at": "desc"})[0]["sort"] == ["2020-01-01T03:01:01.000Z"]
    assert top(index, "k", {"_geo_distance": {"g": "20,10"}}, size=1)[0]["metrics"] == {"k": "a"}
    assert top(index, "k", {"_script": {"type": "number", "script": "doc['k'].size()"}})[0]["sort"] == [1.0]


def test_documents_without_a_value_come_last_with_the_number_that_stands_for_it(index: AggsCase) -> None:
    last = top(index, "k", {"s": "asc"}, size=4)[-1]
    assert last["metrics"] == {"k": "d"}
    assert top(index, "k", {"s": {"order": "asc", "missing": 0}})[0] == {"sort": [0], "metrics": {"k": "d"}}


@pytest.mark.parametrize(
    ("path", "expected"), [("t.v", ["192.168.0.1", "192.168.0.2"]), ("t.k", ["192.168.0.2", "192.168.0.1"])]
)
def test_buckets_are_ordered_by_numbers_and_by_texts(index: AggsCase, path: str, expected: list[str]) -> None:
    inner = {"t": {"top_metrics": {"metrics": [{"field": "v"}, {"field": "k"}], "sort": {"at": "desc"}}}}
    found = index.one({"terms": {"field": "ip", "order": {path: "desc"}}, "aggs": inner})["buckets"]
    assert [bucket["key"] for bucket in found] == expected


def test_pipelines_find_numbers(index: AggsCase) -> None:
    inner = {"t": {"top_metrics": {"metrics": [{"field": "v"}, {"field": "k"}], "sort": {"at": "asc"}}}}
    aggs = {"i": {"terms": {"field": "ip"}, "aggs": inner}, "x": {"sum_bucket": {"buckets_path": "i>t[v]"}}}
    assert index.run(aggs)["x"] == {"value": -1.0}
    with pytest.raises(IllegalArgumentError, match="BytesRef"):
        index.run({**aggs, "x": {"sum_bucket": {"buckets_path": "i>t[k]"}}})


@pytest.mark.parametrize(
    ("sort", "kind", "reason"),
    [
        ("k", IllegalArgumentError, "error building sort for field [k] of type [keyword] in index [idx]: only"),
        ("_doc", IllegalArgumentError, "sorting by _doc is not supported"),
        ("nope", QueryShardError, "No mapping found for [nope] in order to sort on"),
        ("t", IllegalArgumentError, "Fielddata is disabled on [t]"),
        ({"_script": {"type": "string", "script": "doc['k'].value"}}, IllegalArgumentError, "supported on [numeric]"),
    ],
)  # fmt: skip
def test_what_cannot_be_sorted_by(index: AggsCase, sort: Any, kind: type[FindlingError], reason: str) -> None:
    with pytest.raises(kind) as caught:
        top(index, "v", sort)
    assert reason in caught.value.reason


def test_only_one_metric_of_one_document_orders_buckets(index: AggsCase) -> None:
    for size, key, reason in ((2, "v", "can only the be target if [size] is [1]"), (1, "x", "Unknown metric name [x]")):
        inner = {"t": {"top_metrics": {"metrics": {"field": "v"}, "sort": "s", "size": size}}}
        with pytest.raises(InvalidPathError) as caught:
            index.one({"terms": {"field": "ip", "order": {f"t.{key}": "desc"}}, "aggs": inner})
        assert reason in caught.value.reason

"""time_series, and rates of counters in it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.reference.api import Api

DIMENSION = {"time_series_dimension": True}
FIELDS = {
    "host": {"type": "keyword", **DIMENSION},
    "core": {"type": "byte", **DIMENSION},
    "ip": {"type": "ip", **DIMENSION},
    "up": {"type": "boolean", **DIMENSION},
    "labels": {"type": "flattened", "time_series_dimensions": ["zone"]},
    "sent": {"type": "long", "time_series_metric": "counter"},
}
MINUTE_MS = 60_000


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    folder: Path = tmp_path_factory.mktemp("series")
    with Node(NodeConfig(data=folder / "data", sync=False, background=False, threads=2)) as node:
        made = Api(node)
        settings = {"index.mode": "time_series", "index.routing_path": ["host"], "number_of_shards": 2}
        made.put("/series", {"settings": settings, "mappings": {"properties": FIELDS}})
        for host, sent in (("b", [1, 5, 2, 4]), ("a", [10, 20, 30, 60])):
            for minute, value in enumerate(sent):
                document = {"@timestamp": f"2026-11-30T10:0{minute}:00Z", "host": host, "sent": value}
                more = {"core": 1, "ip": "10.0.0.1", "up": True, "labels": {"zone": "z", "no": "x"}}
                answer = made.post("/series/_doc?refresh=true", {**document, **(more if host == "a" else {})})
                assert answer.status == 201, answer.text
        yield made


def found(api: Api, aggregation: dict[str, Any]) -> Any:
    answer = api.post("/series/_search", {"size": 0, "aggs": {"t": aggregation}})
    assert answer.status == 200, answer.text
    return answer.body["aggregations"]["t"]["buckets"]


def test_a_bucket_is_named_by_its_dimensions(api: Api) -> None:
    assert [bucket["key"] for bucket in found(api, {"time_series": {"keyed": False}})] == [
        {"host": "b"},
        {"core": 1, "host": "a", "ip": "10.0.0.1", "labels.zone": "z", "up": 1},
    ]
    keyed = found(api, {"time_series": {}})
    assert list(keyed) == ["{host=b}", "{core=1, host=a, ip=10.0.0.1, labels.zone=z, up=1}"]
    assert [bucket["doc_count"] for bucket in keyed.values()] == [4, 4]


def test_rates_go_on_where_a_counter_began_anew(api: Api) -> None:
    buckets = found(api, {"time_series": {"keyed": False}, "aggs": {"r": {"rate": {"field": "sent"}}}})
    # b grew by 4, began anew with 2, and grew by 2
    assert [bucket["r"]["value"] for bucket in buckets] == [(4 + 2 + 2) / (3 * MINUTE_MS), 50 / (3 * MINUTE_MS)]
    per_hour = {"time_series": {"keyed": False}, "aggs": {"r": {"rate": {"field": "sent", "unit": "hour"}}}}
    assert found(api, per_hour)[1]["r"]["value"] == 50 / (3 * MINUTE_MS) * 3600


def test_a_single_value_has_no_rate(api: Api) -> None:
    per_minute = {
        "date_histogram": {"field": "@timestamp", "fixed_interval": "1m"},
        "aggs": {"t": {"time_series": {"keyed": False}, "aggs": {"r": {"rate": {"field": "sent"}}}}},
    }
    for bucket in found(api, per_minute):
        assert [inner["r"]["value"] for inner in bucket["t"]["buckets"]] == [None, None]


def test_an_index_without_series_has_no_buckets(api: Api) -> None:
    api.put("/plain/_doc/1?refresh=true", {"host": "a"})
    answer = api.post("/plain/_search", {"size": 0, "aggs": {"t": {"time_series": {}}}}).body
    assert answer["aggregations"]["t"]["buckets"] == {}


@pytest.mark.parametrize(
    ("around", "reason"),
    [
        ({"global": {}}, "Time series aggregations cannot be used inside global aggregation."),
        (
            {"composite": {"sources": [{"h": {"terms": {"field": "host"}}}]}},
            "[composite] aggregation is incompatible with time series execution mode",
        ),
        ({"sampler": {}}, "[o] aggregation is incompatible with time series execution mode"),
        (
            {"random_sampler": {"probability": 1.0}},
            "[random_sampler] aggregation [o] does not support sampling [time_series] aggregation [t]",
        ),
    ],
)
def test_some_aggregations_may_not_stand_around_it(api: Api, around: dict[str, Any], reason: str) -> None:
    body = {"size": 0, "aggs": {"o": {**around, "aggs": {"t": {"time_series": {}}}}}}
    answer = api.post("/series/_search", body)
    assert answer.status == 400
    assert answer.body["error"]["root_cause"][0]["reason"] == reason

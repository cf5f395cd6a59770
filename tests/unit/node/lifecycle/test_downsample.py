"""Downsampling keeps one document of each series for an interval: figures of gauges, the last of all else."""

from typing import Any

import pytest

from findling.base.clock import FixedClock
from findling.node.lifecycle.ilm.engine import IndexLifecycles
from tests.reference.api import Api

MAPPING = {
    "properties": {
        "@timestamp": {"type": "date"},
        "host": {"type": "keyword", "time_series_dimension": True},
        "k8s": {
            "properties": {
                "pod": {"type": "keyword", "time_series_dimension": True},
                "cpu": {"type": "double", "time_series_metric": "gauge"},
                "sent": {"type": "long", "time_series_metric": "counter"},
            }
        },
        "note": {"type": "keyword"},
    }
}
SETTINGS = {
    "index.mode": "time_series",
    "index.routing_path": ["host", "k8s.pod"],
    "index.time_series.start_time": "2023-11-01T00:00:00Z",
    "index.time_series.end_time": "2023-11-02T00:00:00Z",
}
# host, pod, time, cpu, sent, note
POINTS = (
    ("a", "x", "10:01", 1.5, 10, "first"),
    ("a", "x", "10:59", 0.5, 20, "second"),
    ("a", "x", "11:00", 9.0, 30, "third"),
    ("a", "y", "10:30", 4.0, 1, "other"),
    ("b", None, "10:30", None, 7, None),
)


def _source(api: Api, name: str = "m") -> None:
    assert api.put(f"/{name}", {"settings": SETTINGS, "mappings": MAPPING}).status == 200
    for host, pod, time, cpu, sent, note in POINTS:
        inner = {"pod": pod, "cpu": cpu, "sent": sent}
        document: dict[str, Any] = {
            "@timestamp": f"2023-11-01T{time}:00Z",
            "host": host,
            "k8s": {key: value for key, value in inner.items() if value is not None},
        }
        if note is not None:
            document["note"] = note
        assert api.post(f"/{name}/_doc", document).status == 201


def _kept(api: Api, index: str) -> list[Any]:
    body = {"size": 100, "sort": ["host", "k8s.pod", "@timestamp"]}
    return [hit["_source"] for hit in api.post(f"/{index}/_search", body).body["hits"]["hits"]]


def test_one_document_is_kept_for_an_interval(api: Api) -> None:
    _source(api)
    refused = api.post("/m/_downsample/h", {"fixed_interval": "1h"})
    assert refused.error[2] == "Downsample requires setting [index.blocks.write = true] for index [m]"
    api.put("/m/_block/write")
    assert api.post("/m/_downsample/h", {"fixed_interval": "1h"}).body == {"acknowledged": True}
    found = _kept(api, "h")
    cpus = [document["k8s"].get("cpu") for document in found]
    assert cpus == [
        {"min": 0.5, "max": 1.5, "sum": 2.0, "value_count": 2},
        {"min": 9.0, "max": 9.0, "sum": 9.0, "value_count": 1},
        {"min": 4.0, "max": 4.0, "sum": 4.0, "value_count": 1},
        None,
    ]
    assert [(document["host"], document["k8s"]["sent"], document.get("note")) for document in found] == [
        ("a", 20, "second"),
        ("a", 30, "third"),
        ("a", 1, "other"),
        ("b", 7, None),
    ]
    aggs = {"low": {"min": {"field": "k8s.cpu"}}, "mean": {"avg": {"field": "k8s.cpu"}}}
    answer = api.post("/h/_search", {"size": 0, "aggs": {"h": {"terms": {"field": "host"}, "aggs": aggs}}}).body
    buckets = answer["aggregations"]["h"]["buckets"]
    assert [(one["key"], one["doc_count"], one["low"]["value"]) for one in buckets] == [("a", 4, 0.5), ("b", 1, None)]
    assert buckets[0]["mean"]["value"] == 15.0 / 4
    mapping = api.get("/h/_mapping").body["h"]["mappings"]["properties"]
    assert mapping["@timestamp"] == {"type": "date", "meta": {"fixed_interval": "1h", "time_zone": "UTC"}}
    assert mapping["k8s"]["properties"]["cpu"]["type"] == "aggregate_metric_double"
    settings = api.get("/h/_settings").body["h"]["settings"]["index"]
    assert (settings["downsample"]["status"], settings["downsample"]["interval"]) == ("success", "1h")
    assert settings["blocks"] == {"write": "true"}


def test_what_was_downsampled_is_downsampled_again(api: Api) -> None:
    _source(api)
    api.put("/m/_block/write")
    api.post("/m/_downsample/h", {"fixed_interval": "1h"})
    assert api.post("/h/_downsample/d", {"fixed_interval": "1h"}).error[2] == (
        "Source index is a downsampled index. Downsampling interval [1h] must be greater than the source index "
        "interval [1h]."
    )
    assert api.post("/h/_downsample/d", {"fixed_interval": "90m"}).error[2].endswith("source index interval [1h].")
    assert api.post("/h/_downsample/d", {"fixed_interval": "1d"}).status == 200
    first = _kept(api, "d")[0]
    assert first["k8s"] == {"pod": "x", "cpu": {"min": 0.5, "max": 9.0, "sum": 11.0, "value_count": 3}, "sent": 30}
    assert api.post("/d/_search", {"size": 0, "aggs": {"n": {"terms": {"field": "host"}}}}).body["aggregations"]["n"][
        "buckets"
    ] == [{"key": "a", "doc_count": 4}, {"key": "b", "doc_count": 1}]


@pytest.mark.parametrize(
    ("index", "body", "status"),
    [
        ("m", {}, 400),
        ("m", {"fixed_interval": "x"}, 400),
        ("m", {"a": 1}, 400),
        ("plain", {"fixed_interval": "1h"}, 400),
        ("nothing", {"fixed_interval": "1h"}, 404),
    ],
)
def test_what_cannot_be_downsampled(api: Api, index: str, body: Any, status: int) -> None:
    _source(api)
    api.put("/m/_block/write")
    api.put("/plain")
    assert api.post(f"/{index}/_downsample/h", body).status == status
    assert api.get("/h").status == 404


def test_a_policy_downsamples_the_indices_of_a_stream(api: Api, clock: FixedClock) -> None:
    downsample = {"downsample": {"fixed_interval": "1h"}}
    api.put("/_ilm/policy/p", {"policy": {"phases": {"warm": {"actions": downsample}}}})
    settings = {"index.mode": "time_series", "index.routing_path": ["host", "k8s.pod"], "index.lifecycle.name": "p"}
    template = {"settings": settings, "mappings": MAPPING}
    api.put("/_index_template/t", {"index_patterns": ["s"], "data_stream": {}, "template": template})
    for minute in (0, 1):
        body = {"@timestamp": clock.now_ms() + minute * 60_000, "host": "a", "k8s": {"cpu": minute, "sent": minute}}
        assert api.post("/s/_doc", body).status == 201
    first = api.get("/_data_stream/s").body["data_streams"][0]["indices"][0]["index_name"]
    api.post("/s/_rollover")
    clock.advance(86_400_000)
    for _ in range(2):
        api.node.kept(IndexLifecycles).poll()
    names = [index["index_name"] for index in api.get("/_data_stream/s").body["data_streams"][0]["indices"]]
    assert names[0] == f"downsample-1h-{first}"
    [hit] = api.post(f"/{names[0]}/_search", {}).body["hits"]["hits"]
    assert hit["_source"]["k8s"] == {"cpu": {"min": 0.0, "max": 1.0, "sum": 1.0, "value_count": 2}, "sent": 1}
    shown = api.get(f"/{names[0]}/_ilm/explain").body["indices"][names[0]]
    assert (shown["phase"], shown["step"]) == ("warm", "complete")

"""Lifecycles of data streams: what is due is rolled over, what is too old is deleted, windows of time move on."""

from findling.base.clock import FixedClock
from findling.node.lifecycle.stream_upkeep import StreamUpkeep
from tests.reference.api import Api
from tests.unit.node.lifecycle.conftest import DAY_MS

_TEMPLATE = {"index_patterns": ["logs-*"], "data_stream": {}}


def _made(api: Api, **part: object) -> None:
    api.put("/_index_template/logs", {**_TEMPLATE, "template": part})
    api.put("/_data_stream/logs-a")


def _write(api: Api, when: str = "2023-11-14") -> None:
    assert api.post("/logs-a/_doc?refresh=true", {"@timestamp": when}).status == 201


def _indices(api: Api) -> list[str]:
    stream = api.get("/_data_stream/logs-a").body["data_streams"][0]
    return [index["index_name"] for index in stream["indices"]]


def _tend(api: Api) -> None:
    api.node.kept(StreamUpkeep).run()


def test_an_index_is_rolled_over_when_it_is_old_and_deleted_when_its_documents_are(api: Api, clock: FixedClock) -> None:
    _made(api, lifecycle={"data_retention": "10d"})
    _tend(api)
    clock.advance(2 * DAY_MS)
    _tend(api)
    assert len(_indices(api)) == 1, "an empty index is not rolled over"
    _write(api)
    _tend(api)
    first, second = _indices(api)
    clock.advance(9 * DAY_MS)
    _tend(api)
    assert _indices(api) == [first, second]
    clock.advance(2 * DAY_MS)
    _tend(api)
    assert _indices(api) == [second], "the index that takes the writes stays, however old it is"
    assert api.get(f"/{first}").status == 404


def test_nothing_is_done_without_a_lifecycle_or_while_it_is_off(api: Api, clock: FixedClock) -> None:
    _made(api, lifecycle={"data_retention": "1d", "enabled": False})
    _write(api)
    clock.advance(40 * DAY_MS)
    _tend(api)
    assert len(_indices(api)) == 1
    api.put("/_data_stream/logs-a/_lifecycle", {"data_retention": "1d"})
    _tend(api)
    assert len(_indices(api)) == 2


def test_what_is_said_for_all_streams_counts(api: Api) -> None:
    _made(api, lifecycle={})
    api.put("/_cluster/settings", {"persistent": {"data_streams.lifecycle.retention.default": "7d"}})
    shown = api.get("/_data_stream/logs-a/_lifecycle?include_defaults=true").body
    assert shown["global_retention"] == {"default_retention": "7d"}
    assert shown["data_streams"][0]["lifecycle"] == {
        "enabled": True,
        "effective_retention": "7d",
        "retention_determined_by": "default_global_retention",
        "rollover": {
            "min_docs": 1,
            "max_primary_shard_docs": 200000000,
            "max_primary_shard_size": "50gb",
            "max_age": "1d [automatic]",
        },
    }
    api.put("/_data_stream/logs-a/_lifecycle", {"data_retention": "30d"})
    api.put("/_cluster/settings", {"persistent": {"data_streams.lifecycle.retention.max": "9d"}})
    found = api.get("/_data_stream/logs-a").body["data_streams"][0]["lifecycle"]
    assert (found["effective_retention"], found["retention_determined_by"]) == ("9d", "max_global_retention")


def test_a_lifecycle_is_explained(api: Api, clock: FixedClock) -> None:
    _made(api, lifecycle={"data_retention": "10d"})
    _write(api)
    clock.advance(DAY_MS + DAY_MS // 2)
    api.post("/logs-a/_rollover")
    first, second = _indices(api)
    clock.advance(DAY_MS)
    indices = api.get("/logs-a/_lifecycle/explain").body["indices"]
    assert indices[first] == {
        "index": first,
        "managed_by_lifecycle": True,
        "index_creation_date_millis": 1_700_000_000_000,
        "time_since_index_creation": "2.5d",
        "rollover_date_millis": 1_700_000_000_000 + DAY_MS + DAY_MS // 2,
        "time_since_rollover": "1d",
        "generation_time": "1d",
        "lifecycle": {
            "enabled": True,
            "data_retention": "10d",
            "effective_retention": "10d",
            "retention_determined_by": "data_stream_configuration",
        },
    }
    assert "generation_time" not in indices[second]
    api.put("/plain", {})
    assert api.get("/plain/_lifecycle/explain").body["indices"]["plain"] == {
        "index": "plain",
        "managed_by_lifecycle": False,
    }


def test_statistics_of_lifecycles(api: Api, clock: FixedClock) -> None:
    assert api.get("/_lifecycle/stats").body == {"data_stream_count": 0, "data_streams": []}
    _made(api, lifecycle={})
    _tend(api)
    clock.advance(1000)
    _tend(api)
    shown = api.get("/_lifecycle/stats").body
    assert shown["time_between_starts_in_millis"] == 1000
    assert shown["data_streams"] == [{"name": "logs-a", "backing_indices_in_total": 1, "backing_indices_in_error": 0}]


_SERIES = {
    "settings": {"index.mode": "time_series"},
    "mappings": {
        "properties": {
            "host": {"type": "keyword", "time_series_dimension": True},
            "load": {"type": "long", "time_series_metric": "gauge"},
        }
    },
}


def _measure(api: Api, when: str) -> tuple[int, str]:
    answer = api.post("/logs-a/_doc", {"@timestamp": when, "host": "a", "load": 1})
    return answer.status, str(answer.body.get("_index", answer.text))


def test_documents_of_time_series_go_to_the_index_of_their_time(api: Api, clock: FixedClock) -> None:
    _made(api, **_SERIES)
    first = _indices(api)[0]
    settings = api.get(f"/{first}/_settings?flat_settings=true").body[first]["settings"]
    assert settings["index.routing_path"] == ["host"]
    assert settings["index.time_series.start_time"] == "2023-11-14T20:13:20.000Z"
    assert settings["index.time_series.end_time"] == "2023-11-14T22:43:20.000Z"
    api.post("/logs-a/_rollover")
    second = _indices(api)[1]
    assert _measure(api, "2023-11-14T22:00:00Z") == (201, first)
    assert _measure(api, "2023-11-14T22:45:00Z") == (201, second)
    status, text = _measure(api, "2023-11-14T10:00:00Z")
    assert status == 400
    assert (
        "the document timestamp [2023-11-14T10:00:00.000Z] is outside of ranges of currently writable indices" in text
    )
    clock.advance(3_600_000)
    _tend(api)
    ranges = api.get("/_data_stream/logs-a").body["data_streams"][0]["time_series"]["temporal_ranges"]
    assert ranges == [{"start": "2023-11-14T20:13:20.000Z", "end": "2023-11-14T23:48:20.000Z"}]


def test_rounds_of_downsampling_follow_each_other(api: Api, clock: FixedClock) -> None:
    dimension = {"type": "keyword", "time_series_dimension": True}
    properties = {"host": dimension, "cpu": {"type": "double", "time_series_metric": "gauge"}}
    rounds = [{"after": "1d", "fixed_interval": "5m"}, {"after": "2d", "fixed_interval": "1h"}]
    _made(
        api,
        settings={"index.mode": "time_series", "index.routing_path": ["host"]},
        mappings={"properties": properties},
        lifecycle={"downsampling": rounds},
    )
    start_ms = clock.now_ms() - clock.now_ms() % 3_600_000
    for minute in (0, 1, 8):
        document = {"@timestamp": start_ms + minute * 60_000, "host": "a", "cpu": minute}
        assert api.post("/logs-a/_doc?refresh", document).status == 201
    [first] = _indices(api)
    api.post("/logs-a/_rollover")
    _tend(api)
    assert _indices(api)[0] == first
    for interval, documents in (("5m", 2), ("1h", 1)):
        clock.advance(DAY_MS)
        _tend(api)
        assert _indices(api)[0] == f"downsample-{interval}-{first}"
        assert api.get(f"/{_indices(api)[0]}/_search").body["hits"]["total"]["value"] == documents
    assert api.get("/logs-a/_search?filter_path=hits.hits._source.cpu").body["hits"]["hits"][0]["_source"]["cpu"] == {
        "min": 0.0, "max": 8.0, "sum": 9.0, "value_count": 3,
    }  # fmt: skip

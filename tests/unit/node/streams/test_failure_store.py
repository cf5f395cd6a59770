"""Documents that a data stream cannot take are kept in its failure store, with what was wrong with them."""

from typing import Any

from tests.reference.api import Api

_STREAM: dict[str, Any] = {
    "index_patterns": ["logs-*"],
    "data_stream": {},
    "template": {
        "data_stream_options": {"failure_store": {"enabled": True}},
        "mappings": {"properties": {"count": {"type": "long"}}},
    },
}


def _kept(api: Api, stream: str = "logs-a") -> list[dict[str, Any]]:
    hits = api.get(f"/{stream}::failures/_search").body["hits"]["hits"]
    return [hit["_source"] for hit in hits]


def test_a_document_that_does_not_fit_the_mapping(api: Api) -> None:
    api.put("/_index_template/logs", _STREAM)
    answer = api.post("/logs-a/_doc?refresh=true", {"@timestamp": "2020-12-12", "count": "many"})
    assert (answer.status, answer.body["failure_store"]) == (201, "used")
    assert answer.body["_index"].startswith(".fs-logs-a-")
    assert answer.body["_index"].endswith("-000002")
    (kept,) = _kept(api)
    assert kept["document"]["index"] == "logs-a"
    assert kept["document"]["source"] == {"@timestamp": "2020-12-12", "count": "many"}
    assert kept["error"]["type"] == "document_parsing_exception"
    assert "failed to parse field [count] of type [long]" in kept["error"]["message"]
    assert api.get("/logs-a/_count").body["count"] == 0
    stream = api.get("/_data_stream/logs-a").body["data_streams"][0]
    assert stream["generation"] == 2
    assert stream["failure_store"]["lifecycle"]["effective_retention"] == "30d"
    assert [index["index_name"] for index in stream["failure_store"]["indices"]] == [answer.body["_index"]]


def test_a_document_that_its_pipeline_refuses(api: Api) -> None:
    api.put("/_ingest/pipeline/inner", {"processors": [{"fail": {"message": "no", "tag": "t"}}]})
    api.put("/_ingest/pipeline/outer", {"processors": [{"pipeline": {"name": "inner"}}]})
    template = {**_STREAM["template"], "settings": {"index.default_pipeline": "outer"}}
    api.put("/_index_template/logs", {**_STREAM, "template": template})
    answer = api.post("/logs-a/_doc?refresh=true", {"@timestamp": "2020-12-12", "foo": "bar"})
    assert (answer.status, answer.body["failure_store"]) == (201, "used")
    (kept,) = _kept(api)
    assert "id" not in kept["document"]
    assert {
        name: kept["error"][name] for name in ("type", "message", "pipeline", "processor_tag", "processor_type")
    } == {
        "type": "fail_processor_exception",
        "message": "no",
        "pipeline": "inner",
        "processor_tag": "t",
        "processor_type": "fail",
    }
    assert kept["error"]["pipeline_trace"] == ["outer", "inner"]


def test_what_is_not_kept(api: Api) -> None:
    api.put("/_index_template/logs", {**_STREAM, "template": {"mappings": _STREAM["template"]["mappings"]}})
    lines = (
        b'{"create":{"_id":"1"}}\n{"@timestamp":"2020-12-12","count":"x"}\n{"index":{}}\n{"@timestamp":"2020-12-12"}\n'
    )
    items = api.call("POST", "/logs-a/_bulk", lines).body["items"]
    assert [next(iter(item.values())).get("failure_store") for item in items] == ["not_enabled", None]
    assert api.post("/logs-a/_doc", {"@timestamp": "2020-12-12", "count": "x"}).status == 400
    api.put("/_cluster/settings", {"persistent": {"data_streams.failure_store.enabled": "logs-*"}})
    assert api.post("/logs-a/_doc", {"@timestamp": "2020-12-12", "count": "x"}).status == 201
    api.put("/_data_stream/logs-a/_options", {"failure_store": {"enabled": False}})
    assert api.post("/logs-a/_doc", {"@timestamp": "2020-12-12", "count": "x"}).status == 400


def test_a_version_conflict_is_no_failure_to_keep(api: Api) -> None:
    api.put("/_index_template/logs", _STREAM)
    assert api.put("/logs-a/_create/1", {"@timestamp": "2020-12-12"}).status == 201
    assert api.put("/logs-a/_create/1", {"@timestamp": "2020-12-12"}).status == 409


def test_a_failure_store_is_rolled_over_and_deleted_with_its_stream(api: Api) -> None:
    api.put("/_index_template/logs", _STREAM)
    api.put("/_data_stream/logs-a")
    first = api.post("/logs-a::failures/_rollover").body
    assert (first["old_index"], first["rolled_over"]) == ("_none_", True)
    second = api.post("/logs-a/_rollover?target_failure_store=true").body
    assert second["old_index"] == first["new_index"]
    refused = api.delete(f"/{second['new_index']}").error
    assert refused[2].endswith("is the failure store write index for data stream [logs-a] and cannot be deleted")
    assert api.delete(f"/{first['new_index']}").status == 200
    assert api.delete("/_data_stream/logs-a").status == 200
    assert api.node.cluster.state.indices == {}

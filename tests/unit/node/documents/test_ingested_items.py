"""Writes through pipelines: of the URL, of the item, of the index, and where they lead."""

from tests.reference.api import Api


def _put(api: Api, name: str, *processors: object) -> None:
    assert api.put(f"/_ingest/pipeline/{name}", {"processors": list(processors)}).body == {"acknowledged": True}


def test_items_fail_and_are_dropped_one_by_one(api: Api) -> None:
    _put(api, "p", {"rename": {"field": "a", "target_field": "b"}}, {"drop": {"if": "ctx.b == 2"}})
    lines = '{"index":{"_id":"1"}}\n{"a":1}\n{"index":{"_id":"2"}}\n{"a":2}\n{"index":{}}\n{"q":1}\n'
    body = api.post("/store/_bulk?pipeline=p&refresh=true", lines).body
    assert body["errors"] is True
    assert "ingest_took" in body
    first, second, third = (item["index"] for item in body["items"])
    assert (first["status"], second["status"], second["result"], second["_version"]) == (201, 200, "noop", -3)
    assert third["_id"] == "auto-generated"
    assert third["error"] == {"type": "illegal_argument_exception", "reason": "field [a] doesn't exist"}
    assert api.get("/store/_search").body["hits"]["total"]["value"] == 1


def test_default_and_final_pipelines(api: Api) -> None:
    _put(api, "d", {"set": {"field": "default", "value": True}})
    _put(api, "f", {"set": {"field": "final", "value": "{{default}}"}})
    api.put("/store", {"settings": {"default_pipeline": "d", "final_pipeline": "f"}})
    api.put("/store/_doc/1", {})
    api.put("/store/_doc/2?pipeline=_none", {})
    api.post("/store/_update/3", {"doc": {"a": 1}, "doc_as_upsert": True})
    assert api.get("/store/_source/1").body == {"default": True, "final": "true"}
    assert api.get("/store/_source/2").body == {"final": ""}
    assert api.get("/store/_source/3").body == {"a": 1, "default": True, "final": "true"}
    assert api.delete("/_ingest/pipeline/d").error[2] == (
        "pipeline [d] cannot be deleted because it is the default pipeline for 1 index(es) including [store]"
    )


def test_a_new_index_has_the_pipeline_of_its_template(api: Api) -> None:
    _put(api, "d", {"set": {"field": "x", "value": 1}})
    template = {"index_patterns": ["log*"], "template": {"settings": {"default_pipeline": "d"}}}
    api.put("/_index_template/t", template)
    api.put("/log1/_doc/1", {})
    assert api.get("/log1/_source/1").body == {"x": 1}


def test_documents_may_go_to_another_index_once(api: Api) -> None:
    _put(api, "move", {"set": {"field": "_index", "value": "other"}}, {"set": {"field": "_id", "value": "x{{_id}}"}})
    _put(api, "back", {"reroute": {"destination": "store"}})
    api.put("/other", {"settings": {"default_pipeline": "back"}})
    answer = api.put("/store/_doc/1?pipeline=move", {"a": 1}).body
    assert (answer["_index"], answer["_id"]) == ("other", "x1")
    _put(api, "there", {"reroute": {"destination": "other"}})
    assert api.put("/store/_doc/1?pipeline=there", {"a": 1}).error == (
        500,
        "illegal_state_exception",
        "index cycle detected while processing pipeline [back] for document [1]: [store, other, store]",
    )


def test_a_final_pipeline_does_not_move_documents(api: Api) -> None:
    _put(api, "move", {"set": {"field": "_index", "value": "other"}})
    api.put("/store", {"settings": {"final_pipeline": "move"}})
    assert api.put("/store/_doc/1", {}).error[2] == (
        "final pipeline [move] can't change the target index (from [store] to [other]) for document [1]"
    )


def test_pipelines_of_queries_and_copies(api: Api) -> None:
    _put(api, "p", {"set": {"field": "x", "value": 1}})
    api.put("/store/_doc/1?refresh=true", {"a": 1})
    api.post("/_reindex", {"source": {"index": "store"}, "dest": {"index": "copy", "pipeline": "p"}})
    assert api.get("/copy/_source/1").body == {"a": 1, "x": 1}
    assert api.post("/store/_update_by_query?pipeline=p").body["updated"] == 1
    assert api.get("/store/_source/1").body == {"a": 1, "x": 1}
    assert api.post("/store/_update_by_query?pipeline=none").body["failures"][0]["cause"]["reason"] == (
        "pipeline with id [none] does not exist"
    )


def test_what_pipelines_did_is_counted(api: Api) -> None:
    _put(api, "p", {"rename": {"field": "a", "target_field": "b", "tag": "t"}})
    api.put("/store/_doc/1?pipeline=p", {"a": 1})
    api.put("/store/_doc/1?pipeline=p", {})
    ingest = api.get("/_nodes/stats/ingest").body["nodes"][api.node.id]["ingest"]
    assert (ingest["total"]["count"], ingest["total"]["failed"]) == (2, 1)
    shown = ingest["pipelines"]["p"]
    assert (shown["count"], shown["failed"], shown["produced_as_first_pipeline_in_bytes"]) == (2, 1, len(b'{"b":1}'))
    assert shown["processors"][0]["rename:t"]["stats"]["failed"] == 1

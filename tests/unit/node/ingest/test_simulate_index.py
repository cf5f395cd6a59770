"""`_ingest/_simulate`: all that indexing would do, but for the writing."""

from typing import Any

from tests.reference.api import Api


def _simulated(api: Api, path: str, *documents: dict[str, Any], **members: Any) -> list[Any]:
    body = api.post(f"/_ingest{path}/_simulate", {"docs": list(documents), **members}).body
    return [entry["doc"] for entry in body["docs"]]


def test_documents_go_through_the_pipelines_of_their_index(api: Api) -> None:
    api.put("/_ingest/pipeline/d", {"processors": [{"set": {"field": "d", "value": 1}}]})
    api.put("/_ingest/pipeline/f", {"processors": [{"set": {"field": "f", "value": 1}}]})
    api.put("/store", {"settings": {"default_pipeline": "d", "final_pipeline": "f"}})
    document = {"_id": "1", "_source": {}}
    assert _simulated(api, "/store", document) == [
        {"_id": "1", "_index": "store", "_version": -3, "_source": {"d": 1, "f": 1}, "executed_pipelines": ["d", "f"]}
    ]
    other = {"d": {"processors": [{"set": {"field": "d", "value": 2}}]}}
    assert _simulated(api, "/store", document, pipeline_substitutions=other)[0]["_source"] == {"d": 2, "f": 1}
    assert api.get("/store/_search").body["hits"]["total"]["value"] == 0


def test_a_mapping_may_refuse_a_document(api: Api) -> None:
    api.put("/store", {"mappings": {"properties": {"n": {"type": "long"}}}})
    refused, taken = _simulated(api, "/store", {"_id": "1", "_source": {"n": "x"}}, {"_id": "2", "_source": {"n": 1}})
    assert refused["error"]["type"] == "document_parsing_exception"
    assert "error" not in taken
    assert api.get("/store/_mapping").body["store"]["mappings"]["properties"] == {"n": {"type": "long"}}
    addition = {"properties": {"when": {"type": "date"}}}
    (refused,) = _simulated(api, "/store", {"_id": "1", "_source": {"when": "x"}}, mapping_addition=addition)
    assert refused["error"]["reason"].startswith("[1:9] failed to parse field [when] of type [date]")
    template = {"index_patterns": ["new*"], "template": {"mappings": {"dynamic": "strict"}}}
    (refused,) = _simulated(
        api, "/new", {"_id": "1", "_source": {"a": 1}}, index_template_substitutions={"t": template}
    )
    assert refused["error"]["type"] == "strict_dynamic_mapping_exception"


def test_a_pipeline_that_is_missing(api: Api) -> None:
    body = api.post("/_ingest/store/_simulate?pipeline=no", {"docs": [{"_id": "1", "_source": {}}]}).body
    reason = "pipeline with id [no] does not exist"
    assert body["docs"] == [
        {"doc": {"_id": "1", "_index": "store", "error": {"type": "illegal_argument_exception", "reason": reason}}}
    ]


def test_wrong_requests(api: Api) -> None:
    assert api.post("/_ingest/_simulate", {"docs": []}).error[2] == "must specify at least one document in [docs]"
    assert api.post("/_ingest/_simulate", {}).error[2] == "[docs] required property is missing"
    assert api.post("/_ingest/_simulate", {"docs": [{"_source": {}}]}).error[2].endswith("index is missing;")


def test_configurations_of_databases(api: Api) -> None:
    wanted = {"name": "GeoIP2-City", "maxmind": {"account_id": "1"}}
    assert api.put("/_ingest/geoip/database/mine", wanted).body == {"acknowledged": True}
    (shown,) = api.get("/_ingest/ip_location/database").body["databases"]
    assert (shown["id"], shown["version"], shown["database"]) == ("mine", 1, wanted)
    assert api.put("/_ingest/geoip/database/other", {"name": "x"}).status == 400
    assert api.delete("/_ingest/geoip/database/mine").body == {"acknowledged": True}
    assert api.get("/_ingest/geoip/database/mine").status == 404
    assert api.get("/_ingest/geoip/stats").body["stats"]["databases_count"] == 0

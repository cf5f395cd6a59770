"""Sets of synonyms, the analyzers that use them, and limits that reach analysis."""

from typing import Any

import pytest

from findling.node.services.node import Node
from tests.reference.api import Api

ANALYSIS = {
    "filter": {"syn": {"type": "synonym_graph", "synonyms_set": "fruit", "updateable": True}},
    "analyzer": {"searching": {"tokenizer": "standard", "filter": ["lowercase", "syn"]}},
}
TEXT = {"type": "text", "analyzer": "standard", "search_analyzer": "searching"}


def create(api: Api, properties: Any = None) -> Any:
    mappings = {"properties": properties or {"t": TEXT}}
    return api.put("/store", {"settings": {"analysis": ANALYSIS}, "mappings": mappings})


def found(api: Api, text: str) -> int:
    count: int = api.post("/store/_count", {"query": {"match": {"t": text}}}).body["count"]
    return count


def test_sets_and_rules(api: Api) -> None:
    assert api.get("/_synonyms").body == {"count": 0, "results": []}
    put = api.put("/_synonyms/fruit", {"synonyms_set": [{"id": "b", "synonyms": "x, y"}, {"synonyms": "a => b"}]})
    assert put.status == 201
    assert put.body["result"] == "created"
    assert put.body["reload_analyzers_details"]["reload_details"] == []
    assert api.get("/_synonyms").body == {"count": 1, "results": [{"synonyms_set": "fruit", "count": 2}]}
    again = api.put("/_synonyms/fruit", {"synonyms_set": {"id": "b", "synonyms": "x, y"}})
    assert (again.status, again.body["result"]) == (200, "updated")
    assert api.get("/_synonyms/fruit").body == {"count": 1, "synonyms_set": [{"id": "b", "synonyms": "x, y"}]}
    assert api.put("/_synonyms/fruit/a", {"synonyms": "c, d"}).body["result"] == "created"
    assert api.put("/_synonyms/fruit/a", {"synonyms": "c, e"}).body["result"] == "updated"
    assert api.get("/_synonyms/fruit/a").body == {"id": "a", "synonyms": "c, e"}
    page = api.get("/_synonyms/fruit?from=1&size=1").body
    assert page == {"count": 2, "synonyms_set": [{"id": "b", "synonyms": "x, y"}]}
    assert api.call("DELETE", "/_synonyms/fruit/a").body["result"] == "deleted"
    assert api.call("DELETE", "/_synonyms/fruit").body == {"acknowledged": True}
    assert api.get("/_synonyms/fruit").error == (404, "resource_not_found_exception", "synonyms set [fruit] not found")


@pytest.mark.parametrize(
    ("target", "body", "reason"),
    [
        ("/_synonyms/s", {"synonyms_set": [{"synonyms": "a => b => c"}]}, "More than one explicit mapping"),
        ("/_synonyms/s", {"synonyms_set": [{"synonyms": "a => "}]}, "Incorrect syntax for [synonyms]: [a => ]"),
        ("/_synonyms/s", {"synonyms_set": [{"synonyms": ""}]}, "field can't be empty"),
        ("/_synonyms/s", {"synonyms_set": [{"x": "a"}]}, "required [synonyms]"),
        ("/_synonyms/s", {"other": []}, "synonyms_set"),
        ("/_synonyms/s/r", {"synonyms": "a, b", "id": "r"}, "unknown field [id]"),
    ],
)
def test_refused(api: Api, target: str, body: Any, reason: str) -> None:
    status, _, said = api.put(target, body).error
    assert status == 400
    assert reason in said


def test_missing_sets_and_rules(api: Api) -> None:
    assert api.put("/_synonyms/s/r", {"synonyms": "a, b"}).status == 404
    assert api.call("DELETE", "/_synonyms/s").status == 404
    api.put("/_synonyms/s", {"synonyms_set": []})
    assert api.get("/_synonyms/s/r").error[2] == "synonym rule [r] not found on synonyms set [s]"
    assert create(api).error[0] == 404
    assert api.get("/store").status == 404


def test_changes_reach_searches(api: Api) -> None:
    api.put("/_synonyms/fruit", {"synonyms_set": [{"id": "1", "synonyms": "apple, pomme"}]})
    assert create(api).status == 200
    api.put("/store/_doc/1?refresh=true", {"t": "an apple a day"})
    assert (found(api, "pomme"), found(api, "manzana")) == (1, 0)
    changed = api.put("/_synonyms/fruit/2", {"synonyms": "apple, manzana"}).body
    details = changed["reload_analyzers_details"]["reload_details"]
    assert [(item["index"], item["reloaded_analyzers"]) for item in details] == [("store", ["searching"])]
    assert found(api, "manzana") == 1
    api.put("/_synonyms/fruit/2?refresh=false", {"synonyms": "apple, melu"})
    assert found(api, "melu") == 0
    reloaded = api.post("/store/_reload_search_analyzers").body
    assert reloaded["_shards"]["failed"] == 0
    assert reloaded["reload_details"][0]["index"] == "store"
    assert found(api, "melu") == 1
    assert "is used in the following indices: store" in api.call("DELETE", "/_synonyms/fruit").error[2]


def test_updateable_filters_are_for_searches(api: Api) -> None:
    api.put("/_synonyms/fruit", {"synonyms_set": []})
    reason = create(api, {"t": {"type": "text", "analyzer": "searching"}}).error[2]
    assert "analyzer [searching] contains filters [syn] that are not allowed to run in index time mode." in reason


def test_files(api: Api, node: Node) -> None:
    """Files of the configuration directory, and no others."""
    definition = {"type": "synonym", "synonyms_path": "words/syn.txt"}
    analysis = {"filter": {"s": definition}, "analyzer": {"default": {"tokenizer": "standard", "filter": ["s"]}}}
    missing = api.put("/store", {"settings": {"analysis": analysis}}).error[2]
    assert "IOException while reading synonyms_path: words/syn.txt" in missing
    folder = node.data.config / "words"
    folder.mkdir(parents=True)
    (folder / "syn.txt").write_text("# fruit\n\napple, pomme\n")
    assert api.put("/store", {"settings": {"analysis": analysis}}).status == 200
    tokens = api.post("/store/_analyze", {"text": "apple"}).body["tokens"]
    assert [(token["token"], token["type"]) for token in tokens] == [("apple", "<ALPHANUM>"), ("pomme", "SYNONYM")]
    definition["synonyms_path"] = "../state.json"
    assert "Access denied" in api.put("/other", {"settings": {"analysis": analysis}}).error[2]


@pytest.mark.parametrize(
    ("name", "setting", "parameters"),
    [
        ("ngram", "index.max_ngram_diff", {"min_gram": 1, "max_gram": 5}),
        ("shingle", "index.max_shingle_diff", {"min_shingle_size": 2, "max_shingle_size": 8}),
    ],
)
def test_limits_are_those_of_the_index(api: Api, name: str, setting: str, parameters: dict[str, int]) -> None:
    analysis = {"filter": {"f": {"type": name, **parameters}}}
    assert setting in api.put("/store", {"settings": {"analysis": analysis}}).error[2]
    assert api.put("/store", {"settings": {"analysis": analysis, setting: 7}}).status == 200

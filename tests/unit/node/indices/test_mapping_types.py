"""Mapping types of Elasticsearch 6 and 7: in legacy templates and in the entries of mget."""

from tests.reference.api import Api

_TEMPLATE = {"index_patterns": ["farm-*"], "mappings": {"animal": {"properties": {"name": {"type": "keyword"}}}}}


def _types(api: Api, index: str) -> list[str]:
    return list(api.get(f"/{index}/_mapping?include_type_name=true").body[index]["mappings"])


def test_a_template_with_a_type_gives_it_to_indices_that_say_none(api: Api) -> None:
    api.put("/_template/farm?include_type_name=true", _TEMPLATE)
    api.put("/farm-1")
    api.post("/farm-2/_doc", {"legs": 4})
    api.put("/farm-3", {"mappings": {"properties": {"legs": {"type": "byte"}}}})
    assert [_types(api, f"farm-{number}") for number in (1, 2, 3)] == [["animal"], ["animal"], ["_doc"]]


def test_a_template_shows_its_type_where_types_are_asked_for(api: Api) -> None:
    api.put("/_template/farm?include_type_name=true", _TEMPLATE)
    properties = {"properties": {"name": {"type": "keyword"}}}
    assert api.get("/_template/farm").body["farm"]["mappings"] == properties
    assert api.get("/_template/farm?include_type_name=true").body["farm"]["mappings"] == {"animal": properties}
    state = api.get("/_cluster/state/metadata").body["metadata"]["templates"]["farm"]
    assert state["mappings"] == {"animal": properties}
    assert "type_name" not in state | api.get("/_template/farm").body["farm"]


def test_mget_finds_documents_of_their_type_only(api: Api) -> None:
    api.put("/farm/animal/1", {"legs": 4})
    entries = [
        {"_index": "farm", "_type": "animal", "_id": "1"},
        {"_index": "farm", "_type": "plant", "_id": "1"},
        {"_index": "farm", "_type": "_doc", "_id": "1"},
        {"_index": "sea", "_type": "animal", "_id": "1"},
        {"_index": "farm", "_id": "1"},
    ]
    docs = api.post("/_mget", {"docs": entries}).body["docs"]
    assert [doc.get("_type") for doc in docs] == ["animal", "plant", "_doc", "animal", None]
    assert [doc.get("found") for doc in docs] == [True, False, True, None, True]
    assert docs[1] == {"_index": "farm", "_type": "plant", "_id": "1", "found": False}
    docs = api.post("/farm/animal/_mget", {"docs": [{"_id": "1"}, {"_id": "1", "_type": "plant"}]}).body["docs"]
    assert [(doc["_type"], doc["found"]) for doc in docs] == [("animal", True), ("plant", False)]


def test_an_empty_definition_changes_no_mapping(api: Api) -> None:
    api.put("/farm", {"mappings": {"properties": {"legs": {"type": "byte"}}}})
    assert api.put("/farm/_mapping", {}).body == {"acknowledged": True}
    assert api.get("/farm/_mapping").body["farm"]["mappings"] == {"properties": {"legs": {"type": "byte"}}}

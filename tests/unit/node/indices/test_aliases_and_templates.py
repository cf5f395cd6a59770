"""Aliases and templates through the REST API."""

from typing import Any

import pytest

from tests.reference.api import Api, bulk_lines


def test_aliases_come_and_go_together(api: Api) -> None:
    api.put("/a")
    api.put("/b")
    actions = [
        {"add": {"indices": ["a", "b"], "alias": "x"}},
        {"add": {"index": "a", "aliases": ["y", "z"], "is_write_index": True}},
    ]
    assert api.post("/_aliases", {"actions": actions}).body["acknowledged"] is True
    assert api.get("/_alias").body == {
        "a": {"aliases": {"x": {}, "y": {"is_write_index": True}, "z": {"is_write_index": True}}},
        "b": {"aliases": {"x": {}}},
    }
    swap = [{"remove": {"index": "a", "alias": "x"}}, {"remove_index": {"index": "b"}}]
    assert api.post("/_aliases", {"actions": swap}).status == 200
    assert set(api.get("/a/_alias").body["a"]["aliases"]) == {"y", "z"}
    assert api.head("/b").status == 404


def test_a_wrong_action_undoes_the_others(api: Api) -> None:
    api.put("/a")
    actions = [{"add": {"index": "a", "alias": "x"}}, {"add": {"index": "missing", "alias": "x"}}]
    assert api.post("/_aliases", {"actions": actions}).error[:2] == (404, "index_not_found_exception")
    assert api.get("/_alias").body == {"a": {"aliases": {}}}


@pytest.mark.parametrize(
    ("actions", "kind"),
    [
        ([], "illegal_argument_exception"),
        ([{"add": {"index": "a"}}], "x_content_parse_exception"),
        ([{"add": {"alias": "x"}}], "x_content_parse_exception"),
        ([{"move": {}}], "x_content_parse_exception"),
        ([{"add": {"index": "a", "alias": "x", "foo": 1}}], "x_content_parse_exception"),
        ([{"add": {"index": "a", "alias": "b"}}], "invalid_alias_name_exception"),
        ([{"remove": {"index": "a", "alias": "nope"}}], "aliases_not_found_exception"),
        ([{"add": {"index": "a,b", "alias": "w", "is_write_index": True}}], "illegal_state_exception"),
    ],
)
def test_wrong_actions(api: Api, actions: Any, kind: str) -> None:
    api.put("/a")
    api.put("/b")
    assert api.post("/_aliases", {"actions": actions}).body["error"]["type"] == kind


def test_single_alias_routes(api: Api) -> None:
    api.put("/a")
    assert api.put("/a/_alias/x", {"filter": {"term": {"n": 1}}}).body == {"acknowledged": True, "errors": False}
    assert api.head("/_alias/x").status == 200
    assert api.head("/a/_alias/nope").status == 404
    missing = api.get("/_alias/x,nope")
    assert missing.status == 404
    assert missing.body["error"] == "alias [nope] missing"
    assert "x" in missing.body["a"]["aliases"]
    assert api.delete("/a/_alias/x").body == {"acknowledged": True, "errors": False}
    assert api.delete("/a/_alias/x").error[:2] == (404, "aliases_not_found_exception")


def test_filtered_aliases_show_a_part(api: Api) -> None:
    api.put("/a", {"aliases": {"odd": {"filter": {"term": {"odd": True}}}}})
    api.post("/_bulk?refresh=true", bulk_lines("a", {str(i): {"n": i, "odd": i % 2 == 1} for i in range(6)}))
    assert sorted(api.ids("/odd/_search")) == ["1", "3", "5"]
    assert sorted(api.ids("/odd/_search", {"query": {"range": {"n": {"gt": 2}}}})) == ["3", "5"]
    assert api.get("/odd/_count").body["count"] == 3
    assert len(api.ids("/odd,a/_search")) == 6
    plain = api.post("/a/_search", {"query": {"range": {"n": {"gt": 4}}}}).body["hits"]["max_score"]
    assert api.post("/odd/_search", {"query": {"range": {"n": {"gt": 4}}}}).body["hits"]["max_score"] == plain


def test_routing_of_aliases(api: Api) -> None:
    api.put("/a", {"settings": {"number_of_shards": 5}, "aliases": {"r": {"routing": "k"}}})
    api.put("/r/_doc/1?refresh=true", {"a": 1})
    assert api.get("/a/_doc/1?routing=k").body["_routing"] == "k"
    assert api.put("/r/_doc/2?routing=other", {"a": 1}).error[1] == "illegal_argument_exception"
    assert len(api.get("/r/_search_shards").body["shards"]) == 1
    assert api.ids("/r/_search") == ["1"]


TEMPLATE = {"index_patterns": ["logs-*"], "priority": 3, "composed_of": ["base"], "version": 7, "_meta": {"by": "us"}}


def test_composable_templates(api: Api) -> None:
    assert "specifies component templates [base] that do not exist" in api.put("/_index_template/t", TEMPLATE).error[2]
    component = {
        "template": {"mappings": {"properties": {"at": {"type": "date"}}}, "settings": {"number_of_shards": 2}}
    }
    assert api.put("/_component_template/base", component).status == 200
    assert api.put("/_index_template/t", TEMPLATE).status == 200
    (shown,) = api.get("/_index_template/t").body["index_templates"]
    assert shown == {"name": "t", "index_template": TEMPLATE}
    simulated = api.post("/_index_template/_simulate_index/logs-9").body["template"]
    assert simulated["settings"]["index"]["number_of_shards"] == "2"
    assert simulated["mappings"] == {"properties": {"at": {"type": "date"}}}
    rival = api.put("/_index_template/u", {"index_patterns": ["log*"], "priority": 3})
    assert "multiple index templates may not match during index creation" in rival.error[2]
    in_use = api.delete("/_component_template/base")
    assert in_use.error[2].endswith("still in use by index templates [t]")
    assert api.delete("/_index_template/t").status == 200
    assert api.get("/_index_template/t").error[:2] == (404, "resource_not_found_exception")
    assert api.delete("/_index_template/t").status == 404
    assert api.head("/_component_template/base").status == 200


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({}, "illegal_argument_exception"),
        ({"index_patterns": ["a b"]}, "invalid_index_template_exception"),
        ({"index_patterns": ["a"], "foo": 1}, "x_content_parse_exception"),
        ({"index_patterns": ["a"], "template": {"settings": {"nope": 1}}}, "invalid_index_template_exception"),
        (
            {"index_patterns": ["a"], "template": {"mappings": {"properties": {"x": {"type": "y"}}}}},
            "illegal_argument_exception",
        ),
        ({"index_patterns": ["a"], "priority": "a"}, "x_content_parse_exception"),
        ({"index_patterns": ["a"], "version": "a"}, "x_content_parse_exception"),
        ({"index_patterns": ["a"], "_meta": 5}, "x_content_parse_exception"),
        ({"index_patterns": ["a"], "template": {"junk": 1}}, "x_content_parse_exception"),
        ({"index_patterns": ["a"], "priority": -1}, "action_request_validation_exception"),
    ],
)
def test_wrong_templates(api: Api, body: Any, kind: str) -> None:
    answer = api.put("/_index_template/t", body)
    assert answer.body["error"]["type"] == kind
    assert answer.status == 400


def test_legacy_templates(api: Api) -> None:
    api.put("/_template/one", {"index_patterns": ["a*"], "order": 1, "settings": {"number_of_shards": 2}})
    api.put(
        "/_template/two",
        {"index_patterns": ["*"], "order": 0, "settings": {"number_of_shards": 9, "number_of_replicas": 0}},
    )
    api.put("/abc")
    settings = api.get("/abc/_settings").body["abc"]["settings"]["index"]
    assert (settings["number_of_shards"], settings["number_of_replicas"]) == ("2", "0")
    assert api.get("/_template/one").body["one"]["order"] == 1
    assert api.get("/_template/nope").status == 404
    assert api.head("/_template/two").status == 200
    assert api.put("/_template/one?create=true", {"index_patterns": ["x"]}).status == 400
    assert api.delete("/_template/one").status == 200
    assert api.delete("/_template/one").error[:2] == (404, "index_template_missing_exception")


def test_simulation_of_a_template_in_the_body(api: Api) -> None:
    body = {"index_patterns": ["z*"], "template": {"settings": {"number_of_shards": 4}}}
    assert api.post("/_index_template/_simulate", body).body["template"]["settings"]["index"]["number_of_shards"] == "4"
    assert (
        api.post("/_index_template/_simulate/none").error[2] == "unable to simulate template [none] that does not exist"
    )

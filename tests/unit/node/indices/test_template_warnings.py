"""Templates that compete for the same names, and what they say about writes that make indices."""

from tests.reference.api import Api


def test_a_composable_template_names_the_legacy_ones_it_hides(api: Api) -> None:
    assert "warning" not in api.put("/_template/old", {"index_patterns": ["sales-*", "s-*"]}).headers
    answer = api.put("/_index_template/new", {"index_patterns": ["sales-2*"]})
    assert answer.body == {"acknowledged": True}
    assert (
        "index template [new] has index patterns [sales-2*] matching patterns from existing older templates [old] with "
        "patterns (old => [sales-*, s-*]); this template [new] will take precedence during new index creation"
    ) in answer.headers["warning"]
    answer = api.put("/_template/old", {"index_patterns": ["sales-*", "s-*"]})
    assert (
        "legacy template [old] has index patterns [sales-*, s-*] matching patterns from existing composable templates "
        "[new] with patterns (new => [sales-2*]); this template [old] may be ignored in favor of a composable "
        "template at index creation time"
    ) in answer.headers["warning"]


def test_a_simulation_lists_legacy_templates_first(api: Api) -> None:
    api.put("/_template/z", {"index_patterns": ["box*"]})
    api.put("/_index_template/a", {"index_patterns": ["bo*"], "priority": 1})
    api.put("/_index_template/b", {"index_patterns": ["box*"], "priority": 2})
    found = api.post("/_index_template/_simulate_index/boxes").body["overlapping"]
    assert [entry["name"] for entry in found] == ["z", "a"]


def test_aliases_of_templates_are_shown_as_aliases_are(api: Api) -> None:
    api.put("/_template/t", {"index_patterns": "t*", "aliases": {"a": {"routing": "7"}, "b": {"is_write_index": True}}})
    shown = api.get("/_template/t").body["t"]["aliases"]
    assert shown == {"a": {"index_routing": "7", "search_routing": "7"}, "b": {"is_write_index": True}}
    api.put("/_component_template/c", {"template": {"aliases": {"a": {"routing": "x"}}}, "deprecated": True})
    part = api.get("/_component_template/c").body["component_templates"][0]["component_template"]
    assert part["template"]["aliases"] == {"a": {"index_routing": "x", "search_routing": "x"}}
    assert part["deprecated"] is True


def test_components_that_may_be_missing_and_others(api: Api) -> None:
    body = {"index_patterns": ["q"], "composed_of": ["x", "y"], "ignore_missing_component_templates": ["x"]}
    assert api.put("/_index_template/q", body).error[2] == (
        "index_template [q] invalid, cause [index template [q] specifies a missing component templates [y] that does "
        "not exist and is not part of 'ignore_missing_component_templates']"
    )


def test_templates_decide_before_the_cluster_whether_a_write_makes_an_index(api: Api) -> None:
    api.put("/_index_template/shut", {"index_patterns": ["shut-*"], "allow_auto_create": False})
    api.put("/_index_template/wide", {"index_patterns": ["wide-*"], "allow_auto_create": True})
    status, kind, reason = api.put("/shut-1/_doc/1", {"a": 1}).error
    assert (status, kind) == (404, "index_not_found_exception")
    assert reason == "no such index [shut-1] and composable template [shut-*] forbids index auto creation"
    api.put("/_cluster/settings", {"persistent": {"action.auto_create_index": "false"}})
    assert api.put("/wide-1/_doc/1", {"a": 1}).status == 201
    assert api.put("/else-1/_doc/1", {"a": 1}).status == 404
    assert api.put("/shut-1").status == 200


def test_local_is_said_to_have_no_effect(api: Api) -> None:
    text = "the [?local] query parameter to this API has no effect"
    for target in ("/_component_template", "/_index_template", "/_template", "/_mapping", "/_settings",
                   "/_cluster/settings", "/_cluster/pending_tasks"):  # fmt: skip
        assert text in api.get(f"{target}?local=true").headers["warning"], target
        assert "warning" not in api.get(f"{target}?local=false").headers, target
    assert "contains unrecognized parameter: [local]" in api.get("/_alias?local=false").error[2]

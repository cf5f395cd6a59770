"""Rerouting and the explanation of an allocation."""

from typing import Any

import pytest

from tests.reference.api import Api

HERE = {"index": "store", "shard": 0, "primary": True}


@pytest.fixture
def store(api: Api) -> Api:
    api.put("/store", {"settings": {"number_of_shards": 2, "number_of_replicas": 0}})
    return api


def explain(api: Api, body: dict[str, Any], query: str = "") -> Any:
    return api.get(f"/_cluster/allocation/explain{query}", body)


@pytest.mark.parametrize(
    "change",
    [{}, {"shard": "1"}, {"shard": 1.9}, {"primary": "true"}],
)  # fmt: skip
def test_a_primary_is_where_it_is(store: Api, change: dict[str, Any]) -> None:
    body = explain(store, {**HERE, **change}).body
    assert (body["current_state"], body["shard"]) == ("started", int(float(change.get("shard", 0))))
    assert "master" in body["current_node"]["roles"]
    assert "note" not in body


@pytest.mark.parametrize(
    ("change", "status", "kind"),
    [
        ({"index": 3}, 400, "x_content_parse_exception"),
        ({"shard": "first"}, 400, "x_content_parse_exception"),
        ({"shard": 2**40}, 400, "x_content_parse_exception"),
        ({"primary": 1}, 400, "x_content_parse_exception"),
        ({"primary": "yes"}, 400, "x_content_parse_exception"),
        ({"current_node": 1}, 400, "x_content_parse_exception"),
        ({"colour": "red"}, 400, "x_content_parse_exception"),
        ({"index": None}, 400, "action_request_validation_exception"),
        ({"shard": None}, 400, "action_request_validation_exception"),
        ({"primary": None}, 400, "action_request_validation_exception"),
        ({"index": "nowhere"}, 404, "index_not_found_exception"),
        ({"shard": 2}, 404, "shard_not_found_exception"),
    ],
)
def test_what_no_shard_copy_has(store: Api, change: dict[str, Any], status: int, kind: str) -> None:
    assert explain(store, {**HERE, **change}).error[:2] == (status, kind)


def test_every_part_of_the_name_is_asked_for(store: Api) -> None:
    reason = explain(store, {"shard": 0}).error[2]
    assert reason == "Validation Failed: 1: index must be specified;2: primary must be specified;"


def test_the_parameters_of_the_explanation(store: Api) -> None:
    assert "cluster_info" in explain(store, HERE, "?include_disk_info=true&include_yes_decisions=true").body
    assert "cluster_info" not in explain(store, HERE).body
    for name in ("include_disk_info", "include_yes_decisions"):
        assert explain(store, HERE, f"?{name}=0").error[1] == "illegal_argument_exception"
    assert store.get("/_cluster/allocation/explain?index=store&shard=1&primary=true").body["shard"] == 1


def test_without_a_name_a_copy_without_a_node_is_explained(store: Api) -> None:
    assert store.get("/_cluster/allocation/explain").error[1] == "illegal_argument_exception"
    store.put("/pair", {"settings": {"number_of_replicas": 1}})
    body = store.get("/_cluster/allocation/explain").body
    assert (body["index"], body["primary"], body["current_state"]) == ("pair", False, "unassigned")
    assert "randomly chosen" in body["note"]
    assert body["unassigned_info"]["at"].startswith("20")


def test_a_reroute_explains_its_commands(store: Api) -> None:
    command = {"cancel": {"index": "store", "shard": 9, "node": "_local"}}
    body = store.post("/_cluster/reroute?explain&dry_run", {"commands": [command]}).body
    (told,) = body["explanations"]
    assert told["parameters"] == {"index": "store", "shard": 9, "node": "_local", "allow_primary": False}
    assert told["decisions"][0]["decider"] == "cancel_allocation_command"
    assert store.post("/_cluster/reroute?explain", {"commands": []}).body["explanations"] == []
    assert store.post("/_cluster/reroute", {"commands": [{"teleport": {}}]}).status == 400


def test_nodes_leave_the_voting_by_name_or_by_id(api: Api) -> None:
    assert api.post("/_cluster/voting_config_exclusions?node_ids=a&node_names=b").status == 400
    assert api.post("/_cluster/voting_config_exclusions?node_ids=a").status == 200


def test_health_waits_for_events_of_a_known_priority(api: Api) -> None:
    assert api.get("/_cluster/health?wait_for_events=languid").status == 200
    assert api.get("/_cluster/health?wait_for_events=someday").error[2].startswith("No enum constant")

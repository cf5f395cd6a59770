"""What clients, Kibana and agents ask at their start: licence, features, what an upgrade would need."""

from typing import Any

import pytest

from tests.reference.api import Api


def test_the_licence_is_the_basic_one_and_stays(api: Api) -> None:
    shown = api.get("/_license").body["license"]
    assert (shown["type"], shown["status"], shown["max_nodes"]) == ("basic", "active", 1000)
    assert api.get("/_xpack/license").body["license"] == shown
    assert api.delete("/_license").body == {"acknowledged": True}
    assert api.put("/_license?acknowledge=true", {"licenses": [{"uid": "x"}]}).body["license_status"] == "invalid"
    assert api.get("/_license").body["license"] == shown
    assert api.post("/_license/start_basic?acknowledge=true").status == 403
    assert api.post("/_license/start_trial?acknowledge=true").body == {
        "acknowledged": True,
        "trial_was_started": False,
        "error_message": "Operation failed: Trial was already activated.",
    }
    assert api.get("/_license/basic_status").body == {"eligible_to_start_basic": False}


def test_features_say_whether_they_are_there(api: Api) -> None:
    answer = api.get("/_xpack").body
    assert list(answer) == ["build", "license", "features", "tagline"]
    features = answer["features"]
    assert features["ilm"] == {"available": True, "enabled": True}
    assert features["watcher"] == {"available": False, "enabled": False}
    assert features["security"] == {"available": True, "enabled": False}
    assert list(api.get("/_xpack?categories=license").body) == ["license", "tagline"]
    assert api.get("/_xpack?categories=x").status == 400


def test_usage_counts_lifecycles_and_streams(api: Api) -> None:
    phases = {"delete": {"min_age": "1d", "actions": {"delete": {}}}}
    api.put("/_ilm/policy/p", {"policy": {"phases": phases}})
    api.put("/a", {"settings": {"index.lifecycle.name": "p"}})
    api.put("/_index_template/t", {"index_patterns": ["s"], "data_stream": {}})
    api.put("/_data_stream/s")
    usage = api.get("/_xpack/usage").body
    assert set(usage) == set(api.get("/_xpack").body["features"])
    assert usage["ilm"]["policy_stats"] == [
        {"phases": {"delete": {"min_age": 86_400_000, "actions": ["delete"]}}, "indices_managed": 1}
    ]
    assert (usage["data_streams"]["data_streams"], usage["data_streams"]["indices_count"]) == (1, 1)
    assert usage["slm"]["policy_count"] == 0


def test_nothing_has_to_be_rebuilt_for_an_upgrade(api: Api) -> None:
    found = api.get("/_migration/system_features").body
    assert found["migration_status"] == "NO_MIGRATION_NEEDED"
    assert api.post("/_migration/system_features").body["accepted"] is False
    body = {"mode": "upgrade", "source": {"index": "s"}}
    assert api.post("/_migration/reindex", body).status == 404
    api.put("/_index_template/t", {"index_patterns": ["s"], "data_stream": {}})
    api.put("/_data_stream/s")
    assert api.post("/_migration/reindex", body).body == {"acknowledged": True}
    assert api.post("/_migration/reindex", body).error[1] == "resource_already_exists_exception"
    status = api.get("/_migration/reindex/s/_status").body
    assert (status["complete"], status["total_indices_in_data_stream"], status["pending"]) == (True, 1, 0)
    assert api.post("/_migration/reindex/s/_cancel").body == {"acknowledged": True}
    assert api.post("/_migration/reindex/s/_cancel").status == 404
    assert api.get("/_migration/reindex/s/_status").error == (
        404, "resource_not_found_exception", "No migration reindex status found for [s]",
    )  # fmt: skip


@pytest.mark.parametrize("body", [{}, {"mode": "x", "source": {"index": "s"}}, {"mode": "upgrade"}, {"a": 1}])
def test_bodies_that_rebuild_nothing(api: Api, body: Any) -> None:
    assert api.post("/_migration/reindex", body).status == 400


def test_an_index_is_made_after_another(api: Api) -> None:
    mapping = {"dynamic": "strict", "properties": {"bar": {"type": "text"}}}
    settings = {"number_of_shards": 3, "number_of_replicas": 5, "blocks.write": True, "refresh_interval": "7s"}
    api.put("/a", {"settings": settings, "mappings": mapping})
    override = {
        "settings_override": {"index": {"number_of_replicas": 0, "refresh_interval": None}},
        "mappings_override": {"properties": {"foo": {"type": "keyword"}}},
    }
    assert api.put("/_create_from/a/b", override).body["index"] == "b"
    shown = api.get("/b").body["b"]
    index = shown["settings"]["index"]
    assert (index["number_of_shards"], index["number_of_replicas"]) == ("3", "0")
    assert not {"blocks", "refresh_interval", "resize"}.intersection(index)
    assert shown["mappings"] == {**mapping, "properties": {"bar": {"type": "text"}, "foo": {"type": "keyword"}}}
    assert api.post("/_create_from/a/c", {"remove_index_blocks": False}).status == 200
    assert api.get("/c/_settings").body["c"]["settings"]["index"]["blocks"] == {"write": "true"}
    assert api.put("/_create_from/a/b", {}).error[1] == "resource_already_exists_exception"
    assert api.put("/_create_from/nothing/d", {}).status == 404
    assert api.put("/_create_from/a/d", {"x": 1}).status == 400

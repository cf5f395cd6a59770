"""Policies are checked as Elasticsearch checks them, kept in versions, and shown with who uses them."""

from typing import Any

import pytest

from tests.reference.api import Api

_DELETE = {"min_age": "30s", "actions": {"delete": {}}}
_MERGE = {"min_age": "10s", "actions": {"forcemerge": {"max_num_segments": 10000}}}
_PARSE, _VALIDATION = "x_content_parse_exception", "action_request_validation_exception"


def _put(api: Api, name: str = "p", **phases: Any) -> Any:
    return api.put(f"/_ilm/policy/{name}", {"policy": {"phases": phases}})


def _causes(body: Any) -> list[str]:
    """Returns the reasons of an error, from the outermost to the one at the bottom."""
    found, error = [], body["error"]
    while error is not None:
        found.append(error["reason"])
        error = error.get("caused_by")
    return found


def test_a_policy_is_put_shown_changed_and_deleted(api: Api) -> None:
    assert api.get("/_ilm/policy").body == {}
    assert api.get("/_ilm/policy/p").error == (404, "resource_not_found_exception", "Lifecycle policy not found: p")
    assert api.delete("/_ilm/policy/p").status == 404
    assert _put(api, warm=_MERGE, delete=_DELETE).body == {"acknowledged": True}
    shown = api.get("/_ilm/policy/p").body["p"]
    assert shown == {
        "version": 1,
        "modified_date": "2023-11-14T22:13:20.000Z",
        "policy": {
            "phases": {
                "warm": _MERGE,
                "delete": {"min_age": "30s", "actions": {"delete": {"delete_searchable_snapshot": True}}},
            }
        },
        "in_use_by": {"indices": [], "data_streams": [], "composable_templates": []},
    }
    _put(api, warm=_MERGE, delete=_DELETE)
    assert api.get("/_ilm/policy/p").body["p"]["version"] == 1, "what changes nothing makes no version"
    _put(api, delete=_DELETE)
    assert api.get("/_ilm/policy/p").body["p"]["version"] == 2
    assert api.delete("/_ilm/policy/p").body == {"acknowledged": True}
    assert api.get("/_ilm/policy/p").status == 404


def test_policies_are_found_by_names_or_by_one_pattern(api: Api) -> None:
    for name in ("a1", "a2", "b"):
        _put(api, name, delete=_DELETE)
    assert list(api.get("/_ilm/policy/a*").body) == ["a1", "a2"]
    assert list(api.get("/_ilm/policy/b,a1").body) == ["b", "a1"]
    assert api.get("/_ilm/policy/c*").body == {}
    assert api.get("/_ilm/policy/b,c").error[2] == "Lifecycle policy not found: c"
    assert api.get("/_ilm/policy/a*,b").error == (
        400,
        "illegal_argument_exception",
        "wildcard only supports a single value, please use comma-separated values or a single wildcard value",
    )


def test_a_policy_in_use_says_by_whom_and_stays(api: Api) -> None:
    _put(api, delete=_DELETE)
    settings = {"index.lifecycle.name": "p"}
    api.put("/_index_template/t", {"index_patterns": ["logs-*"], "data_stream": {}, "template": {"settings": settings}})
    api.put("/_data_stream/logs-a")
    api.put("/plain", {"settings": settings})
    backing = api.get("/_data_stream/logs-a").body["data_streams"][0]["indices"][0]["index_name"]
    used = api.get("/_ilm/policy/p").body["p"]["in_use_by"]
    assert sorted(used.pop("indices")) == [backing, "plain"]
    assert used == {"data_streams": ["logs-a"], "composable_templates": ["t"]}
    api.delete("/_data_stream/logs-a")
    assert api.delete("/_ilm/policy/p").error == (
        400,
        "illegal_argument_exception",
        "Cannot delete policy [p]. It is in use by one or more indices: [plain]",
    )
    assert api.post("/plain/_ilm/remove").body == {"has_failures": False, "failed_indexes": []}
    assert "lifecycle" not in api.get("/plain/_settings").body["plain"]["settings"]["index"]
    assert api.delete("/_ilm/policy/p").status == 200


@pytest.mark.parametrize("name", ["a b", "_a", "a,b", "x" * 256])
def test_names_that_no_policy_has(api: Api, name: str) -> None:
    status, kind, reason = _put(api, name.replace(" ", "%20"), delete=_DELETE).error
    assert (status, kind) == (400, "illegal_argument_exception")
    assert reason.startswith("invalid policy name [")


RULES: list[tuple[dict[str, Any], str]] = [
    (
        {"hot": {"actions": {"forcemerge": {"max_num_segments": 1}}}},
        "the [forcemerge] action(s) may not be used in the [hot] phase without an accompanying [rollover] action",
    ),
    ({"soft": {"actions": {}}}, "Timeseries lifecycle does not support phase [soft]"),
    ({"delete": {"actions": {"rollover": {"max_docs": 1}}}}, "invalid action [rollover] defined in phase [delete]"),
    (
        {"warm": _MERGE, "delete": {"min_age": "5s", "actions": {"delete": {}}}},
        "Your policy is configured to run the delete phase (min_age: 5s) before the warm phase (min_age: 10s). You "
        "should change the phase timing so that the phases will execute in the order of hot, warm, then cold.",
    ),
    (
        {"warm": {"actions": {"migrate": {}, "allocate": {"require": {"box": "a"}}}}},
        "phases [warm] specify an enabled migrate action and an allocate action with allocation rules. specify only a "
        "single data migration in each phase",
    ),
    (
        {"frozen": {"actions": {}}},
        "policy specifies the [frozen] phase without a corresponding [searchable_snapshot] action, but a searchable "
        "snapshot action is required in the frozen phase",
    ),
    (
        {"warm": {"actions": {"downsample": {"fixed_interval": "3h"}}},
         "cold": {"actions": {"downsample": {"fixed_interval": "3h"}}}},
        "Downsampling interval [3h] for phase [cold] must be greater than the interval [3h] for phase [warm]",
    ),
    (
        {"warm": {"actions": {"downsample": {"fixed_interval": "2h"}}},
         "cold": {"actions": {"downsample": {"fixed_interval": "3h"}}}},
        "Downsampling interval [3h] for phase [cold] must be a multiple of the interval [2h] for phase [warm]",
    ),
    (
        {"cold": {"actions": {"searchable_snapshot": {"snapshot_repository": "a"}}},
         "frozen": {"actions": {"searchable_snapshot": {"snapshot_repository": "b"}}}},
        "policy specifies [searchable_snapshot] action multiple times with differing repositories [a, b], the same "
        "repository must be used for all searchable snapshot actions",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("phases", "fault"), RULES)
def test_rules_of_phases(api: Api, phases: dict[str, Any], fault: str) -> None:
    assert _put(api, **phases).error == (400, _VALIDATION, f"Validation Failed: 1: {fault};")


MEMBERS: list[tuple[str, Any, str]] = [
    ("rollover", {}, "At least one max_* rollover condition must be set."),
    ("rollover", {"min_docs": 1}, "At least one max_* rollover condition must be set."),
    ("shrink", {}, "Either [number_of_shards] or [max_primary_shard_size] must be set"),
    ("shrink", {"number_of_shards": 0}, "[number_of_shards] must be greater than 0"),
    (
        "shrink",
        {"number_of_shards": 1, "max_primary_shard_size": "1gb"},
        "Cannot set both [number_of_shards] and [max_primary_shard_size]",
    ),
    ("shrink", {"max_primary_shard_size": "0b"}, "[max_primary_shard_size] must be greater than 0"),
    ("forcemerge", {}, "Required [max_num_segments]"),
    ("forcemerge", {"max_num_segments": 0}, "[max_num_segments] must be a positive integer"),
    ("forcemerge", {"max_num_segments": 1, "index_codec": "x"}, "unknown index codec: [x]"),
    ("set_priority", {}, "Required [priority]"),
    ("set_priority", {"priority": -1}, "[priority] must be 0 or greater"),
    ("allocate", {"number_of_replicas": -1}, "[number_of_replicas] must be >= 0"),
    ("allocate", {"total_shards_per_node": -2}, "[total_shards_per_node] must be >= -1"),
    ("wait_for_snapshot", {"policy": " "}, "policy name must be specified"),
    ("searchable_snapshot", {"snapshot_repository": ""}, "the snapshot repository must be specified"),
    ("downsample", {}, "Required [fixed_interval]"),
    ("readonly", {"a": 1}, "[readonly] unknown field [a]"),
    ("delete", {"a": True}, "[delete] unknown field [a]"),
    ("nothing", {}, "unknown field [nothing]"),
]


@pytest.mark.parametrize(("kind", "body", "fault"), MEMBERS)
def test_members_of_actions(api: Api, kind: str, body: Any, fault: str) -> None:
    answer = _put(api, warm={"actions": {kind: body}})
    assert answer.error[:2] == (400, _PARSE)
    causes = _causes(answer.body)
    assert causes[0].endswith("[put_lifecycle_request] failed to parse field [policy]")
    assert causes[1].endswith("[lifecycle_policy] failed to parse field [phases]")
    assert causes[-1].endswith(fault), causes


def test_ages_and_metadata(api: Api) -> None:
    assert _causes(_put(api, hot={"min_age": "1x", "actions": {}}).body)[-1] == (
        "failed to parse setting [min_age] with value [1x] as a time value: unit is missing or unrecognized"
    )
    body = {"policy": {"phases": {"hot": {"min_age": "-1", "actions": {}}}, "_meta": {"by": "us"}}}
    api.put("/_ilm/policy/p", body)
    shown = api.get("/_ilm/policy/p").body["p"]["policy"]
    assert (shown["phases"]["hot"]["min_age"], shown["_meta"]) == ("0ms", {"by": "us"})


def test_what_a_policy_names_has_to_be_there(api: Api) -> None:
    answer = _put(api, cold={"actions": {"searchable_snapshot": {"snapshot_repository": "r"}}})
    assert answer.error[2].startswith("no such repository [r], the snapshot repository referenced by")
    answer = _put(api, delete={"actions": {"wait_for_snapshot": {"policy": "s"}}})
    assert answer.error[2].startswith("no such snapshot lifecycle policy [s], the snapshot lifecycle policy referenced")


def test_freezing_is_warned_of(api: Api) -> None:
    answer = _put(api, cold={"actions": {"freeze": {}}})
    assert "The freeze action in ILM is deprecated" in answer.headers["warning"]


def test_policies_are_stopped_and_started(api: Api) -> None:
    assert api.get("/_ilm/status").body == {"operation_mode": "RUNNING"}
    assert api.post("/_ilm/stop").body == {"acknowledged": True}
    assert api.get("/_ilm/status").body == {"operation_mode": "STOPPED"}
    assert api.post("/_ilm/start").body == {"acknowledged": True}
    assert api.get("/_ilm/status").body == {"operation_mode": "RUNNING"}


def test_rules_about_an_attribute_become_tiers(api: Api) -> None:
    allocate = {"number_of_replicas": 0, "require": {"data": "warm"}}
    _put(api, warm={"actions": {"allocate": allocate}})
    api.put("/old", {"settings": {"index.routing.allocation.require.data": "warm"}})
    refused = api.post("/_ilm/migrate_to_data_tiers", {})
    assert refused.error[2] == "stop ILM before migrating to data tiers, current state is [RUNNING]"
    changed = {"migrated_ilm_policies": ["p"], "migrated_indices": ["old"]}
    assert api.post("/_ilm/migrate_to_data_tiers?dry_run", {}).body == {"dry_run": True, **changed}
    api.post("/_ilm/stop")
    assert api.post("/_ilm/migrate_to_data_tiers", {}).body == {"dry_run": False, **changed}
    actions = api.get("/_ilm/policy/p").body["p"]["policy"]["phases"]["warm"]["actions"]
    assert actions == {"allocate": {"number_of_replicas": 0, "include": {}, "exclude": {}, "require": {}}}
    routing = api.get("/old/_settings").body["old"]["settings"]["index"]["routing"]["allocation"]
    assert routing == {"include": {"_tier_preference": "data_warm,data_hot"}}

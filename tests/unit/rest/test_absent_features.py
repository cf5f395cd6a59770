"""Features that are not there: what looks finds nothing, what sets up is told so, and nothing is taken for an index."""

import re
from typing import Any

import pytest

from findling.rest.routes import SERVED
from findling.rest.routes.not_supported import Absent, absent_apis
from tests.reference.api import Api

ABSENT = absent_apis(SERVED)


@pytest.mark.parametrize("called", [False, True], ids=["bare", "with parameters and a body"])
def test_every_api_that_is_absent_says_so(api: Api, called: bool) -> None:
    for name, methods, path in ABSENT:
        target = re.sub(r"\{\w+\}", "x", path)
        for method in methods:
            answer = api.call(method, f"{target}?wait=1" if called else target, {"a": 1} if called else None)
            reason = f"[{name}] is not supported by Findling yet"
            assert answer.error == (501, "status_exception", reason), (method, path)


def test_the_list_has_the_large_features() -> None:
    families = {api.name.partition(".")[0] for api in ABSENT}
    assert {"rollup", "ml", "security", "esql", "sql", "watcher", "transform"} <= families
    assert Absent("watcher.put_watch", ("PUT",), "/_watcher/watch/{id}") in ABSENT


def test_no_api_is_both_served_and_absent() -> None:
    served = {(method, re.sub(r"\{\w+\}", "{}", route.path)) for route in SERVED for method in route.methods}
    absent = {(method, re.sub(r"\{\w+\}", "{}", api.path)) for api in ABSENT for method in api.methods}
    assert not served & absent


EMPTY: list[tuple[str, Any]] = [
    ("/_snapshot", {}),
    ("/_snapshot/_all", {}),
    ("/_snapshot/*/_all", {"snapshots": [], "total": 0, "remaining": 0}),
    ("/_snapshot/_status", {"snapshots": []}),
    ("/_data_stream", {"data_streams": []}),
    ("/_data_stream/x*", {"data_streams": []}),
    ("/_ilm/policy", {}),
    ("/_ml/info", {"defaults": {}, "upgrade_mode": False, "native_code": {}, "limits": {}}),
    ("/_ml/anomaly_detectors?allow_no_match=true", {"count": 0, "jobs": []}),
    ("/_ml/trained_models/_stats", {"count": 0, "trained_model_stats": []}),
    ("/_transform/_all?size=1000", {"count": 0, "transforms": []}),
    ("/_license/trial_status", {"eligible_to_start_trial": False}),
    ("/_nodes/shutdown", {"nodes": []}),
    ("/_rollup/job/_all", {"jobs": []}),
]


@pytest.mark.parametrize(("target", "body"), EMPTY, ids=[target for target, _ in EMPTY])
def test_lists_are_empty(api: Api, target: str, body: Any) -> None:
    answer = api.get(target)
    assert (answer.status, answer.body) == (200, body)


def test_who_asks_without_security(api: Api) -> None:
    answer = api.get("/_security/_authenticate")
    text = "no handler found for uri [/_security/_authenticate] and method [GET]"
    assert (answer.status, answer.body) == (400, {"error": text})


MISSING: list[tuple[str, str, str]] = [
    ("/_snapshot/r", "repository_missing_exception", "[r] missing"),
    ("/_snapshot/r/s", "repository_missing_exception", "[r] missing"),
    ("/_cat/snapshots/r", "repository_missing_exception", "[r] missing"),
    ("/_data_stream/x", "index_not_found_exception", "no such index [x]"),
    ("/_ilm/policy/x", "resource_not_found_exception", "Lifecycle policy not found: x"),
    ("/_ml/anomaly_detectors/x", "resource_not_found_exception", "No known job with id 'x'"),
    ("/nowhere/_ilm/explain", "index_not_found_exception", "no such index [nowhere]"),
]


@pytest.mark.parametrize(("target", "kind", "reason"), MISSING, ids=[target for target, _, _ in MISSING])
def test_names_are_not_found(api: Api, target: str, kind: str, reason: str) -> None:
    assert api.get(target).error == (404, kind, reason)


def test_what_cleans_up_has_nothing_to_do(api: Api) -> None:
    assert api.delete("/_snapshot/*").body == {"acknowledged": True}
    assert api.delete("/_data_stream/*?expand_wildcards=all").body == {"acknowledged": True}
    assert api.delete("/_snapshot/r").status == 404
    assert api.delete("/_scripts/s").error[0] == 404
    assert api.get("/_scripts/s").body == {"_id": "s", "found": False}
    assert (api.get("/_ingest/pipeline").status, api.get("/_ingest/pipeline").body) == (404, {})
    assert api.get("/_cat/snapshots?v=true").text.split()[:2] == ["id", "repository"]


def test_indices_are_not_managed(api: Api) -> None:
    api.put("/a")
    assert api.get("/a/_ilm/explain").body == {"indices": {"a": {"index": "a", "managed": False}}}


def test_indices_are_resolved_by_post_too(api: Api) -> None:
    api.put("/a")
    assert api.post("/_resolve/index/*", {}).body == api.get("/_resolve/index/*").body
    assert api.post("/_resolve/index/*", {"junk": 1}).error[1] == "x_content_parse_exception"


def test_what_benchmarks_and_exporters_read_of_a_node(api: Api) -> None:
    node_id = api.node.id
    settings = api.get("/_nodes").body["nodes"][node_id]["settings"]
    assert settings["path"]["home"] == settings["path"]["data"] == str(api.node.config.data)
    jvm = api.get("/_nodes/stats/jvm").body["nodes"][node_id]["jvm"]
    assert jvm["mem"]["pools"]["old"]["peak_used_in_bytes"] > 0
    assert jvm["gc"]["collectors"]["young"]["collection_time_in_millis"] == 0


def test_indices_have_a_tier(api: Api) -> None:
    key = "index.routing.allocation.include._tier_preference"
    api.put("/a")
    assert api.get("/a/_settings?flat_settings").body["a"]["settings"][key] == "data_content"
    api.put("/b", {"settings": {key: None}})
    assert key not in api.get("/b/_settings?flat_settings").body["b"]["settings"]

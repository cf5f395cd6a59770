"""The history of lifecycles is a data stream that tells each step of each index."""

from typing import Any

import orjson

from findling.node.lifecycle.ilm.engine import IndexLifecycles
from findling.node.lifecycle.ilm.history import History
from tests.reference.api import Api

STREAM = "ilm-history-7"


def _lived(api: Api, actions: dict[str, Any]) -> None:
    """Lets an index live under a policy with these actions, and writes down what became of it."""
    assert api.put("/_ilm/policy/p", {"policy": {"phases": {"hot": {"actions": actions}}}}).status == 200
    assert api.put("/a", {"settings": {"index.lifecycle.name": "p"}}).status == 200
    api.node.kept(IndexLifecycles).poll()
    api.node.kept(History).write()
    api.post(f"/{STREAM}/_refresh")


def _entries(api: Api) -> list[dict[str, Any]]:
    answer = api.post(f"/{STREAM}/_search", {"size": 100, "sort": ["_doc"], "query": {"term": {"index": "a"}}})
    return [hit["_source"] for hit in answer.body["hits"]["hits"]]


def test_each_step_is_told(api: Api) -> None:
    _lived(api, {"set_priority": {"priority": 1}})
    entries = _entries(api)
    steps = [(entry["state"]["phase"], entry["state"]["step"]) for entry in entries]
    assert steps == [("new", "complete"), ("hot", "set_priority"), ("hot", "complete")]
    assert all(entry["success"] and entry["policy"] == "p" and entry["index_age"] == 0 for entry in entries)
    assert orjson.loads(entries[-1]["state"]["phase_definition"])["policy"] == "p"
    found = api.post(f"/{STREAM}/_search", {"query": {"term": {"state.step": "set_priority"}}}).body
    assert found["hits"]["total"]["value"] == 1


def test_what_went_wrong_is_told(api: Api) -> None:
    _lived(api, {"rollover": {"max_docs": 1}})
    last = _entries(api)[-1]
    assert (last["success"], last["state"]["step"], last["state"]["failed_step"]) == (
        False,
        "ERROR",
        "check-rollover-ready",
    )
    assert "is empty or not defined" in orjson.loads(last["error_details"])["reason"]


def test_the_stream_has_a_policy_and_no_history_of_its_own(api: Api) -> None:
    _lived(api, {})
    assert api.get(f"/_data_stream/{STREAM}").body["data_streams"][0]["ilm_policy"] == "ilm-history-ilm-policy"
    assert api.get("/_data_stream").body["data_streams"] == []
    api.node.kept(IndexLifecycles).poll()
    api.node.kept(History).write()
    api.post(f"/{STREAM}/_refresh")
    own = {"query": {"prefix": {"index": ".ds-ilm-history"}}}
    assert api.post(f"/{STREAM}/_search", own).body["hits"]["hits"] == []


def test_it_can_be_switched_off(api: Api) -> None:
    off = {"persistent": {"indices.lifecycle.history_index_enabled": False}}
    assert api.put("/_cluster/settings", off).status == 200
    _lived(api, {"set_priority": {"priority": 1}})
    assert api.get(f"/_data_stream/{STREAM}").status == 404

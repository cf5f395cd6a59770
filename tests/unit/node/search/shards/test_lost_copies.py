"""A node that is lost while others search its copies."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from findling.node.services.replication.far_shards import ACTION
from tests.cluster.in_process import nodes, wait_for
from tests.reference.api import Api, bulk_lines

DOCUMENTS = {str(number): {"n": number} for number in range(50)}


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[list[Api]]:
    """Two nodes, each with a copy of every shard, but for those of `once`."""
    with nodes(tmp_path, 2) as apis:
        for name, replicas in (("twice", 1), ("once", 0)):
            settings = {"number_of_shards": 4, "number_of_replicas": replicas}
            assert apis[0].put(f"/{name}", {"settings": settings}).status == 200
            assert not apis[0].post("/_bulk?refresh=true", bulk_lines(name, DOCUMENTS)).body["errors"]
        wait_for(lambda: apis[1].get("/_cluster/health").body["status"] == "green")
        yield apis


def test_other_copies_answer(pair: list[Api]) -> None:
    first, second = pair
    before = first.get("/once/_count").body
    assert before["count"] == 50
    hanging = threading.Event()
    others = second.node.others
    assert others is not None
    # it lives, and does not answer; then it does not even live
    others.calls.register(ACTION, lambda asked: hanging.wait(20), "hanging")
    others.calls._connection.unsubscribe(others.calls._serving)
    try:
        found = first.post("/twice/_search?preference=_prefer_nodes:node-1", {"size": 50}).body
        assert found["_shards"] == {"total": 4, "successful": 4, "skipped": 0, "failed": 0}
        assert len(found["hits"]["hits"]) == 50
        assert first.post("/twice/_count").body["count"] == 50
        part = first.post("/once/_search", {"size": 50}).body
        assert 0 < part["_shards"]["failed"] < 4
        assert {one["reason"]["type"] for one in part["_shards"]["failures"]} == {"no_shard_available_action_exception"}
        whole = first.post("/once/_search?allow_partial_search_results=false", {"size": 50})
        assert (whole.status, whole.body["error"]["type"]) == (503, "search_phase_execution_exception")
    finally:
        hanging.set()

"""A shard that cannot be opened is named wherever shards are shown, and stops nothing else."""

import errno
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.reference.api import Api, bulk_lines

DAMAGES = {
    "no directory": lambda shard: shutil.rmtree(shard),
    "no commit point": lambda shard: next(shard.glob("commit-*")).unlink(),
    "no live docs": lambda shard: next(shard.glob("*.liv")).unlink(),
    "no segment": lambda shard: next(shard.glob("*.seg")).unlink(),
    "no log": lambda shard: next(shard.glob("translog/*.tlog")).unlink(),
    "torn live docs": lambda shard: os.truncate(next(shard.glob("*.liv")), 5),
}


@pytest.fixture(params=DAMAGES)
def broken(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Api]:
    """A node whose index `store` has one shard of two damaged; `other` is sound."""
    config = NodeConfig(data=tmp_path / "data", sync=False, background=False, threads=2)
    with Node(config) as node:
        api = Api(node)
        settings = {"number_of_shards": 2, "number_of_replicas": 0}
        api.put("/store", {"settings": settings})
        api.post("/_bulk?refresh=true", bulk_lines("store", {str(i): {"n": i} for i in range(40)}))
        api.put("/other/_doc/1?refresh=true", {"n": 1})
        for number in range(20):
            api.delete(f"/store/_doc/{number}")
        api.post("/_flush")
        path = node.data.index(node.cluster.state.indices["store"].uuid)
    DAMAGES[request.param](path / "1")
    with Node(config) as node:
        yield Api(node)
    if request.param == "no directory":
        assert not (path / "1").exists()


def test_a_broken_shard_is_red_and_named(broken: Api) -> None:
    health = broken.get("/_cluster/health?level=shards").body
    assert (health["status"], health["unassigned_primary_shards"]) == ("red", 1)
    assert health["indices"]["store"]["shards"]["0"]["status"] == "green"
    assert health["indices"]["store"]["shards"]["1"]["status"] == "red"
    assert health["indices"]["other"]["status"] == "yellow"
    explained = broken.get("/_cluster/allocation/explain").body
    assert (explained["index"], explained["shard"], explained["primary"]) == ("store", 1, True)
    assert explained["can_allocate"] == "no_valid_shard_copy"
    details = explained["unassigned_info"]["details"]
    assert "_exception[" in details
    assert "/1" in details
    assert "retry_failed=true" in details
    store = explained["node_allocation_decisions"][0]["store"]["store_exception"]
    assert store["type"] in ("corrupt_index_exception", "translog_corrupted_exception")
    lines = broken.get("/_cat/shards/store?h=shard,state,unassigned.reason,unassigned.details").text.splitlines()
    assert lines[0].split() == ["0", "STARTED"]
    assert lines[1].startswith("1 UNASSIGNED ALLOCATION_FAILED failed shard: ")


def test_everything_else_is_shown(broken: Api) -> None:
    cat = "shards indices segments recovery allocation count fielddata health nodes aliases"
    views = [f"/_cat/{name}" for name in cat.split()]
    views += ["/_stats?level=shards", "/_nodes/stats", "/_cluster/stats", "/_segments", "/_recovery", "/_shard_stores"]
    views += ["/_cluster/state", "/_health_report", "/store/_search_shards", "/store/_mapping", "/_cat/indices?v"]
    for view in views:
        assert broken.get(view).status == 200, (view, broken.get(view).text)
    assert broken.get("/_cat/indices/store?h=health").text == "red\n"
    assert broken.get("/_stats").body["indices"]["store"]["health"] == "red"
    for action in ("_refresh", "_flush", "_forcemerge", "_cache/clear"):
        assert broken.post(f"/{action}").status == 200, action


def test_searches_answer_from_what_is_there(broken: Api) -> None:
    body = broken.post("/store,other/_search", {"size": 50}).body
    assert (body["_shards"]["total"], body["_shards"]["failed"]) == (3, 1)
    failure = body["_shards"]["failures"][0]
    assert (failure["shard"], failure["reason"]["type"]) == (1, "no_shard_available_action_exception")
    assert failure["reason"]["caused_by"]["type"] in ("corrupt_index_exception", "translog_corrupted_exception")
    assert 0 < len(body["hits"]["hits"]) < 21
    status, kind, _ = broken.post("/store/_search?allow_partial_search_results=false").error
    assert (status, kind) == (503, "search_phase_execution_exception")
    found = [broken.get(f"/store/_doc/{number}") for number in range(20, 40)]
    assert {answer.status for answer in found} == {200, 503}
    gone = next(answer for answer in found if answer.status == 503)
    assert gone.error[1] == "no_shard_available_action_exception"


def test_writes_to_it_are_refused(broken: Api) -> None:
    answers = [broken.put(f"/store/_doc/{number}", {"n": 0}) for number in range(20, 40)]
    assert {answer.status for answer in answers} == {200, 503}
    refused = next(answer for answer in answers if answer.status == 503)
    assert refused.error[1:] == ("unavailable_shards_exception", "[store][1] primary shard is not active")
    bulk = broken.post("/_bulk", bulk_lines("store", {str(i): {"n": i} for i in range(20, 40)})).body
    assert {item["index"]["status"] for item in bulk["items"]} == {200, 503}
    assert broken.delete("/store").status == 200
    assert broken.get("/_cluster/health").body["status"] == "yellow"


def test_a_shard_that_is_brought_back_is_opened_again(tmp_path: Path) -> None:
    config = NodeConfig(data=tmp_path / "data", sync=False, background=False, threads=2)
    with Node(config) as node:
        api = Api(node)
        api.put("/store", {"settings": {"number_of_replicas": 0}})
        api.put("/store/_doc/1?refresh=true", {"n": 1})
        path = node.data.index(node.cluster.state.indices["store"].uuid)
    shutil.move(path / "0", tmp_path / "copy")
    with Node(config) as node:
        api = Api(node)
        assert api.get("/store/_count").status == 503
        shutil.move(tmp_path / "copy", path / "0")
        assert api.get("/store/_count").status == 503
        assert api.post("/_cluster/reroute?retry_failed=true").status == 200
        assert api.get("/store/_count").body["count"] == 1
        assert api.get("/_cluster/health").body["status"] == "green"


def test_indices_deleted_during_searches_are_not_found_or_left_out(api: Api) -> None:
    """Whoever names them exactly gets 404, whoever means them by a pattern an answer without them."""
    api.put("/a-stays/_doc/1?refresh=true", {"n": 1})
    done = threading.Event()
    answers: list[tuple[str, int, str]] = []

    def search(target: str) -> None:
        while not done.is_set():
            shown = ("_search", "_count", "_field_caps?fields=n", "_stats", "_segments", "_recovery")
            paths = [f"/{target}/{action}" for action in shown]
            for path in [*paths, f"/_cat/shards/{target}", f"/_cat/indices/{target}", f"/_cat/segments/{target}"]:
                answer = api.get(path)
                answers.append((target, answer.status, answer.text if answer.status != 200 else ""))

    threads = [threading.Thread(target=search, args=(target,)) for target in ("a*", "a-goes")]
    for thread in threads:
        thread.start()
    for _ in range(60):
        api.put("/a-goes/_doc/1?refresh=true", {"n": 1})
        api.delete("/a-goes")
    done.set()
    for thread in threads:
        thread.join()
    assert {status for target, status, _ in answers if target == "a*"} == {200}
    wrong = [text for _, status, text in answers if status != 200 and "index_not_found_exception" not in text]
    assert wrong == []
    assert {status for target, status, _ in answers if target == "a-goes"} <= {200, 404}


@pytest.mark.parametrize("call", ["fdatasync", "fsync"])
def test_a_sync_that_failed_is_final(tmp_path: Path, call: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A later sync that succeeds says nothing about it: the shard takes no writes until it is opened again."""

    def fail(fd: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with Node(NodeConfig(data=tmp_path / "data", background=False, threads=2)) as node:
        api = Api(node)
        api.put("/store", {"settings": {"number_of_replicas": 0}})
        assert api.put("/store/_doc/1?refresh=true", {"n": 1}).status == 201
        monkeypatch.setattr(os, call, fail)
        refused = api.put("/store/_doc/2", {"n": 2}) if call == "fdatasync" else api.post("/store/_flush")
        assert refused.error == (503, "unavailable_shards_exception", "[store][0] primary shard is not active")
        assert refused.body["error"]["caused_by"]["type"] == "i_o_exception"
        assert refused.body["error"]["caused_by"]["reason"].startswith("Input/output error")
        monkeypatch.undo()
        assert api.put("/store/_doc/2", {"n": 2}).status == 503
        assert api.post("/store/_flush").status == 503
        assert api.get("/store/_doc/1").status == 200
        assert api.get("/store/_count").body["count"] == 1
        assert api.get("/_cluster/health").body["status"] == "red"
        details = api.get("/_cat/shards/store?h=state,unassigned.details").text
        assert details.startswith("UNASSIGNED failed shard: i_o_exception[Input/output error")
        assert api.post("/_cluster/reroute?retry_failed=true").status == 200
        assert api.get("/_cluster/health").body["status"] == "green"
        assert api.put("/store/_doc/2?refresh=true", {"n": 2}).status in (200, 201)
        assert api.get("/store/_count").body["count"] == 2


def test_what_the_node_keeps_for_itself_is_opened_again_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(fd: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with Node(NodeConfig(data=tmp_path / "data", background=False, threads=2)) as node:
        api = Api(node)
        api.put("/store/_doc/1?refresh=true", {"n": 1})
        kept = "/store/_async_search?keep_on_completion=true&wait_for_completion_timeout=20s"
        first = api.post(kept, {}).body["id"]
        monkeypatch.setattr(os, "fdatasync", fail)
        assert api.post(kept, {}).status == 503
        monkeypatch.undo()
        assert api.post(kept, {}).status == 503
        assert api.post("/_cluster/reroute?retry_failed=true").status == 200
        second = api.post(kept, {})
        assert second.status == 200
        for id in (first, second.body["id"]):
            assert api.get(f"/_async_search/{id}").body["response"]["hits"]["total"]["value"] == 1

"""`_async_search` through the REST API, with shards that answer when the test lets them."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from findling.base.clock import FixedClock
from findling.cluster.system.async_search import INDEX
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.search.phases import query_phase
from tests.reference.api import Api

SEARCH: dict[str, Any] = {"size": 1, "aggs": {"most": {"max": {"field": "n"}}}}
PATIENT_S = 30


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(1_700_000_000_000)


@pytest.fixture
def node(tmp_path: Path, clock: FixedClock) -> Iterator[Node]:
    with Node(NodeConfig(data=tmp_path / "data", sync=False, background=False, threads=4), clock) as started:
        yield started


@pytest.fixture
def filled(node: Node) -> Api:
    """One document in each of seven indices with one shard."""
    api = Api(node)
    for shard in range(7):
        api.put(f"/store{shard}/_doc/{shard}?refresh=true", {"n": shard})
    return api


class Gate:
    """Lets that many calls of the query phase pass; the others wait."""

    def __init__(self, node: Node) -> None:
        self._open = threading.Semaphore(0)
        node.transport.register("query", self._query)

    def _query(self, target: Any, request: Any) -> object:
        assert self._open.acquire(timeout=PATIENT_S)
        return query_phase(request, target.context)

    def let(self, calls: int) -> None:
        self._open.release(calls)


@pytest.fixture
def gate(node: Node) -> Iterator[Gate]:
    gate = Gate(node)
    yield gate
    gate.let(100)


def until(look: Callable[[], Any], wanted: Callable[[Any], bool]) -> Any:
    """Looks until something is so; fails after a while."""
    end = threading.Event()
    timer = threading.Timer(PATIENT_S, end.set)
    timer.start()
    while not wanted(seen := look()):
        assert not end.is_set(), seen
    timer.cancel()
    return seen


def test_an_answer_in_time_is_not_kept(filled: Api) -> None:
    answer = filled.post("/store*/_async_search", SEARCH)
    assert answer.status == 200
    assert "id" not in answer.body
    assert answer.headers["X-Elasticsearch-Async-Is-Running"] == "?0"
    assert (answer.body["is_running"], answer.body["is_partial"]) == (False, False)
    assert answer.body["response"]["hits"]["total"] == {"value": 7, "relation": "eq"}
    assert answer.body["response"]["num_reduce_phases"] == 2
    assert answer.body["expiration_time_in_millis"] - answer.body["start_time_in_millis"] == 5 * 86_400_000


def test_partial_answers_have_hits_in_buckets(filled: Api, gate: Gate) -> None:
    aggregations = {"by": {"terms": {"field": "n"}, "aggs": {"top": {"top_hits": {"size": 1}}}}}
    target = "/store*/_async_search?wait_for_completion_timeout=0&batched_reduce_size=2&keep_on_completion=true"
    id = filled.post(target, {"size": 0, "aggs": aggregations}).body["id"]
    look = lambda: filled.get(f"/_async_search/{id}").body  # noqa: E731
    gate.let(2)
    partial = until(look, lambda body: body["response"]["_shards"]["successful"] == 2)
    buckets = partial["response"]["aggregations"]["by"]["buckets"]
    assert len(buckets) == 2
    assert all(bucket["top"]["hits"]["hits"][0]["_source"] == {"n": bucket["key"]} for bucket in buckets)
    gate.let(100)
    assert len(until(look, lambda body: not body["is_running"])["response"]["aggregations"]["by"]["buckets"]) == 7


def test_a_kept_answer_survives_a_restart_and_is_deleted_once(tmp_path: Path) -> None:
    config = NodeConfig(data=tmp_path / "data", sync=False, background=False, threads=2)
    with Node(config) as node:
        api = Api(node)
        api.put("/store/_doc/1?refresh=true", {"n": 1})
        submitted = api.post("/store/_async_search?keep_on_completion=true", SEARCH)
        id = submitted.body["id"]
        assert submitted.headers["X-Elasticsearch-Async-Id"] == id
    with Node(config) as node:
        api = Api(node)
        assert api.get(f"/_async_search/{id}").body == submitted.body
        status = api.get(f"/_async_search/status/{id}").body
        assert (status["completion_status"], status["_shards"]["successful"]) == (200, 1)
        assert api.call("DELETE", f"/_async_search/{id}").body == {"acknowledged": True}
        for method, path in (("GET", id), ("GET", f"status/{id}"), ("DELETE", id)):
            answer = api.call(method, f"/_async_search/{path}")
            assert answer.error == (404, "resource_not_found_exception", id)


def test_partial_answers_grow_as_shards_answer(filled: Api, gate: Gate) -> None:
    submitted = filled.post("/store*/_async_search?wait_for_completion_timeout=0&batched_reduce_size=2", SEARCH)
    id = submitted.body["id"]
    assert (submitted.body["is_running"], submitted.body["is_partial"]) == (True, True)
    assert submitted.headers["X-Elasticsearch-Async-Is-Running"] == "?1"
    response = submitted.body["response"]
    assert response["_shards"] == {"total": 7, "successful": 0, "skipped": 0, "failed": 0}
    assert response["hits"] == {"total": {"value": 0, "relation": "gte"}, "max_score": None, "hits": []}
    assert "aggregations" not in response

    def after(shards: int) -> dict[str, Any]:
        """Returns the answer once so many shards have given theirs."""
        look = lambda: filled.get(f"/_async_search/{id}").body  # noqa: E731
        seen: dict[str, Any] = until(look, lambda body: body["response"]["_shards"]["successful"] == shards)
        return seen

    for shards in (2, 4, 6):
        gate.let(2)
        seen = after(shards)
        assert seen["is_running"]
        assert seen["response"]["hits"]["total"]["value"] == shards
        assert seen["response"]["aggregations"] == {"most": {"value": shards - 1.0}}
        typed = filled.get(f"/_async_search/{id}?typed_keys=true").body
        assert typed["response"]["aggregations"] == {"max#most": {"value": shards - 1.0}}
        status = filled.get(f"/_async_search/status/{id}").body
        assert status["_shards"]["successful"] == shards
        assert "completion_status" not in status
    gate.let(1)
    whole = filled.get(f"/_async_search/{id}?wait_for_completion_timeout={PATIENT_S}s").body
    assert (whole["is_running"], whole["is_partial"]) == (False, False)
    assert len(whole["response"]["hits"]["hits"]) == 1
    assert whole["response"]["aggregations"] == {"most": {"value": 6.0}}


def test_a_running_search_is_a_task_that_can_be_cancelled(filled: Api, gate: Gate) -> None:
    submitted = filled.post("/store*/_async_search?wait_for_completion_timeout=0", SEARCH)
    tasks = filled.get("/_tasks?actions=*async_search*&detailed=true&group_by=none").body["tasks"]
    assert [task["action"] for task in tasks] == ["indices:data/read/async_search/submit"]
    assert tasks[0]["description"].startswith("async_search{indices[store*], search_type[QUERY_THEN_FETCH], source[{")
    filled.post(f"/_tasks/{tasks[0]['node']}:{tasks[0]['id']}/_cancel")
    gate.let(100)
    until(lambda: filled.get("/_tasks?actions=*async_search*&group_by=none").body["tasks"], lambda tasks: not tasks)
    answer = filled.get(f"/_async_search/{submitted.body['id']}")
    assert answer.status == 400
    assert answer.body["error"]["caused_by"]["type"] == "task_cancelled_exception"


def test_deleting_a_running_search_cancels_it_and_leaves_nothing(filled: Api, gate: Gate, node: Node) -> None:
    submitted = filled.post("/store*/_async_search?wait_for_completion_timeout=0", SEARCH)
    id = submitted.body["id"]
    assert filled.call("DELETE", f"/_async_search/{id}").status == 200
    assert filled.get(f"/_async_search/{id}").status == 404
    gate.let(100)
    until(lambda: node.tasks.running(), lambda tasks: not tasks)
    assert list(node.system.index(INDEX).scan()) == []


def test_a_search_that_fails_tells_why(filled: Api) -> None:
    bad = {"query": {"range": {"n": {"gte": "x"}}}}
    answer = filled.post("/store*/_async_search?keep_on_completion=true", bad)
    assert answer.status == 400
    assert (answer.body["is_running"], answer.body["is_partial"]) == (False, True)
    error = answer.body["error"]
    assert (error["type"], error["reason"]) == ("status_exception", "error while executing search")
    assert error["caused_by"]["type"] == "search_phase_execution_exception"
    assert answer.body["response"]["_shards"]["failed"] == 7
    assert answer.body["response"]["num_reduce_phases"] == 0
    again = filled.get(f"/_async_search/{answer.body['id']}")
    assert (again.status, again.body["error"]) == (400, error)
    assert filled.get(f"/_async_search/status/{answer.body['id']}").body["completion_status"] == 400
    missing = filled.post("/nowhere/_async_search", {})
    assert missing.status == 404
    assert missing.body["error"]["caused_by"]["type"] == "index_not_found_exception"
    assert "response" not in missing.body


def test_types_are_told_on_demand(filled: Api) -> None:
    body = {
        "size": 0,
        "aggs": {
            "by#n": {"terms": {"field": "n", "size": 1}, "aggs": {"most": {"max": {"field": "n"}}}},
            "kept": {"filters": {"filters": {"a#b": {"match_all": {}}}}, "aggs": {"one": {"min": {"field": "n"}}}},
            "all": {"global": {}, "aggs": {"shown": {"top_hits": {"size": 1, "_source": {"includes": ["n"]}}}}},
        },
    }
    id = filled.post("/store*/_async_search?keep_on_completion=true", body).body["id"]
    for option in ("", "?typed_keys=true"):
        kept = filled.get(f"/_async_search/{id}{option}").body["response"]["aggregations"]
        assert kept == filled.post(f"/store*/_search{option}", body).body["aggregations"]


def test_totals_may_be_numbers(filled: Api) -> None:
    answer = filled.post("/store*/_async_search?rest_total_hits_as_int=true&keep_on_completion=true", {})
    assert answer.body["response"]["hits"]["total"] == 7
    kept = filled.get(f"/_async_search/{answer.body['id']}").body
    assert kept["response"]["hits"]["total"] == {"value": 7, "relation": "eq"}


def test_times_for_people(filled: Api) -> None:
    answer = filled.post("/store*/_async_search?human=true", {}).body
    assert answer["start_time"] == "2023-11-14T22:13:20.000Z"
    assert answer["expiration_time"] == "2023-11-19T22:13:20.000Z"


def test_answers_expire_unless_they_are_given_more_time(filled: Api, clock: FixedClock, node: Node) -> None:
    first, second = (
        filled.post("/store*/_async_search?keep_on_completion=true&keep_alive=2m", {}).body["id"] for _ in range(2)
    )
    clock.advance(60_000)
    prolonged = filled.get(f"/_async_search/{second}?keep_alive=10m").body
    assert prolonged["expiration_time_in_millis"] == clock.now_ms() + 600_000
    clock.advance(61_000)
    assert filled.get(f"/_async_search/{first}").status == 404
    assert filled.get(f"/_async_search/status/{second}?keep_alive=20m").status == 200
    node.system.expire()
    assert [document.id for document in node.system.index(INDEX).scan()] != []
    clock.advance(1_200_001)
    node.system.expire()
    assert list(node.system.index(INDEX).scan()) == []


def test_a_search_that_outlives_its_time_is_given_up(filled: Api, gate: Gate, clock: FixedClock, node: Node) -> None:
    filled.post("/store*/_async_search?wait_for_completion_timeout=0&keep_alive=1s", SEARCH)
    clock.advance(2_000)
    gate.let(100)
    until(lambda: node.tasks.running(), lambda tasks: not tasks)
    (kept,) = node.system.index(INDEX).scan()
    assert kept.source["error"]["caused_by"]["type"] == "task_cancelled_exception"


def test_a_response_too_large_to_be_stored(filled: Api) -> None:
    limit = "search.max_async_search_response_size"
    filled.put("/_cluster/settings", {"persistent": {limit: "100b"}})
    answer = filled.post("/store*/_async_search?keep_on_completion=true", {})
    assert answer.error[:2] == (400, "illegal_argument_exception")
    assert "Can't store an async search response larger than [100] bytes." in answer.error[2]
    assert filled.post("/store*/_async_search", {}).status == 200


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("scroll=1m", "1: [request_cache] cannot be used in a scroll context;2: [scroll] queries are not supported;"),
        ("scroll=1m&request_cache=false", "1: [scroll] queries are not supported;"),
        ("keep_alive=10ms", "1: [keep_alive] must be greater or equals than 1 second, got:10ms;"),
        ("pre_filter_shard_size=2", "1: [pre_filter_shard_size] cannot be changed for async search queries;"),
    ],
)
def test_what_is_refused(filled: Api, query: str, fault: str) -> None:
    answer = filled.post(f"/store*/_async_search?{query}", {})
    assert answer.error == (400, "action_request_validation_exception", f"Validation Failed: {fault}")


@pytest.mark.parametrize("id", ["abc", "zzzz", "a.b", "AAAA", "FmxYTm9OYVFadDYxdUh5S0lnU2UzRncYUGJCSEdJVjF5Y0R4RzRf"])
def test_ids_that_are_none(filled: Api, id: str) -> None:
    for method, path in (("GET", id), ("GET", f"status/{id}"), ("DELETE", id)):
        answer = filled.call(method, f"/_async_search/{path}")
        assert answer.error == (400, "illegal_argument_exception", f"invalid id: [{id}]")

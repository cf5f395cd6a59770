"""An index is built anew under its name: nothing is lost, and the old one can come back."""

import threading
from typing import Any

import pytest

from findling.node.rebuild.running import Rebuilds
from findling.node.services.node import Node
from tests.reference.api import Api, bulk_lines

N = 300
TEXTS = {"mappings": {"properties": {"n": {"type": "keyword"}, "at": {"properties": {"x": {"type": "keyword"}}}}}}
NUMBERS = {"properties": {"n": {"type": "integer"}}}


@pytest.fixture
def full(api: Api) -> Api:
    api.put("/store", {**TEXTS, "settings": {"number_of_shards": 2}, "aliases": {"shop": {"is_write_index": True}}})
    api.post("/_bulk?refresh=true", bulk_lines("store", {str(i): {"n": str(i), "at": {"x": "a"}} for i in range(N)}))
    return api


def hits(api: Api, name: str = "store") -> dict[str, Any]:
    api.post(f"/{name}/_refresh")
    found = api.post(f"/{name}/_search", {"size": 10_000, "version": True}).body["hits"]["hits"]
    assert {hit["_index"] for hit in found} <= {"store"}
    return {hit["_id"]: (hit["_source"], hit["_version"], hit.get("_routing")) for hit in found}


def indices(api: Api) -> list[str]:
    return [row["index"] for row in api.get("/_cat/indices?format=json&expand_wildcards=all").body]


def test_a_field_gets_another_type(full: Api) -> None:
    full.put("/store/_doc/r1?routing=b", {"n": "1000"})
    full.put("/store/_doc/2", {"n": "2000"})
    before = hits(full)
    assert full.post("/store/_search", {"query": {"range": {"n": {"gte": 1000}}}}).body["hits"]["total"]["value"] > 2
    answer = full.post("/store/_rebuild", {"mappings": NUMBERS}).body
    assert (answer["total"], answer["copied"], answer["index"]) == (len(before), len(before), "store")
    assert hits(full) == hits(full, "shop") == before
    found = full.post("/shop/_search", {"query": {"range": {"n": {"gte": 1000}}}, "sort": "n"}).body["hits"]["hits"]
    assert [hit["sort"] for hit in found] == [[1000], [2000]]
    mapping = full.get("/store/_mapping").body["store"]["mappings"]
    assert mapping["properties"]["at"] == TEXTS["mappings"]["properties"]["at"]


def test_settings_are_as_wanted(full: Api) -> None:
    full.put("/store/_settings", {"refresh_interval": "7s", "number_of_replicas": 2})
    before = full.get("/store/_settings").body["store"]["settings"]["index"]
    body = {"settings": {"number_of_shards": 3, "refresh_interval": None, "analysis.analyzer.a.type": "whitespace"}}
    full.post("/store/_rebuild", body)
    after = full.get("/store/_settings").body["store"]["settings"]["index"]
    assert after.pop("analysis") == {"analyzer": {"a": {"type": "whitespace"}}}
    assert after.pop("uuid") != before.pop("uuid")
    del before["refresh_interval"]
    assert after == {**before, "number_of_shards": "3"}
    assert len(hits(full)) == N


def test_documents_that_do_not_fit_leave_all_as_it_was(full: Api) -> None:
    full.put("/store/_doc/odd", {"n": "many"})
    before, settings = hits(full), full.get("/store/_settings").body
    status, kind, reason = full.post("/store/_rebuild", {"mappings": NUMBERS}).error
    assert (status, kind) == (400, "illegal_argument_exception")
    assert "1 documents of a batch were refused, [odd]: " in reason
    assert hits(full) == before
    assert full.get("/store/_settings").body == settings
    assert indices(full) == ["store"]


def test_the_old_one_comes_back_with_what_was_written_since(full: Api) -> None:
    mapping = full.get("/store/_mapping").body
    full.post("/store/_rebuild", {"mappings": NUMBERS, "settings": {"number_of_shards": 1}})
    full.put("/store/_doc/new", {"n": "17"})
    full.put("/store/_doc/3", {"n": "3333"})
    full.delete("/store/_doc/4")
    before = hits(full)
    assert [before["new"][0], before["3"][0], before.get("4")] == [{"n": "17"}, {"n": "3333"}, None]
    answer = full.post("/store/_rebuild/_undo").body
    assert answer["written_meanwhile"] == 2
    assert hits(full) == hits(full, "shop") == before
    assert full.get("/store/_mapping").body == mapping
    assert full.get("/store/_settings").body["store"]["settings"]["index"]["number_of_shards"] == "2"
    full.put("/store/_doc/newer", {"n": "18"})
    full.delete("/store/_doc/5")
    before = hits(full)
    full.post("/store/_rebuild/_undo")
    assert full.get("/store/_mapping").body["store"]["mappings"]["properties"]["n"] == {"type": "integer"}
    assert hits(full) == before


def test_what_is_kept_can_be_given_up(full: Api, node: Node) -> None:
    full.post("/store/_rebuild", {"mappings": NUMBERS})
    kept = full.get("/store/_rebuild").body["undo"]["kept_as"]
    assert indices(full) == [kept, "store"]
    assert full.put(f"/{kept}/_doc/1", {}).error[:2] == (403, "cluster_block_exception")
    assert full.delete("/store/_rebuild").status == 200
    assert indices(full) == ["store"]
    assert full.post("/store/_rebuild/_undo").error == (
        404,
        "resource_not_found_exception",
        "index [store] has no rebuild that can be undone",
    )
    full.post("/store/_rebuild?undo_for=0ms")
    assert indices(full) == ["store"]
    full.post("/store/_rebuild?undo_for=1ms")
    threading.Event().wait(0.002)
    node.kept(Rebuilds).look()
    assert indices(full) == ["store"]
    full.post("/store/_rebuild")
    full.delete("/store")
    node.kept(Rebuilds).look()
    assert indices(full) == []


def test_a_second_rebuild_keeps_one_old_index(full: Api, node: Node) -> None:
    for _ in range(2):
        full.post("/store/_rebuild")
        node.kept(Rebuilds).look()
    assert len(indices(full)) == 2
    assert len(hits(full)) == N


def test_sequence_numbers_of_the_old_index_mean_nothing(full: Api) -> None:
    known = full.get("/store/_doc/9").body
    full.post("/store/_rebuild")
    guard = f"if_seq_no={known['_seq_no']}&if_primary_term={known['_primary_term']}"
    assert full.put(f"/store/_doc/9?{guard}", {"n": "0"}).status == 409
    known = full.get("/store/_doc/9").body
    assert full.put(f"/store/_doc/9?if_seq_no={known['_seq_no']}&if_primary_term=2", {"n": "0"}).status == 200


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"mapping": {}}, "[rebuild] unknown field [mapping] did you mean [mappings]?"),
        ({"replace_mappings": True}, "Validation Failed: 1: [replace_mappings] needs [mappings];"),
        ({"batch": 0}, "[rebuild] failed to parse field [batch]"),
        ({"undo_for": "long"}, "failed to parse setting [undo_for] with value [long] as a time value: unit is missing"),
        ({"settings": {"nothing": 1}}, "unknown setting [index.nothing]"),
        ({"mappings": {"properties": {"gone": None}}}, "field [gone] cannot be taken away: it is not mapped"),
        ({"mappings": {"properties": {"n": {"type": "numbers"}}}}, "The mapper type [numbers] declared on field [n]"),
    ],
)
def test_what_makes_no_sense_is_refused(full: Api, body: dict[str, Any], reason: str) -> None:
    answer = full.post("/store/_rebuild", body)
    assert answer.status == 400
    assert reason in answer.text
    assert indices(full) == ["store"]


def test_indices_without_their_sources_are_refused(api: Api) -> None:
    api.put("/store", {"mappings": {"_source": {"excludes": ["x"]}}})
    assert "does not keep the whole [_source]" in api.post("/store/_rebuild").error[2]
    assert api.post("/missing/_rebuild").error[:2] == (404, "index_not_found_exception")


def test_fields_can_be_taken_away_and_mappings_replaced(full: Api) -> None:
    full.post("/store/_rebuild", {"mappings": {"dynamic": False, "properties": {"at": None}}})
    assert full.get("/store/_mapping").body["store"]["mappings"] == {
        "dynamic": "false",
        "properties": {"n": {"type": "keyword"}},
    }
    full.post("/store/_rebuild", {"mappings": NUMBERS, "replace_mappings": True})
    assert "dynamic" not in full.get("/store/_mapping").body["store"]["mappings"]


def test_a_rebuild_is_cancelled(full: Api, node: Node) -> None:
    task = full.post("/store/_rebuild?wait_for_completion=false&batch=10&requests_per_second=10").body["task"]
    assert full.get("/store/_rebuild").body["task"] == task
    assert "is being rebuilt already by task" in full.post("/store/_rebuild").error[2]
    full.post(f"/_tasks/{task}/_cancel")
    answer = full.get(f"/_tasks/{task}?wait_for_completion=true").body
    assert answer["error"]["type"] == "task_cancelled_exception"
    assert full.get("/store/_rebuild").body == {"index": "store", "running": False}
    assert indices(full) == ["store"]


def test_a_copy_of_a_process_that_died_is_removed(full: Api, node: Node) -> None:
    task = full.post("/store/_rebuild?wait_for_completion=false&batch=10&requests_per_second=10").body["task"]
    while len(indices(full)) < 2:
        pass
    rebuilds = node.kept(Rebuilds)
    rebuilds.look()
    assert len(indices(full)) == 2
    rebuilds._running.clear()  # as after a start
    rebuilds.look()
    assert indices(full) == ["store"]
    rebuilds._running[full.get("/store/_settings").body["store"]["settings"]["index"]["uuid"]] = node.tasks.get(task)
    full.post(f"/_tasks/{task}/_cancel")
    assert full.get(f"/_tasks/{task}?wait_for_completion=true").body["completed"]


class Writer(threading.Thread):
    """Writes, updates and deletes until it is told to end; knows what is there at last."""

    def __init__(self, node: Node, number: int) -> None:
        super().__init__()
        self.api = Api(node)
        self.number = number
        self.ended = threading.Event()
        self.there: dict[str, Any] = {}
        self.faults: list[str] = []

    def run(self) -> None:
        i = 0
        while not self.ended.is_set():
            i += 1
            doc_id, document = f"w{self.number}-{i % 50}", {"n": str(i)}
            if i % 7 == 0:
                answer = self.api.delete(f"/shop/_doc/{doc_id}")
                self.there.pop(doc_id, None)
            elif i % 5 == 0:
                answer = self.api.post("/store/_bulk", bulk_lines("store", {doc_id: document}))
                self.there[doc_id] = document
            else:
                answer = self.api.put(f"/store/_doc/{doc_id}", document)
                self.there[doc_id] = document
            if answer.status not in (200, 201, 404) or (answer.status == 404 and i % 7):
                self.faults.append(answer.text)


def test_writes_go_on(full: Api, node: Node) -> None:
    writers = [Writer(node, number) for number in range(3)]
    for writer in writers:
        writer.start()
    for shards in (1, 3):
        answer = full.post("/store/_rebuild?batch=37", {"mappings": NUMBERS, "settings": {"number_of_shards": shards}})
        assert answer.status == 200, answer.text
    assert full.post("/store/_rebuild/_undo").status == 200
    for writer in writers:
        writer.ended.set()
        writer.join()
    assert [writer.faults for writer in writers] == [[], [], []]
    found = {doc_id: source for doc_id, (source, _, _) in hits(full).items()}
    wanted = {str(i): {"n": str(i), "at": {"x": "a"}} for i in range(N)}
    for writer in writers:
        wanted |= writer.there
    assert found == wanted

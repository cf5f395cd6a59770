"""Work on all documents that match, and tasks."""

from typing import Any

import pytest

from tests.reference.api import Api, bulk_lines


@pytest.fixture
def full(api: Api) -> Api:
    api.put("/a", {"settings": {"number_of_shards": 2}})
    api.post("/_bulk?refresh=true", bulk_lines("a", {str(i): {"n": i, "even": i % 2 == 0} for i in range(30)}))
    return api


def test_delete_by_query(full: Api) -> None:
    answer = full.post("/a/_delete_by_query?refresh=true", {"query": {"term": {"even": True}}}).body
    assert (answer["deleted"], answer["total"], answer["version_conflicts"], answer["failures"]) == (15, 15, 0, [])
    assert full.get("/a/_count").body["count"] == 15
    limited = full.post("/a/_delete_by_query?refresh=true&max_docs=4", {"query": {"match_all": {}}}).body
    assert limited["deleted"] == 4
    assert full.get("/a/_count").body["count"] == 11


def test_conflicts_abort_or_are_counted(full: Api) -> None:
    full.put("/a/_doc/1", {"n": 100, "even": False})
    query = {"query": {"term": {"n": 1}}}
    aborted = full.post("/a/_delete_by_query", query).body
    assert (aborted["version_conflicts"], len(aborted["failures"]), aborted["deleted"]) == (1, 1, 0)
    counted = full.post("/a/_delete_by_query?conflicts=proceed", query).body
    assert (counted["version_conflicts"], counted["failures"], counted["deleted"]) == (1, [], 0)


@pytest.mark.parametrize(
    ("body", "params", "kind"),
    [
        ({}, "", "action_request_validation_exception"),
        ({"query": {"nope": {}}}, "", "parsing_exception"),
        ({"query": {"match_all": {}}}, "?conflicts=x", "illegal_argument_exception"),
        ({"query": {"match_all": {}}}, "?max_docs=-5", "illegal_argument_exception"),
        ({"query": {"match_all": {}}, "script": {}}, "", "parsing_exception"),
        ({"query": {"match_all": {}}, "foo": {}}, "", "parsing_exception"),
    ],
)
def test_wrong_requests(full: Api, body: Any, params: str, kind: str) -> None:
    assert full.post(f"/a/_delete_by_query{params}", body).error[1] == kind
    assert full.get("/a/_count").body["count"] == 30


def test_update_by_query_takes_on_a_new_mapping(full: Api) -> None:
    full.put("/a/_mapping", {"properties": {"n": {"type": "long", "fields": {"text": {"type": "keyword"}}}}})
    assert full.post("/a/_count", {"query": {"term": {"n.text": "3"}}}).body["count"] == 0
    answer = full.post("/a/_update_by_query?refresh=true").body
    assert (answer["updated"], answer["total"]) == (30, 30)
    assert full.post("/a/_count", {"query": {"term": {"n.text": "3"}}}).body["count"] == 1


def test_reindex_copies_what_matches(full: Api) -> None:
    body = {"source": {"index": "a", "query": {"range": {"n": {"lt": 10}}}, "_source": ["n"]}, "dest": {"index": "b"}}
    answer = full.post("/_reindex?refresh=true", body).body
    assert (answer["created"], answer["total"]) == (10, 10)
    assert full.get("/b/_source/3").body == {"n": 3}
    again = full.post("/_reindex", body).body
    assert (again["created"], again["updated"]) == (0, 10)
    create = {**body, "dest": {"index": "b", "op_type": "create"}, "conflicts": "proceed"}
    assert full.post("/_reindex", create).body["version_conflicts"] == 10


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({}, "action_request_validation_exception"),
        ({"source": {"index": "a"}, "dest": {}}, "action_request_validation_exception"),
        ({"source": {"index": "a"}, "dest": {"index": "a"}}, "action_request_validation_exception"),
        ({"source": {"index": "a"}, "dest": {"index": "b"}, "script": {}}, "x_content_parse_exception"),
        ({"source": {"index": "a", "remote": {}}, "dest": {"index": "b"}}, "x_content_parse_exception"),
        ({"source": {"index": "missing"}, "dest": {"index": "b"}}, "index_not_found_exception"),
        ({"source": {"index": "a"}, "dest": {"index": "b", "op_type": "x"}}, "x_content_parse_exception"),
    ],
)
def test_wrong_reindex(full: Api, body: Any, kind: str) -> None:
    assert full.post("/_reindex", body).error[1] == kind
    assert list(full.node.cluster.state.indices) == ["a"]


def test_tasks_go_on_without_the_client(full: Api) -> None:
    body = {"source": {"index": "a"}, "dest": {"index": "b"}}
    task = full.post("/_reindex?wait_for_completion=false", body, x_opaque_id="me").body["task"]
    done = full.get(f"/_tasks/{task}?wait_for_completion=true&timeout=10s").body
    assert done["completed"] is True
    assert done["response"]["created"] == 30
    assert done["task"]["headers"] == {"X-Opaque-Id": "me"}
    assert done["task"]["action"] == "indices:data/write/reindex"
    assert task not in full.get("/_tasks").body["nodes"][full.node.id]["tasks"]


def test_failed_tasks_keep_their_error(full: Api) -> None:
    body = {"source": {"index": "missing"}, "dest": {"index": "b"}}
    task = full.post("/_reindex?wait_for_completion=false", body).body["task"]
    done = full.get(f"/_tasks/{task}?wait_for_completion=true").body
    assert done["error"]["type"] == "index_not_found_exception"


def test_cancelled_tasks_stop(full: Api) -> None:
    task = full.node.tasks.start("indices:data/write/reindex", "d")
    shown = full.post(f"/_tasks/{task.full_id}/_cancel").body["nodes"][full.node.id]["tasks"][task.full_id]
    assert shown["cancelled"] is True
    with pytest.raises(Exception, match="task cancelled"):
        task.check()
    assert full.get("/_tasks/nope").error[2] == "malformed task id nope"
    assert full.get("/_tasks/x:99").error[:2] == (404, "resource_not_found_exception")
    assert full.get("/_tasks?group_by=none").body["tasks"][0]["id"] == task.id

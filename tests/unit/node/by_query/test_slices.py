"""Slices: parts of a search's documents that have nothing in common and leave nothing out."""

from typing import Any

import pytest

from tests.reference.api import Api, bulk_lines

N = 60
ALL: dict[str, Any] = {"query": {"match_all": {}}}


@pytest.fixture(params=[1, 2, 5])
def full(api: Api, request: pytest.FixtureRequest) -> Api:
    properties = {"n": {"type": "integer"}, "d": {"type": "double"}, "k": {"type": "keyword"}}
    api.put("/a", {"settings": {"number_of_shards": request.param}, "mappings": {"properties": properties}})
    # some documents without the field that is sliced by
    documents = {str(i): {"n": i, "d": i / 3, "k": "x"} if i % 7 else {"k": "x"} for i in range(N)}
    api.post("/_bulk?refresh=true", bulk_lines("a", documents))
    return api


def ids(answer: Any) -> list[str]:
    return [hit["_id"] for hit in answer.body["hits"]["hits"]]


@pytest.mark.parametrize("field", ["_id", "n", "d"])
@pytest.mark.parametrize("n_slices", [2, 3, 8])
@pytest.mark.parametrize("sort", [["_doc"], ["k"]])
def test_scrolls_divide_the_documents(full: Api, field: str, n_slices: int, sort: list[str]) -> None:
    seen = []
    for number in range(n_slices):
        part = {"slice": {"id": number, "max": n_slices, "field": field}, "size": 4, "sort": sort}
        answer = full.post("/a/_search?scroll=1m", part)
        total, found = answer.body["hits"]["total"]["value"], ids(answer)
        while page := ids(answer := full.post("/_search/scroll", {"scroll_id": answer.body["_scroll_id"]})):
            found += page
        assert len(found) == total
        seen += found
    assert sorted(seen, key=int) == [str(i) for i in range(N)]


def test_a_point_in_time_divides_the_documents(full: Api) -> None:
    pit = full.post("/a/_pit?keep_alive=1m").body["id"]
    parts = [
        ids(full.post("/_search", {"pit": {"id": pit}, "slice": {"id": i, "max": 4}, "size": N})) for i in range(4)
    ]
    assert sorted(int(doc_id) for part in parts for doc_id in part) == list(range(N))
    assert max(map(len, parts)) < N


def test_deletes_of_one_slice_leave_the_others(full: Api) -> None:
    wanted = [
        set(ids(full.post("/a/_search?scroll=1m", {"slice": {"id": i, "max": 4}, "size": N, "sort": ["_doc"]})))
        for i in range(4)
    ]
    for number in range(4):
        answer = full.post("/a/_delete_by_query?refresh=true", {**ALL, "slice": {"id": number, "max": 4}}).body
        assert (answer["slice_id"], answer["deleted"]) == (number, len(wanted[number]))
        left = set(ids(full.post("/a/_search", {"size": N})))
        assert left == set().union(*wanted[number + 1 :])


def test_updates_and_copies_of_slices_add_up(full: Api) -> None:
    parts = [{"id": number, "max": 3} for number in range(3)]
    assert sum(full.post("/a/_update_by_query", {"slice": part}).body["updated"] for part in parts) == N
    full.post("/a/_refresh")
    bodies = [{"source": {"index": "a", "slice": part}, "dest": {"index": "b"}} for part in parts]
    assert sum(full.post("/_reindex", body).body["created"] for body in bodies) == N


@pytest.mark.parametrize(("slices", "limit", "total"), [("2", 7, 6), ("4", 9, 8), ("3", 3, 3)])
def test_a_limit_is_shared_out_among_slices(full: Api, slices: str, limit: int, total: int) -> None:
    answer = full.post(f"/a/_update_by_query?slices={slices}&max_docs={limit}").body
    each = limit // int(slices)
    assert answer["total"] == sum(min(each, part["total"]) for part in answer["slices"]) <= total


REFUSED: list[tuple[Any, str, str | None]] = [
    ({"id": 0, "max": 1}, "failed to parse field [max]", "max must be greater than 1"),
    ({"id": 2, "max": 2}, "failed to parse field [max]", "max must be greater than id"),
    ({"id": -1, "max": 2}, "failed to parse field [id]", "id must be greater than or equal to 0"),
    ({"id": "x", "max": 2}, "failed to parse field [id]", 'For input string: "x"'),
    ({"id": 0, "max": 2, "x": 1}, "unknown field [x]", None),
]


@pytest.mark.parametrize(("part", "fault", "cause"), REFUSED, ids=[f"{fault}-{cause}" for _, fault, cause in REFUSED])
def test_impossible_slices(api: Api, part: Any, fault: str, cause: str | None) -> None:
    api.put("/a")
    requests = [
        ("/a/_search?scroll=1m", {"slice": part}),
        ("/a/_delete_by_query", {**ALL, "slice": part}),
        ("/a/_update_by_query", {"slice": part}),
    ]
    for target, body in requests:
        error = api.post(target, body).body["error"]
        assert error["type"] == "x_content_parse_exception"
        assert error["reason"].partition("] ")[2] == f"[slice] {fault}"
        assert error.get("caused_by", {}).get("reason") == cause
    error = api.post("/_reindex", {"source": {"index": "a", "slice": part}, "dest": {"index": "b"}}).body["error"]
    assert error["reason"].endswith("[reindex] failed to parse field [source]")
    assert error["caused_by"]["reason"].endswith(f"[slice] {fault}")


def test_slices_that_do_not_go_together_with_the_rest(api: Api) -> None:
    api.put("/a", {"settings": {"index.max_slices_per_scroll": 4}})
    two = {"slice": {"id": 0, "max": 2}}
    assert api.post("/a/_search", two).error == (
        400,
        "action_request_validation_exception",
        "Validation Failed: 1: [slice] can only be used with [scroll] or [point-in-time] requests;",
    )
    both = "Validation Failed: 1: can't specify both manual and automatic slicing at the same time;"
    assert api.post("/a/_delete_by_query?slices=2", {**ALL, **two}).error[2] == both
    for target in ("/a/_search?scroll=1m", "/a/_delete_by_query"):
        error = api.post(target, {**ALL, "slice": {"id": 0, "max": 5}}).body["error"]
        assert error["caused_by"]["reason"].startswith(
            "The number of slices [5] is too large. It must be less than [4]"
        )
    for field in ("k", "missing"):
        answer = api.post("/a/_search?scroll=1m", {"slice": {"id": 0, "max": 2, "field": field}})
        assert answer.status == 400


def test_what_a_search_says_counts_for_writes_too(api: Api) -> None:
    """Order, score, filters after the query and early ends choose documents; none of it is passed over."""
    api.put("/a", {"mappings": {"properties": {"n": {"type": "integer"}}}})
    api.post("/_bulk?refresh=true", bulk_lines("a", {str(i): {"n": 9 - i} for i in range(10)}))
    for body, total, updated in [
        ({"min_score": 5}, 0, 0),
        ({"post_filter": {"range": {"n": {"lt": 3}}}}, 3, 3),
        ({"terminate_after": 4}, 10, 4),
        ({"size": 3}, 10, 10),
    ]:
        answer = api.post("/a/_update_by_query?refresh=true", body).body
        assert (answer["total"], answer["updated"]) == (total, updated), body
    youngest = {"source": {"index": "a", "sort": {"n": "asc"}}, "dest": {"index": "b"}, "max_docs": 2}
    api.post("/_reindex?refresh=true", youngest)
    assert sorted(ids(api.get("/b/_search"))) == ["8", "9"]
    api.post("/a/_delete_by_query?sort=n:desc&max_docs=2&refresh=true", ALL)
    assert sorted(ids(api.get("/a/_search?size=20"))) == [str(i) for i in range(2, 10)]


def test_a_copy_may_need_an_alias(api: Api) -> None:
    api.put("/a/_doc/1?refresh=true", {"n": 1})
    error = api.post("/_reindex?require_alias=true", {"source": {"index": "a"}, "dest": {"index": "b"}})
    assert error.error == (
        404,
        "index_not_found_exception",
        "no such index [b] and [require_alias] request flag is [true] and [b] is not an alias",
    )
    assert "b" not in api.node.cluster.state.indices


def test_slices_are_tasks_below_the_one_that_was_asked_for(full: Api) -> None:
    slow = "slices=4&scroll_size=1&requests_per_second=0.0009765625&wait_for_completion=false"
    task = full.post(f"/a/_update_by_query?{slow}").body["task"]
    below = f"/_tasks?group_by=none&detailed&parent_task_id={task}"
    while len(found := [part for part in full.get(below).body["tasks"] if "status" in part]) < 4:
        pass
    assert sorted(part["status"]["slice_id"] for part in found) == [0, 1, 2, 3]
    assert {part["parent_task_id"] for part in found} == {task}
    assert {part["status"]["requests_per_second"] for part in found} == {0.000244140625}
    (parent,) = full.get("/_tasks?group_by=parents&actions=*byquery").body["tasks"].values()
    assert len(parent["children"]) == 4
    assert full.get(f"/_tasks/{task}").body["task"]["status"]["slices"] == [None] * 4
    changed = full.post(f"/_update_by_query/{task}/_rethrottle?requests_per_second=0.001953125").body["nodes"]
    status = changed[full.node.id]["tasks"][task]["status"]
    assert status["requests_per_second"] == 0.001953125
    assert [part["slice_id"] for part in status["slices"]] == [0, 1, 2, 3]
    full.post(f"/_tasks/{task}/_cancel")
    done = full.get(f"/_tasks/{task}?wait_for_completion=true").body
    assert [part["canceled"] for part in done["response"]["slices"]] == ["by user request"] * 4
    assert done["response"]["canceled"] == "by user request"
    assert full.get(below).body["tasks"] == []

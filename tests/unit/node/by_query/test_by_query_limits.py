"""Delete by query, update by query and reindex: batches, slices, speed, answers about failures, wrong parameters."""

from typing import Any

import pytest

from findling.base.errors import IllegalArgumentError
from findling.node.services.throttle import UNLIMITED, Throttle, parse_speed
from tests.reference.api import Api, bulk_lines

ALL: dict[str, Any] = {"query": {"match_all": {}}}
COPY: dict[str, Any] = {"source": {"index": "a"}, "dest": {"index": "b"}}


@pytest.fixture
def full(api: Api) -> Api:
    api.put("/a", {"settings": {"number_of_shards": 3}})
    api.post("/_bulk?refresh=true", bulk_lines("a", {str(i): {"n": i} for i in range(10)}))
    return api


def test_batches_go_over_shards(full: Api) -> None:
    answer = full.post("/a/_update_by_query?scroll_size=4&refresh=true").body
    assert (answer["updated"], answer["batches"]) == (10, 3)
    assert full.post("/a/_delete_by_query?scroll_size=4&max_docs=6", ALL).body["batches"] == 2
    assert full.post("/a/_delete_by_query", {"query": {"match_none": {}}}).body["batches"] == 0


@pytest.mark.parametrize(("slices", "count"), [("4", 4), ("auto", 3), ("1", 0)])
def test_slices_add_up(full: Api, slices: str, count: int) -> None:
    answer = full.post(f"/_reindex?slices={slices}", COPY).body
    parts = answer.get("slices", [])
    assert [part["slice_id"] for part in parts] == list(range(count))
    assert answer["created"] == answer["total"] == 10
    for name in ("created", "total", "batches"):
        assert not parts or sum(part[name] for part in parts) == answer[name]


def test_slices_without_indices(api: Api) -> None:
    assert api.post("/none*/_delete_by_query?slices=auto", ALL).body["deleted"] == 0


def test_the_worst_failure_is_the_status(full: Api) -> None:
    full.put("/a/_doc/1", {"n": 100})
    aborted = full.post("/a/_delete_by_query", {"query": {"ids": {"values": ["1"]}}})
    assert aborted.status == 409
    assert aborted.body["failures"][0]["cause"]["type"] == "version_conflict_engine_exception"
    assert full.post("/a/_delete_by_query?conflicts=proceed", {"query": {"ids": {"values": ["1"]}}}).status == 200
    full.put("/b", {"mappings": {"properties": {"n": {"type": "date", "format": "yyyy-MM-dd"}}}})
    refused = full.post("/_reindex", COPY)
    assert (refused.status, refused.body["failures"][0]["status"]) == (400, 400)


def test_a_changed_speed_ends_a_pause(full: Api) -> None:
    slow = "scroll_size=5&requests_per_second=0.000001&wait_for_completion=false"
    task = full.post(f"/a/_delete_by_query?{slow}", ALL).body["task"]
    assert full.post(f"/_delete_by_query/{task}/_rethrottle?requests_per_second=0").status == 400
    shown = full.post(f"/_delete_by_query/{task}/_rethrottle?requests_per_second=-1").body["nodes"]
    assert task in shown[full.node.id]["tasks"]
    done = full.get(f"/_tasks/{task}?wait_for_completion=true").body
    assert done["response"]["deleted"] == 10
    assert done["response"]["requests_per_second"] == -1.0


def test_a_pause_can_be_cancelled(full: Api) -> None:
    slow = "scroll_size=5&requests_per_second=0.000001&wait_for_completion=false"
    task = full.post(f"/a/_update_by_query?{slow}").body["task"]
    full.post(f"/_tasks/{task}/_cancel")
    done = full.get(f"/_tasks/{task}?wait_for_completion=true").body
    assert done["response"]["canceled"] == done["task"]["status"]["canceled"] == "by user request"
    assert (done["response"]["requests_per_second"], done["task"]["cancelled"]) == (-1.0, True)


@pytest.mark.parametrize(("text", "speed"), [(None, UNLIMITED), ("-1", UNLIMITED), ("2.5", 2.5), ("1", 1.0)])
def test_speeds(text: str | None, speed: float) -> None:
    assert parse_speed(text) == speed
    assert Throttle(speed).status()["requests_per_second"] == (-1.0 if speed == UNLIMITED else speed)


@pytest.mark.parametrize("text", ["", "0", "-2", "inf", "nan", "fast"])
def test_wrong_speeds(text: str) -> None:
    with pytest.raises(IllegalArgumentError, match=r"\[requests_per_second\] must be a float greater than 0"):
        parse_speed(text)


WRONG: list[tuple[str, Any, str]] = [
    ("/a/_delete_by_query?slices=0", ALL, '[slices] must be a positive integer or the string "auto", but was [0]'),
    ("/a/_delete_by_query?slices=x", ALL, '[slices] must be a positive integer or the string "auto", but was [x]'),
    ("/a/_update_by_query?scroll_size=x", None, "Failed to parse int parameter [scroll_size] with value [x]"),
    (
        "/a/_delete_by_query?slices=9999999999",
        ALL,
        "The number of slices [9999999999] is too large. It must be less than "
        "[1024]. This limit can be set by changing the [index.max_slices_per_scroll] index level setting.",
    ),
    ("/a/_update_by_query?slices=2&max_docs=1", None, "[max_docs] should be >= [slices]"),
    ("/a/_update_by_query?refresh", {"script": {}}, "Expected one of [source] or [id] fields, but found none"),
    ("/a/_update_by_query?refresh", {"script": []}, "Script value should be a String or a Map"),
    ("/a/_update_by_query?refresh", {"script": {"id": 1}}, "Value must be of type String: [id]"),
    ("/a/_update_by_query?q=x", {"script": {"source": "x", "params": 1}}, "Value must be of type Map: [params]"),
    (
        "/a/_update_by_query?q=y",
        {"script": {"id": "x", "lang": "painless"}},
        "[lang] cannot be specified for stored scripts",
    ),
    ("/a/_update_by_query?from=0", None, "Validation Failed: 1: from is not supported in this context;"),
    ("/a/_update_by_query?max_docs=-1", None, "[max_docs] parameter cannot be negative, found [-1]"),
    ("/a/_update_by_query?preference=_foo", None, "no Preference for [_foo]"),
    (
        "/a/_update_by_query?slices=x",
        None,
        '[slices] must be a positive integer or the string "auto", but was [x]',
    ),
    ("/a/_update_by_query?max_docs=5", {"max_docs": 4}, "[max_docs] set to two different values [4] and [5]"),
    ("/_reindex", {**COPY, "size": 4, "max_docs": 5}, "failed to parse field [max_docs]"),
    ("/_reindex", {**COPY, "conflicts": "x"}, "failed to parse field [conflicts]"),
    (
        "/a/_delete_by_query",
        {"from": 1, "stored_fields": ["n"]},
        "Validation Failed: 1: using [from] is not allowed in a scroll context;2: from is not supported in this "
        "context;3: stored_fields is not supported in this context;4: query is missing;",
    ),
    ("/a/_delete_by_query", {"foo": {}}, "Unknown key for a START_OBJECT in [foo]."),
    (
        "/_reindex",
        {"source": {"index": "a", "_source": False}, "dest": {}},
        "Validation Failed: 1: _source:false is not supported in this context;2: index must be specified;",
    ),
    (
        "/_reindex",
        {"source": {"index": "a"}, "dest": {"index": "b", "routing": "x"}},
        "Validation Failed: 1: routing must be unset, [keep], [discard] or [=<some new value>];",
    ),
    (
        "/far:a/_delete_by_query",
        ALL,
        "Validation Failed: 1: Cross-cluster calls are not supported in this context but remote indices were "
        "requested: [far:a];",
    ),
    (
        "/_reindex",
        {"source": {"index": "a", "remote": {"host": "http://far:9200"}}, "dest": {"index": "b"}},
        "[far:9200] not whitelisted in reindex.remote.whitelist",
    ),
]


@pytest.mark.parametrize(("target", "body", "reason"), WRONG, ids=[reason[:60] for _, _, reason in WRONG])
def test_wrong_parameters(full: Api, target: str, body: Any, reason: str) -> None:
    status, _, given = full.post(target, body).error
    assert status == 400
    assert given.rpartition("] " if given.startswith("[1:") else "\0")[2] == reason


PARTS: list[tuple[dict[str, Any], str, str]] = [
    ({"source": {"junk": {}}}, "source", "Unknown key for a START_OBJECT in [junk]."),
    ({"source": {"size": "x"}}, "source", 'For input string: "x"'),
    ({"dest": {"version": 1}}, "dest", "[dest] unknown field [version] did you mean [version_type]?"),
    (
        {"source": {"remote": {"host": "far"}}},
        "source",
        "[host] must be of the form [scheme]://[host]:[port](/[pathPrefix])? but was [far]",
    ),
    (
        {"source": {"remote": {"host": "http://far:9", "odd": 1, "even": 2}}},
        "source",
        "Unsupported fields in [remote]: [odd,even]",
    ),
]


@pytest.mark.parametrize(("part", "name", "reason"), PARTS, ids=[reason for _, _, reason in PARTS])
def test_wrong_parts_of_reindex(api: Api, part: dict[str, Any], name: str, reason: str) -> None:
    error = api.post("/_reindex", {**COPY, **part}).body["error"]
    assert error["reason"].endswith(f"[reindex] failed to parse field [{name}]")
    assert error["caused_by"]["reason"].endswith(reason)


def test_an_index_without_sources_cannot_be_copied(api: Api) -> None:
    api.put("/bare", {"mappings": {"_source": {"enabled": False}}})
    api.put("/bare/_doc/1?refresh=true", {"n": 1})
    for target, body in (("/bare/_update_by_query", None), ("/_reindex", {**COPY, "source": {"index": "bare"}})):
        assert api.post(target, body).error == (400, "illegal_argument_exception", "[bare][1] didn't store _source")
    assert api.post("/bare/_delete_by_query", ALL).body["deleted"] == 1

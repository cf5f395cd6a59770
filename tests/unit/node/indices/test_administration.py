"""Health, statistics, templates and force merges: details that monitoring tools depend on."""

import pytest

from tests.reference.api import Api


def test_a_missing_index_is_red_until_it_is_there(api: Api) -> None:
    answer = api.get("/_cluster/health/nope?timeout=1ms")
    assert (answer.status, answer.body["status"], answer.body["timed_out"]) == (408, "red", True)
    assert api.get("/_cluster/health/nope?timeout=1ms&return_200_for_cluster_health_timeout=true").status == 200
    assert api.get("/_cluster/health/nope*?timeout=1ms").body["status"] == "green"


def test_parts_of_node_statistics(api: Api) -> None:
    api.put("/x")
    node = next(iter(api.get("/_nodes/stats/indices/docs,store").body["nodes"].values()))
    assert node["indices"].keys() == {"docs", "store"}
    reason = "request [/_nodes/stats/indices/doc] contains unrecognized index metric: [doc] -> did you mean [docs]?"
    assert api.get("/_nodes/stats/indices/doc").error == (400, "illegal_argument_exception", reason)


def test_recoveries_are_over(api: Api) -> None:
    api.put("/x")
    assert api.get("/x/_recovery").body["x"]["shards"][0]["stage"] == "DONE"
    assert api.get("/x/_recovery?active_only=true").body == {}
    assert api.get("/nope/_recovery?active_only=true").status == 404


def test_statistics_of_closed_indices(api: Api) -> None:
    api.put("/x")
    api.post("/x/_close")
    assert api.get("/x/_stats").error[1] == "index_closed_exception"
    assert api.get("/x/_stats?forbid_closed_indices=false").status == 200


def test_force_merge_as_a_task(api: Api) -> None:
    api.put("/x/_doc/1", {"a": 1})
    task = api.post("/x/_forcemerge?max_num_segments=1&wait_for_completion=false").body["task"]
    result = api.get(f"/_tasks/{task}?wait_for_completion=true").body
    assert result["completed"] is True
    assert result["task"]["action"] == "indices:admin/forcemerge"
    expected = "Force-merge indices [x], maxSegments[1], onlyExpungeDeletes[false], flush[true]"
    assert result["task"]["description"] == expected
    assert result["response"]["_shards"]["failed"] == 0


def test_all_columns_of_shards(api: Api) -> None:
    api.put("/x")
    api.put("/x/_doc/1?refresh", {"a": 1})
    assert len(api.get("/_cat/shards?help").text.splitlines()) == 79
    shown = "prirep,state,docs,indexing.index_total,refresh.time,path.data,unassigned.reason,unassigned.for"
    primary, replica = api.get(f"/_cat/shards?format=json&h={shown}").body
    assert (primary["docs"], primary["indexing.index_total"], primary["unassigned.reason"]) == ("1", "1", None)
    assert primary["path.data"].endswith("/0")
    assert (replica["state"], replica["unassigned.reason"]) == ("UNASSIGNED", "INDEX_CREATED")
    row = api.get("/_cat/nodes?format=json&h=file_desc.*").body[0]
    assert row.keys() == {"file_desc.current", "file_desc.percent", "file_desc.max"}


def test_simulating_an_index_that_no_template_is_for(api: Api) -> None:
    assert api.post("/_index_template/_simulate_index/x").body == {}


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("a,b", "name must not contain a ','"),
        ("a%20b", "name must not contain a space"),
        ("_a", "name must not start with '_'"),
        ("Ab", "name must be lower cased"),
    ],
)
def test_names_of_templates(api: Api, name: str, fault: str) -> None:
    for path in (f"/_index_template/{name}", f"/_template/{name}"):
        status, kind, reason = api.put(path, {"index_patterns": ["x*"]}).error
        assert (status, kind) == (400, "invalid_index_template_exception")
        assert fault in reason


def test_the_order_of_a_template_is_a_number(api: Api) -> None:
    answer = api.put("/_template/t", {"index_patterns": ["x*"], "order": "first"})
    assert answer.error == (400, "number_format_exception", 'For input string: "first"')


def test_texts_to_analyze_are_texts(api: Api) -> None:
    for text in ({"a": 1}, [["a"]]):
        assert api.post("/_analyze", {"text": text}).error[:2] == (400, "x_content_parse_exception")


def test_one_request_speaks_one_version(api: Api) -> None:
    kind = "application/vnd.elasticsearch+json; compatible-with="
    mixed = api.post("/_search", {}, accept=f"{kind}8", content_type=f"{kind}9")
    assert mixed.error[:2] == (400, "media_type_header_exception")
    assert "the compatible versions must match" in mixed.error[2]
    assert api.post("/_search", {}, accept=f"{kind}8", content_type="application/json").status == 200

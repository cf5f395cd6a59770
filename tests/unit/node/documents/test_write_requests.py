"""What a write request may ask for: versions, sequence numbers, active copies, and where missing indices are made."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.reference.api import Api


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("/s/_doc/1?if_seq_no=-5&if_primary_term=1", "sequence numbers must be non negative. got [-5]."),
        ("/s/_doc/1?if_seq_no=5&if_primary_term=-1", "primary term must be non negative. got [-1]"),
        ("/s/_doc/1?wait_for_active_shards=some", "cannot parse ActiveShardCount[some]"),
        ("/s/_doc/1?wait_for_active_shards=-2", "shard count cannot be a negative value"),
        ("/s/_doc/1?timeout=soon", "failed to parse setting [timeout] with value [soon] as a time value: "
         "unit is missing or unrecognized"),
    ],
)  # fmt: skip
def test_wrong_parameters(api: Api, target: str, reason: str) -> None:
    assert api.put(target, {"a": 1}).error == (400, "illegal_argument_exception", reason)
    assert not api.node.cluster.state.indices


@pytest.mark.parametrize(
    ("target", "fault"),
    [
        ("?if_seq_no=5&if_primary_term=0", "create operations do not support compare and set. use index instead"),
        ("?if_seq_no=5&if_primary_term=1", "create operations do not support compare and set. use index instead"),
        ("?version=5", "create operations do not support explicit versions. use index instead"),
        (
            "?op_type=index&version=5&version_type=external",
            "an id must be provided if version type or value are set",
        ),
    ],
)
def test_a_document_without_id_is_created(api: Api, target: str, fault: str) -> None:
    status, kind, reason = api.post(f"/s/_doc{target}", {"a": 1}).error
    assert (status, kind) == (400, "action_request_validation_exception")
    assert f"1: {fault};" in reason


def test_writes_wait_for_copies_that_one_node_cannot_have(api: Api) -> None:
    assert api.put("/s/_doc/1?wait_for_active_shards=1", {"a": 1}).status == 201
    status, kind, reason = api.put("/s/_doc/1?wait_for_active_shards=2&timeout=3ms", {"a": 1}).error
    assert (status, kind) == (503, "unavailable_shards_exception")
    assert "[s][0] Not enough active copies to meet shard count of [2] (have 1, needed 2). Timeout: [3ms]" in reason
    answer = api.post("/_bulk?wait_for_active_shards=all&timeout=1ms", '{"index":{"_index":"s","_id":"2"}}\n{}\n').body
    assert answer["items"][0]["index"]["status"] == 503
    api.put("/s/_settings", {"number_of_replicas": 0})
    assert not api.post("/_bulk?wait_for_active_shards=all", '{"index":{"_index":"s","_id":"2"}}\n{}\n').body["errors"]
    api.put("/s/_settings", {"index.write.wait_for_active_shards": "2"})
    assert api.post("/_bulk?timeout=1ms", '{"index":{"_index":"s","_id":"2"}}\n{}\n').body["errors"]


@pytest.mark.parametrize("target", ["/s/_doc/1?", "/s/_bulk?"])
def test_writes_wait_until_copies_enough_are_there(api: Api, target: str) -> None:
    api.put("/s")
    body: Any = '{"index":{"_id":"1"}}\n{}\n' if "_bulk" in target else {}
    with ThreadPoolExecutor(1) as pool:
        written = pool.submit(api.post, f"{target}wait_for_active_shards=all&timeout=1m", body)
        with pytest.raises(TimeoutError):
            written.result(0.2)
        api.put("/s/_settings", {"number_of_replicas": 0})
        assert written.result().status in (200, 201)
    assert api.get("/s/_doc/1").body["_version"] == 1


def test_new_indices_tell_whether_their_copies_are_there(api: Api) -> None:
    assert api.put("/a?wait_for_active_shards=all&timeout=1ms").body["shards_acknowledged"] is False
    assert api.put("/b?wait_for_active_shards=all", {"settings": {"number_of_replicas": 0}}).body["shards_acknowledged"]
    status, _, reason = api.put("/c?wait_for_active_shards=3").error
    assert (status, "cannot be greater than number of shard copies [2]" in reason) == (400, True)
    assert api.head("/c").status == 404


def test_deletes_make_no_index_unless_their_version_must_be_kept(api: Api) -> None:
    assert api.delete("/s/_doc/1").error[:2] == (404, "index_not_found_exception")
    item = api.post("/_bulk", '{"delete":{"_index":"s","_id":"1"}}\n').body["items"][0]["delete"]
    assert (item["status"], item["error"]["type"]) == (404, "index_not_found_exception")
    assert not api.node.cluster.state.indices
    body = '{"delete":{"_index":"s","_id":"1"}}\n{"index":{"_index":"s","_id":"1"}}\n{}\n'
    assert [next(iter(item.values()))["status"] for item in api.post("/_bulk", body).body["items"]] == [404, 201]
    assert api.delete("/t/_doc/1?version=3&version_type=external").body["_version"] == 3


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("\n", "1: no requests added;"),
        ('{"delete":{"_index":"s"}}\n{"update":{}}\n{"doc":{}}\n', "1: id is missing;2: index is missing;3: id is"),
        ('{"index":{"_index":"s","_id":"1"}}\n{}\n{"index":{"_index":"s","_id":"1","version":3}}\n{}\n', "internal"),
        ('{"index":{"_index":"s","_id":"1"}}\n{}\n{"index":{"_index":"s","_id":"%s"}}\n{}\n' % ("x" * 513), "too long"),
    ],
)  # fmt: skip
def test_a_bulk_request_that_makes_no_sense_does_nothing(api: Api, body: str, fault: str) -> None:
    status, kind, reason = api.post("/_bulk", body).error
    assert (status, kind) == (400, "action_request_validation_exception")
    assert fault in reason
    assert not api.node.cluster.state.indices


@pytest.mark.parametrize(
    ("target", "body", "fault"),
    [
        ("?if_seq_no=1&if_primary_term=1&retry_on_conflict=2", {}, "compare and write operations can not be retried"),
        ("?if_seq_no=1&if_primary_term=1", {"doc_as_upsert": True}, "compare and write operations can not be used"),
        ("", {"if_seq_no": 1, "if_primary_term": 1, "upsert": {}}, "upsert requests don't support `if_seq_no` and"),
    ],
)  # fmt: skip
def test_updates_bound_to_a_version_change_what_is_there(
    api: Api, target: str, body: dict[str, object], fault: str
) -> None:
    status, kind, reason = api.post(f"/s/_update/1{target}", {"doc": {"a": 1}, **body}).error
    assert (status, kind) == (400, "action_request_validation_exception")
    assert fault in reason


def test_update_bodies_name_the_wrong_token(api: Api) -> None:
    reason = api.post("/s/_update/1", {"doc": [1]}).error[2]
    assert reason == "[1:8] [UpdateRequest] doc doesn't support values of type: START_ARRAY"


@pytest.mark.parametrize(
    ("body", "kind", "reason"),
    [
        ({"foo": ["1"]}, "parsing_exception", "unknown key [foo] for a START_ARRAY, expected [docs] or [ids]"),
        (
            {"docs": {"_id": "1"}},
            "parsing_exception",
            "unexpected token [START_OBJECT], expected [FIELD_NAME] or [START_ARRAY]",
        ),
        (
            {"docs": [{"_id": "1", "_routing": 5}]},
            "parse_exception",
            "failed to parse multi get request. unknown field [_routing]",
        ),
    ],
)
def test_wrong_mget_bodies(api: Api, body: dict[str, object], kind: str, reason: str) -> None:
    assert api.post("/s/_mget", body).error == (400, kind, reason)


@pytest.mark.parametrize("key", ["_version", "_routing", "_version_type", "_retry_on_conflict"])
def test_the_old_names_of_bulk_parameters_are_gone(api: Api, key: str) -> None:
    reason = api.post("/_bulk", f'{{"index":{{"_index":"s","{key}":1}}}}\n{{}}\n').error[2]
    assert reason == f"Action/metadata line [1] contains an unknown parameter [{key}]"


def test_an_index_is_waited_for_until_its_copies_are_there(api: Api) -> None:
    with ThreadPoolExecutor(1) as pool:
        made = pool.submit(api.put, "/late?wait_for_active_shards=2&timeout=1m")
        while "late" not in api.node.cluster.state.indices:
            pass
        api.delete("/late")
        assert made.result().body == {"acknowledged": True, "shards_acknowledged": False, "index": "late"}
        made = pool.submit(api.put, "/later?wait_for_active_shards=all&timeout=1m")
        while "later" not in api.node.cluster.state.indices:
            pass
        api.put("/later/_settings", {"number_of_replicas": 0})
        assert made.result().body["shards_acknowledged"] is True


def test_a_closed_index_refuses_an_update_by_its_block(api: Api) -> None:
    api.put("/a/_doc/1", {})
    api.post("/a/_close")
    reason = "index [a] blocked by: [FORBIDDEN/4/index closed];"
    assert api.post("/a/_update/1", {"doc": {}}).error == (403, "cluster_block_exception", reason)
    assert api.put("/a/_doc/1", {}).error == (400, "index_closed_exception", "closed")
    bulk = '{"update":{"_index":"a","_id":"1"}}\n{"doc":{}}\n'
    assert api.post("/_bulk", bulk).body["items"][0]["update"]["error"]["type"] == "index_closed_exception"


def test_a_source_is_given_as_it_is(api: Api) -> None:
    api.put("/a/_doc/1", {"n": 1, "k": 2})
    assert api.get("/a/_source/1?filter_path=n").body == {"n": 1, "k": 2}


def test_an_update_that_changes_nothing_says_more_in_a_bulk_request(api: Api) -> None:
    api.put("/a/_doc/1", {"n": 1})
    bulk = '{"update":{"_index":"a","_id":"1"}}\n{"doc":{"n":1}}\n'
    noop = api.post("/_bulk?refresh=true", bulk).body["items"][0]["update"]
    assert (noop["result"], noop["forced_refresh"]) == ("noop", True)
    assert noop["_shards"] == {"total": 2, "successful": 1, "failed": 0}
    single = api.post("/a/_update/1?refresh=true", {"doc": {"n": 1}}).body
    assert single["_shards"] == {"total": 0, "successful": 0, "failed": 0}
    assert "forced_refresh" not in single

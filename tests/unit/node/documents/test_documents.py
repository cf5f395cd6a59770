"""Single documents and bulk: index, create, update, delete, get, versions, errors of single items."""

import threading
from typing import Any

import orjson
import pytest

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.reference.api import Api, bulk_lines


def test_index_create_get_delete(api: Api) -> None:
    created = api.put("/store/_doc/1", {"name": "a"})
    assert created.status == 201
    assert created.body == {
        "_index": "store", "_id": "1", "_version": 1, "result": "created",
        "_shards": {"total": 2, "successful": 1, "failed": 0}, "_seq_no": 0, "_primary_term": 1,
    }  # fmt: skip
    assert (
        created.headers["location"] if "location" in created.headers else created.headers["Location"] == "/store/_doc/1"
    )
    updated = api.put("/store/_doc/1", {"name": "b"})
    assert (updated.status, updated.body["result"], updated.body["_version"]) == (200, "updated", 2)
    found = api.get("/store/_doc/1").body
    assert found == {"_index": "store", "_id": "1", "_version": 2, "_seq_no": 1, "_primary_term": 1, "found": True,
                     "_source": {"name": "b"}}  # fmt: skip
    deleted = api.delete("/store/_doc/1")
    assert (deleted.status, deleted.body["result"], deleted.body["_version"]) == (200, "deleted", 3)
    missing = api.get("/store/_doc/1")
    assert (missing.status, missing.body) == (404, {"_index": "store", "_id": "1", "found": False})
    again = api.delete("/store/_doc/1")
    assert (again.status, again.body["result"]) == (404, "not_found")


def test_generated_ids(api: Api) -> None:
    first, second = api.post("/store/_doc", {"a": 1}).body, api.post("/store/_doc", {"a": 1}).body
    assert len(first["_id"]) == 20
    assert first["_id"] != second["_id"]


def test_create_conflicts(api: Api) -> None:
    assert api.put("/store/_create/1", {"a": 1}).status == 201
    status, kind, reason = api.put("/store/_create/1", {"a": 2}).error
    assert (status, kind) == (409, "version_conflict_engine_exception")
    assert reason == "[1]: version conflict, document already exists (current version [1])"
    assert api.put("/store/_doc/1?op_type=create", {"a": 2}).status == 409
    assert api.get("/store/_source/1").body == {"a": 1}


def test_sequence_numbers_guard_writes(api: Api) -> None:
    api.put("/store/_doc/1", {"a": 1})
    assert api.put("/store/_doc/1?if_seq_no=0&if_primary_term=1", {"a": 2}).status == 200
    stale = api.put("/store/_doc/1?if_seq_no=0&if_primary_term=1", {"a": 3})
    assert stale.error[:2] == (409, "version_conflict_engine_exception")
    half = api.put("/store/_doc/1?if_seq_no=0", {"a": 3})
    assert half.error == (
        400, "action_request_validation_exception", "Validation Failed: 1: ifSeqNo is set, but primary term is [0];"
    )  # fmt: skip


@pytest.mark.parametrize("version_type", ["internal", "external", "external_gte"])
def test_reading_another_version_than_there_is_conflicts(api: Api, version_type: str) -> None:
    api.put("/store/_doc/1?version=5&version_type=external", {"a": 1})
    statuses = [api.get(f"/store/_doc/1?version={n}&version_type={version_type}").status for n in (4, 5, 6)]
    assert statuses == [409, 200, 409]
    docs = [{"_index": "store", "_id": "1", "version": 4, "version_type": version_type}]
    assert api.post("/_mget", {"docs": docs}).body["docs"][0]["error"]["type"] == "version_conflict_engine_exception"
    docs[0]["version_type"] = "nope"
    assert api.post("/_mget", {"docs": docs}).error[2] == "No version type match [nope]"


def test_external_versions(api: Api) -> None:
    assert api.put("/store/_doc/1?version=5&version_type=external", {"a": 1}).body["_version"] == 5
    assert api.put("/store/_doc/1?version=5&version_type=external", {"a": 1}).status == 409
    assert api.put("/store/_doc/1?version=5&version_type=external_gte", {"a": 2}).body["_version"] == 5
    assert api.put("/store/_doc/1?version=6", {"a": 1}).error[1] == "action_request_validation_exception"
    assert api.put("/store/_doc/1?version=6&version_type=nope", {"a": 1}).error[2] == "No version type match [nope]"


@pytest.mark.parametrize(
    ("target", "body", "kind", "reason"),
    [
        ("/store/_doc/1", None, "parse_exception", "request body is required"),
        ("/store/_doc/1?refresh=soon", {"a": 1}, "illegal_argument_exception", "Unknown value for refresh: [soon]."),
        ("/store/_doc/1?pipeline=p", {"a": 1}, "illegal_argument_exception", "pipeline with id [p] does not exist"),
        ("/store/_doc/" + "x" * 513, {"a": 1}, "action_request_validation_exception",
         f"Validation Failed: 1: id [{'x' * 513}] is too long, must be no longer than 512 bytes but was: 513;"),
        ("/Store/_doc/1", {"a": 1}, "invalid_index_name_exception", "Invalid index name [Store], must be lowercase"),
        ("/store/_doc/1?require_alias=true", {"a": 1}, "index_not_found_exception",
         "no such index [store] and [require_alias] request flag is [true] and [store] is not an alias"),
    ],
)  # fmt: skip
def test_refused(api: Api, target: str, body: Any, kind: str, reason: str) -> None:
    assert api.put(target, body).error[1:] == (kind, reason)
    assert not api.node.cluster.state.indices


def test_documents_that_do_not_fit(api: Api) -> None:
    api.put("/store", {"mappings": {"properties": {"n": {"type": "long"}}}})
    assert api.put("/store/_doc/1", {"n": "many"}).error[:2] == (400, "document_parsing_exception")
    malformed = api.put("/store/_doc/1", b'{"n": ')
    assert malformed.error[:2] == (400, "document_parsing_exception")
    assert api.get("/store/_doc/1").status == 404


def test_update_merges_objects(api: Api) -> None:
    api.put("/store/_doc/1", {"a": {"x": 1, "y": [1, 2]}, "b": 1})
    updated = api.post("/store/_update/1?_source=true", {"doc": {"a": {"y": [3], "z": None}}})
    assert updated.body["result"] == "updated"
    assert updated.body["get"]["_source"] == {"a": {"x": 1, "y": [3], "z": None}, "b": 1}
    assert api.get("/store/_source/1").body == {"a": {"x": 1, "y": [3], "z": None}, "b": 1}


def test_an_update_without_change_is_a_noop(api: Api) -> None:
    api.put("/store/_doc/1", {"a": 1})
    noop = api.post("/store/_update/1", {"doc": {"a": 1}}).body
    assert (noop["result"], noop["_version"], noop["_shards"]["total"]) == ("noop", 1, 0)
    forced = api.post("/store/_update/1", {"doc": {"a": 1}, "detect_noop": False}).body
    assert (forced["result"], forced["_version"]) == ("updated", 2)
    assert api.post("/store/_update/1", {"doc": {"a": 1.0}}).body["result"] == "updated"


def test_upserts(api: Api) -> None:
    assert api.post("/store/_update/1", {"doc": {"a": 2}, "upsert": {"a": 1}}).status == 201
    assert api.get("/store/_source/1").body == {"a": 1}
    assert api.post("/store/_update/2", {"doc": {"a": 2}, "doc_as_upsert": True}).status == 201
    assert api.get("/store/_source/2").body == {"a": 2}
    assert api.post("/store/_update/3", {"doc": {"a": 2}}).error == (
        404, "document_missing_exception", "[3]: document missing"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"doc": 5}, "x_content_parse_exception"),
        ({"dok": {}}, "x_content_parse_exception"),
        ({}, "action_request_validation_exception"),
        ({"script": {"source": "ctx._source.a ="}}, "illegal_argument_exception"),
        ({"doc": {}, "doc_as_upsert": 3}, "x_content_parse_exception"),
    ],
)
def test_wrong_updates(api: Api, body: Any, kind: str) -> None:
    api.put("/store/_doc/1", {"a": 1})
    assert api.post("/store/_update/1", body).error[1] == kind


def test_update_under_a_sequence_number(api: Api) -> None:
    api.put("/store/_doc/1", {"a": 1})
    assert api.post("/store/_update/1?if_seq_no=7&if_primary_term=1", {"doc": {"a": 2}}).error[:2] == (
        409, "version_conflict_engine_exception"
    )  # fmt: skip
    assert api.post("/store/_update/1?if_seq_no=0&if_primary_term=1", {"doc": {"a": 2}}).status == 200


def test_concurrent_updates_with_retries_lose_nothing(api: Api) -> None:
    api.put("/store", {"settings": {"index.mapping.total_fields.limit": 5000}})
    api.put("/store/_doc/1", {})

    def work(number: int) -> None:
        for i in range(10):
            answer = api.post("/store/_update/1?retry_on_conflict=200", {"doc": {f"f{number}_{i}": 1}})
            assert answer.status == 200, answer.text

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(api.get("/store/_source/1").body) == 40


def test_bulk_reports_each_item(api: Api) -> None:
    api.put("/store", {"mappings": {"properties": {"n": {"type": "integer"}}}})
    lines = [
        {"index": {"_id": "1"}}, {"n": 1},
        {"create": {"_id": "1"}}, {"n": 2},
        {"index": {"_id": "2"}}, {"n": "x"},
        {"update": {"_id": "1"}}, {"doc": {"n": 5}},
        {"delete": {"_id": "9"}},
        {"index": {}}, {"n": 3},
    ]  # fmt: skip
    body = "".join(orjson.dumps(line).decode() + "\n" for line in lines)
    answer = api.post("/store/_bulk", body).body
    assert answer["errors"] is True
    kinds = [(next(iter(item)), next(iter(item.values()))["status"]) for item in answer["items"]]
    assert kinds == [("index", 201), ("create", 409), ("index", 400), ("update", 200), ("delete", 404), ("index", 201)]
    assert answer["items"][1]["create"]["error"]["type"] == "version_conflict_engine_exception"
    assert answer["items"][2]["index"]["error"]["type"] == "document_parsing_exception"
    assert api.get("/store/_source/1").body == {"n": 5}


def test_bulk_keeps_the_order_of_one_document(api: Api) -> None:
    lines = []
    for i in range(20):
        lines += [
            {"index": {"_index": "s", "_id": "1"}},
            {"n": i},
            {"update": {"_index": "s", "_id": "1"}},
            {"doc": {"m": i}},
        ]
    api.post("/_bulk", "".join(orjson.dumps(line).decode() + "\n" for line in lines))
    found = api.get("/s/_doc/1").body
    assert found["_source"] == {"n": 19, "m": 19}
    assert found["_version"] == 40


@pytest.mark.parametrize(
    ("body", "kind", "part"),
    [
        ('{"index":{"_index":"s"}}\n{"a":1}', "illegal_argument_exception", "must be terminated by a newline"),
        (
            '{"index":{"_index":"s"}}\n{"a":1}\n[]\n{}\n',
            "illegal_argument_exception",
            "Malformed action/metadata line [3]",
        ),
        ('{"bulk":{}}\n{}\n', "illegal_argument_exception", "expected field [create], [delete], [index] or [update]"),
        ('{"index":{"_index":"s"}\n{}\n', "x_content_e_o_f_exception", "[1:"),
        ('{"index":{"_index":"s","foo":1}}\n{}\n', "illegal_argument_exception", "contains an unknown parameter [foo]"),
        ('{"index":{}}\n{}\n', "action_request_validation_exception", "Validation Failed: 1: index is missing;"),
        (
            '{"index":{"_index":"s"}}\n',
            "action_request_validation_exception",
            "Failed: 1: no requests added;",
        ),
    ],
)
def test_wrong_bulk_lines_stop_everything(api: Api, body: str, kind: str, part: str) -> None:
    status, found, reason = api.post("/_bulk", body).error
    assert (status, found) == (400, kind)
    assert part in reason
    assert not api.node.cluster.state.indices


def test_one_wrong_new_field_does_not_hurt_the_others(api: Api) -> None:
    documents = {"1": {"x": 1}, "2": {"x": {"y": 1}}, "3": {"x": 2, "z": "new"}}
    answer = api.post("/_bulk?refresh=true", bulk_lines("s", documents)).body
    assert [next(iter(item.values()))["status"] for item in answer["items"]] == [201, 400, 201]
    assert sorted(api.ids("/s/_search")) == ["1", "3"]
    assert api.get("/s/_mapping").body["s"]["mappings"]["properties"]["x"] == {"type": "long"}


def test_refresh_policies(api: Api) -> None:
    assert api.put("/s/_doc/1", {"a": 1}).body.get("forced_refresh") is None
    assert api.ids("/s/_search") == []
    assert api.put("/s/_doc/2?refresh", {"a": 1}).body["forced_refresh"] is True
    assert len(api.ids("/s/_search")) == 2
    api.put("/s/_doc/3?refresh=wait_for", {"a": 1})
    assert len(api.ids("/s/_search")) == 3


def test_mget(api: Api) -> None:
    api.post("/_bulk", bulk_lines("s", {"1": {"a": 1, "b": 2}, "2": {"a": 2, "b": 3}}))
    docs = [{"_index": "s", "_id": "1", "_source": ["a"]}, {"_index": "s", "_id": "9"}, {"_index": "no", "_id": "1"}]
    first, second, third = api.post("/_mget", {"docs": docs}).body["docs"]
    assert first["_source"] == {"a": 1}
    assert second["found"] is False
    assert third["error"]["type"] == "index_not_found_exception"
    by_id = api.post("/s/_mget?_source=false", {"ids": ["1", "2"]}).body["docs"]
    assert [(doc["_id"], "_source" in doc) for doc in by_id] == [("1", False), ("2", False)]
    assert api.post("/_mget", {"ids": ["1"]}).error[2] == "Validation Failed: 1: index is missing for doc 0;"
    assert api.post("/_mget", {"docs": []}).error[1] == "action_request_validation_exception"


def test_get_shows_what_is_asked_for(api: Api) -> None:
    api.put("/s", {"mappings": {"properties": {"k": {"type": "keyword", "store": True}}}})
    api.put("/s/_doc/1?routing=r", {"k": "v", "o": {"a": 1, "b": 2}})
    assert api.get("/s/_doc/1?routing=r&_source_includes=o.*&_source_excludes=o.b").body["_source"] == {"o": {"a": 1}}
    assert "_source" not in api.get("/s/_doc/1?routing=r&_source=false").body
    stored = api.get("/s/_doc/1?routing=r&stored_fields=k").body
    assert stored["fields"] == {"k": ["v"]}
    assert stored["_routing"] == "r"
    assert "_source" not in stored
    assert api.head("/s/_doc/1?routing=r").status == 200
    assert api.head("/s/_source/2").status == 404
    assert api.get("/s/_source/2").error[1:] == ("resource_not_found_exception", "Document not found [s]/[2]")
    assert api.get("/s/_doc/1?routing=r&version=7").error[:2] == (409, "version_conflict_engine_exception")


def test_required_routing(api: Api) -> None:
    api.put("/s", {"mappings": {"_routing": {"required": True}}})
    missing = (400, "routing_missing_exception", "routing is required for [s]/[1]")
    assert api.put("/s/_doc/1", {"a": 1}).error == missing
    assert api.get("/s/_doc/1").error == missing
    assert api.put("/s/_doc/1?routing=x", {"a": 1}).status == 201
    assert api.get("/s/_doc/1?routing=x").status == 200


def test_documents_survive_a_restart(tmp_path: Any) -> None:

    config = NodeConfig(data=tmp_path / "d", background=False)
    with Node(config) as first:
        Api(first).post("/_bulk", bulk_lines("s", {str(i): {"n": i} for i in range(50)}))
        Api(first).delete("/s/_doc/7")
    with Node(config) as second:
        api = Api(second)
        assert api.get("/s/_doc/7").status == 404
        assert api.get("/s/_source/8").body == {"n": 8}
        assert api.get("/s/_count").body["count"] == 49

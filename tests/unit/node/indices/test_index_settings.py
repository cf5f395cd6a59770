"""Index settings: which ones an index can have, and how they change."""

import pytest

from tests.reference.api import Api


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"soft_deletes.enabled": False}, "Creating indices with soft-deletes disabled is no longer supported."),
        ({"mode": "lookup", "number_of_shards": 2}, "index with [lookup] mode must have [index.number_of_shards]"),
        ({"sort.field": "b"}, "unknown index sort field:[b]"),
    ],
)  # fmt: skip
def test_refused_at_creation(api: Api, settings: dict[str, object], reason: str) -> None:
    rooms = {"type": "nested", "properties": {"size": {"type": "integer"}}}
    body = {"settings": settings, "mappings": {"properties": {"a": {"type": "keyword"}, "rooms": rooms}}}
    status, kind, found = api.put("/x", body).error
    assert (status, kind) == (400, "illegal_argument_exception")
    assert found.startswith(reason)


def test_reopening_changes_what_an_open_index_cannot(api: Api) -> None:
    api.put("/x")
    api.put("/x/_doc/1", {"a": 1})
    change = {"index.codec": "best_compression"}
    assert api.put("/x/_settings", change).status == 400
    assert api.put("/x/_settings?reopen=true", {"number_of_replicas": 0, **change}).body == {"acknowledged": True}
    assert api.get("/x/_settings?flat_settings=true").body["x"]["settings"]["index.codec"] == "best_compression"
    assert api.get("/x/_doc/1").status == 200
    assert api.put("/x/_settings?reopen=true", {"number_of_shards": 7, **change}).status == 400
    assert api.get("/x/_doc/1").status == 200


def test_no_index_at_all_is_fine(api: Api) -> None:
    assert api.put("/x*/_settings", {"number_of_replicas": 0}).body == {"acknowledged": True}
    assert api.put("/x*/_settings?allow_no_indices=false", {"number_of_replicas": 0}).status == 404


def test_a_full_disk_is_a_reason_to_come_back_later(api: Api) -> None:
    api.put("/x", {"settings": {"index.blocks.read_only_allow_delete": True}})
    status, kind, reason = api.put("/x/_doc/1", {"a": 1}).error
    assert (status, kind) == (429, "cluster_block_exception")
    assert reason.startswith("index [x] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark")
    api.put("/x/_settings", {"index.blocks.write": True, "index.blocks.read_only_allow_delete": True})
    assert api.put("/x/_doc/1", {"a": 1}).status == 403


def test_opening_and_closing_tell_of_active_copies(api: Api) -> None:
    api.put("/x", {"settings": {"number_of_replicas": 0}})
    assert api.post("/x/_close?wait_for_active_shards=all").body["shards_acknowledged"] is True
    assert api.post("/x/_open?wait_for_active_shards=2&timeout=1ms").body["shards_acknowledged"] is False
    warned = api.post("/x/_close?wait_for_active_shards=index-setting")
    assert "is now the default behaviour" in warned.headers["warning"]
    assert warned.body["indices"] == {"x": {"closed": True}}


def test_field_mappings_with_defaults(api: Api) -> None:
    api.put("/x", {"mappings": {"properties": {"t": {"type": "text"}, "d": {"type": "date", "format": "yyyy"}}}})
    shown = api.get("/x/_mapping/field/*?include_defaults=true").body["x"]["mappings"]
    assert shown["t"]["mapping"]["t"].items() >= {"type": "text", "analyzer": "default", "index": True}.items()
    assert shown["d"]["mapping"]["d"].items() >= {"type": "date", "format": "yyyy", "doc_values": True}.items()
    assert api.get("/x/_mapping/field/t").body["x"]["mappings"]["t"]["mapping"] == {"t": {"type": "text"}}


def test_types_in_mapping_updates_must_be_announced(api: Api) -> None:
    api.put("/x")
    body = {"_doc": {"properties": {"a": {"type": "keyword"}}}}
    assert api.put("/x/_mapping", body).error == (
        400, "illegal_argument_exception", "Types cannot be provided in put mapping requests",
    )  # fmt: skip
    assert api.put("/x/_mapping?include_type_name=true", body).status == 200
    assert api.put("/x/_mapping/_doc", body).status == 200


def test_rollover_needs_a_target_and_a_condition_that_can_be_met(api: Api) -> None:
    api.put("/logs-1", {"aliases": {"logs": {}}})
    assert api.post("/nope/_rollover").error == (
        404, "resource_not_found_exception", "rollover target [nope] does not exist",
    )  # fmt: skip
    reason = "Validation Failed: 1: at least one max_* rollover condition must be set when using min_* conditions;"
    answer = api.post("/logs/_rollover", {"conditions": {"min_docs": 1}})
    assert answer.error == (400, "action_request_validation_exception", reason)
    assert api.post("/logs/_rollover?wait_for_active_shards=all&timeout=1ms").body["shards_acknowledged"] is False

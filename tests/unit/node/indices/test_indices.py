"""Indices: create, delete, get, settings, mappings, open and close, blocks, resize, rollover."""

import threading
from typing import Any

import pytest

from findling.node.services.node import Node
from tests.reference.api import Api, bulk_lines


def test_create_get_delete(api: Api) -> None:
    body = {
        "settings": {"number_of_shards": 2, "index": {"refresh_interval": "5s"}},
        "mappings": {"properties": {"name": {"type": "text"}}},
        "aliases": {"shop": {"filter": {"term": {"a": 1}}, "routing": "x"}},
    }
    created = api.put("/store", body)
    assert created.body == {"acknowledged": True, "shards_acknowledged": True, "index": "store"}
    found = api.get("/store").body["store"]
    assert found["mappings"] == {"properties": {"name": {"type": "text"}}}
    assert found["aliases"] == {"shop": {"filter": {"term": {"a": 1}}, "index_routing": "x", "search_routing": "x"}}
    settings = found["settings"]["index"]
    assert (settings["number_of_shards"], settings["number_of_replicas"], settings["refresh_interval"]) == (
        "2",
        "1",
        "5s",
    )
    assert settings["provided_name"] == "store"
    assert api.head("/store").status == 200
    assert api.delete("/store").body == {"acknowledged": True}
    assert api.head("/store").status == 404
    assert not list(api.node.data.indices.iterdir())


@pytest.mark.parametrize(
    ("body", "kind", "reason"),
    [
        ({"foo": {}}, "parse_exception", "unknown key [foo] for create index"),
        ({"settings": {"number_of_shards": 0}}, "illegal_argument_exception",
         "Failed to parse value [0] for setting [index.number_of_shards] must be >= 1"),
        ({"settings": {"number_of_shard": 1}}, "illegal_argument_exception",
         "unknown setting [index.number_of_shard] did you mean [index.number_of_shards]?"),
        ({"settings": {"uuid": "x"}}, "illegal_argument_exception",
         "unknown setting [index.uuid] please check that any required plugins are installed, or check the breaking "
         "changes documentation for removed settings"),
        ({"settings": {"version.created": "1"}}, "validation_exception",
         "Validation Failed: 1: private index setting [index.version.created] can not be set explicitly;"),
        ({"settings": {"number_of_shards": 3, "number_of_routing_shards": 4}}, "illegal_argument_exception",
         "the number of source shards [3] must be a factor of [4]"),
        ({"aliases": {"_x": {}}}, "invalid_alias_name_exception",
         "Invalid alias name [_x]: must not start with '_', '-', or '+'"),
        ({"aliases": {"store": {}}}, "invalid_alias_name_exception",
         "Invalid alias name [store]: an index or data stream exists with the same name as the alias"),
    ],
)  # fmt: skip
def test_create_refused(api: Api, body: Any, kind: str, reason: str) -> None:
    assert api.put("/store", body).error == (400, kind, reason)
    assert not api.node.cluster.state.indices


def test_names_are_taken_once(api: Api) -> None:
    api.put("/store", {"aliases": {"shop": {}}})
    status, kind, reason = api.put("/store").error
    assert (status, kind) == (400, "resource_already_exists_exception")
    assert reason.startswith("index [store/")
    assert api.put("/shop").error[1:] == (
        "invalid_index_name_exception", "Invalid index name [shop], already exists as alias"
    )  # fmt: skip


def test_wrong_mappings_are_named(api: Api) -> None:
    status, kind, reason = api.put("/store", {"mappings": {"properties": {"x": {"type": "strin"}}}}).error
    assert (status, kind) == (400, "mapper_parsing_exception")
    assert "strin" in reason


def test_the_shard_limit(api: Api) -> None:
    api.put("/_cluster/settings", {"persistent": {"cluster.max_shards_per_node": 3}})
    assert api.put("/a").status == 200
    status, kind, reason = api.put("/b").error
    assert (status, kind) == (400, "validation_exception")
    assert reason.startswith(
        "Validation Failed: 1: this action would add [2] shards, but this cluster currently has [2]/[3]"
    )


def test_deleting_by_wildcard_needs_leave(api: Api) -> None:
    for name in ("a1", "a2", "b1"):
        api.put(f"/{name}")
    assert api.delete("/a*").error == (
        400, "illegal_argument_exception", "Wildcard expressions or all indices are not allowed"
    )  # fmt: skip
    api.put("/_cluster/settings", {"transient": {"action.destructive_requires_name": False}})
    assert api.delete("/a*").status == 200
    assert list(api.node.cluster.state.indices) == ["b1"]
    assert api.delete("/missing").status == 404
    assert api.delete("/missing?ignore_unavailable=true").status == 200


def test_aliases_cannot_be_deleted_as_indices(api: Api) -> None:
    api.put("/store", {"aliases": {"shop": {}}})
    assert api.delete("/shop").error[2] == (
        "The provided expression [shop] matches an alias, specify the corresponding concrete indices instead."
    )


def test_settings_change_and_reset(api: Api) -> None:
    api.put("/store", {"settings": {"refresh_interval": "3s"}})
    assert api.put("/store/_settings", {"index": {"refresh_interval": "-1", "max_result_window": 5}}).status == 200
    shown = api.get("/store/_settings?flat_settings=true").body["store"]["settings"]
    assert (shown["index.refresh_interval"], shown["index.max_result_window"]) == ("-1", "5")
    api.put("/store/_settings", {"refresh_interval": None, "max_result_window": 7})
    shown = api.get("/store/_settings").body
    assert shown["store"]["settings"]["index"].get("refresh_interval") is None
    defaults = api.get("/store/_settings?include_defaults=true&flat_settings=true").body["store"]["defaults"]
    assert defaults["index.refresh_interval"] == "1s"
    named = api.get("/store/_settings/index.max*?flat_settings=true").body
    assert named == {"store": {"settings": {"index.max_result_window": "7"}}}
    api.put("/store/_settings?preserve_existing=true", {"max_result_window": 9})
    assert api.get("/store/_settings").body["store"]["settings"]["index"]["max_result_window"] == "7"


@pytest.mark.parametrize(
    ("settings", "part"),
    [
        (
            {"number_of_shards": 2},
            "Can't update non dynamic settings [[index.number_of_shards]] for open indices",
        ),
        ({"codec": "default"}, "Can't update non dynamic settings [[index.codec]] for open indices [[store/"),
        ({"uuid": "x"}, "unknown setting [index.uuid] please check that any required plugins are installed"),
        ({"foo": 1}, "unknown setting [index.foo] please check that any required plugins are installed"),
        ({"number_of_replicas": -1}, "Failed to parse value [-1] for setting [index.number_of_replicas] must be >= 0"),
        ({"refresh_interval": "5"}, "failed to parse setting [index.refresh_interval] with value [5] as a time value"),
    ],
)
def test_settings_refused(api: Api, settings: Any, part: str) -> None:
    api.put("/store")
    status, kind, reason = api.put("/store/_settings", settings).error
    assert (status, kind) == (400, "illegal_argument_exception")
    assert part in reason


def test_mappings_grow_or_stay(api: Api) -> None:
    api.put("/a", {"mappings": {"properties": {"x": {"type": "long"}}}})
    api.put("/b", {"mappings": {"properties": {"y": {"type": "keyword"}}}})
    assert api.put("/a,b/_mapping", {"properties": {"z": {"type": "ip"}}}).status == 200
    assert "z" in api.get("/b/_mapping").body["b"]["mappings"]["properties"]
    status, kind, reason = api.put("/a,b/_mapping", {"properties": {"w": {"type": "ip"}, "y": {"type": "long"}}}).error
    assert (status, kind) == (400, "illegal_argument_exception")
    assert "cannot be changed from type [keyword] to [long]" in reason
    assert "w" not in api.get("/a/_mapping").body["a"]["mappings"]["properties"]
    fields = api.get("/a/_mapping/field/x,z*").body["a"]["mappings"]
    assert fields["x"] == {"full_name": "x", "mapping": {"x": {"type": "long"}}}
    assert set(fields) == {"x", "z"}
    assert api.put("/missing/_mapping", {"properties": {}}).status == 404


def test_typed_mappings_of_old_clients(api: Api) -> None:
    created = api.put("/store", {"mappings": {"mobile": {"properties": {"x": {"type": "long"}}}}})
    assert "types removal" in created.headers["warning"]
    assert api.get("/store/_mapping").body["store"]["mappings"] == {"properties": {"x": {"type": "long"}}}
    assert "mobile" in api.get("/store/_mapping?include_type_name=true").body["store"]["mappings"]
    written = api.post("/store/mobile", {"x": 1})
    assert (written.status, written.body["_type"]) == (201, "mobile")
    other = api.post("/store/phone", {"x": 1})
    assert other.error[2] == (
        "Rejecting mapping update to [store] as the final mapping would have more than 1 type: [mobile, phone]"
    )
    assert api.put("/store/mobile/_mapping", {"mobile": {"properties": {"y": {"type": "ip"}}}}).status == 200
    assert api.get("/store/mobile/" + written.body["_id"]).body["_type"] == "mobile"
    found = api.post("/store/mobile/_search", {}).body
    assert found["hits"]["total"]["value"] == 0


def test_closed_indices(api: Api) -> None:
    api.put("/store/_doc/1", {"a": 1})
    closed = api.post("/store/_close").body
    assert closed == {"acknowledged": True, "shards_acknowledged": True, "indices": {"store": {"closed": True}}}
    assert api.get("/store/_search").error[:2] == (400, "index_closed_exception")
    assert api.put("/store/_doc/2", {"a": 1}).error[:2] == (400, "index_closed_exception")
    assert api.put("/store/_settings", {"codec": "best_compression"}).status == 200
    assert "close" in api.get("/_cat/indices/store").text
    assert api.post("/store/_open").body["acknowledged"] is True
    assert api.get("/store/_source/1").body == {"a": 1}


@pytest.mark.parametrize(
    ("block", "refused", "allowed"),
    [
        (
            "write",
            [("PUT", "/store/_doc/2", {"a": 1})],
            [("GET", "/store/_search", None), ("PUT", "/store/_mapping", {})],
        ),
        (
            "read",
            [("GET", "/store/_search", None), ("GET", "/store/_doc/1", None)],
            [("PUT", "/store/_doc/2", {"a": 1})],
        ),
        (
            "read_only",
            [("PUT", "/store/_doc/2", {"a": 1}), ("DELETE", "/store", None)],
            [("GET", "/store/_doc/1", None)],
        ),
        ("metadata", [("GET", "/store/_mapping", None), ("DELETE", "/store", None)], [("GET", "/store/_doc/1", None)]),
    ],
)
def test_blocks(api: Api, block: str, refused: Any, allowed: Any) -> None:
    api.put("/store/_doc/1", {"a": 1})
    assert api.put(f"/store/_block/{block}").body["indices"] == [{"name": "store", "blocked": True}]
    for method, target, body in refused:
        assert api.call(method, target, body).error[:2] == (403, "cluster_block_exception")
    for method, target, body in allowed:
        assert api.call(method, target, body).status != 403
    assert api.put("/store/_settings", {"index.blocks." + block: None}).status == 200
    assert api.call(*refused[0]).status < 300


def test_unknown_blocks(api: Api) -> None:
    api.put("/store")
    assert api.put("/store/_block/nope").error[2] == "No block found with name nope"
    api.put("/store/_block/write")
    assert api.delete("/store/_block/write").body["acknowledged"] is True


def fill(api: Api, **settings: Any) -> None:
    api.put("/old", {"settings": settings, "mappings": {"properties": {"n": {"type": "integer"}}}})
    api.post("/_bulk", bulk_lines("old", {str(i): {"n": i} for i in range(60)}))


@pytest.mark.parametrize(
    ("kind", "before", "after", "shards"),
    [
        ("shrink", {"number_of_shards": 4}, {}, "1"),
        ("shrink", {"number_of_shards": 4}, {"index.number_of_shards": 2}, "2"),
        ("split", {"number_of_shards": 2}, {"index.number_of_shards": 4}, "4"),
        ("split", {"number_of_shards": 1}, {"index.number_of_shards": 3}, "3"),
        ("clone", {"number_of_shards": 2}, {}, "2"),
    ],
)
def test_resizing(api: Api, kind: str, before: Any, after: Any, shards: str) -> None:
    fill(api, **before)
    assert "must be read-only to resize index" in api.post(f"/old/_{kind}/new", {"settings": after}).error[2]
    api.put("/old/_settings", {"index.blocks.write": True})
    answer = api.post(f"/old/_{kind}/new", {"settings": after, "aliases": {"a": {}}})
    assert answer.status == 200, answer.text
    assert api.put("/new/_doc/x", {"n": 1}).status == 403
    api.put("/new/_settings", {"index.blocks.write": None})
    api.post("/_refresh")
    assert api.get("/new/_settings").body["new"]["settings"]["index"]["number_of_shards"] == shards
    assert api.get("/a/_count").body["count"] == 60
    assert all(api.get(f"/new/_source/{i}").body == {"n": i} for i in range(60))
    assert api.put("/new/_doc/x", {"n": 1}).status == 201


def test_resizing_copies_documents_exactly(api: Api) -> None:
    """Versions, sequence numbers and routing stay; what the mapping would refuse by now is not left out."""
    fill(api, number_of_shards=2, **{"mapping.ignore_malformed": True})
    api.put("/old/_doc/1", {"n": 1001})
    api.put("/old/_doc/routed?routing=elsewhere", {"n": "no number"})
    api.put("/old/_settings", {"index.blocks.write": True})
    before = [api.get(f"/old/_doc/{target}").body for target in ("1", "2", "routed?routing=elsewhere")]
    for kind, shards in (("clone", 2), ("split", 4), ("shrink", 1)):
        settings = {"index.number_of_shards": shards, "index.mapping.ignore_malformed": False}
        assert api.post(f"/old/_{kind}/{kind}", {"settings": settings}).status == 200
        after = [api.get(f"/{kind}/_doc/{target}").body for target in ("1", "2", "routed?routing=elsewhere")]
        assert [{**document, "_index": "old"} for document in after] == before
        assert api.get(f"/{kind}/_count").body["count"] == 61


def test_resizing_that_fails_leaves_nothing(api: Api) -> None:
    fill(api, number_of_shards=2)
    api.put("/old/_settings", {"index.blocks.write": True})
    service = api.node.indices.opened()[0]
    service.shard(1).flush()
    with service.shard(1).held_commit() as held:
        for file in held.directory.glob("*.seg"):
            file.unlink()
    status, kind, reason = api.post("/old/_shrink/new").error
    assert (status, kind) == (500, "corrupt_index_exception")
    assert "segment of the commit point is missing (file=[" in reason
    assert list(api.node.cluster.state.indices) == ["old"]
    assert [path.name for path in api.node.data.indices.iterdir()] == [service.uuid]


def test_wrong_resizing(api: Api) -> None:
    fill(api, number_of_shards=4)
    api.put("/old/_settings", {"index.blocks.write": True})
    routing = {"settings": {"index.number_of_shards": 8, "index.number_of_routing_shards": 16}}
    reason = "cannot provide index.number_of_routing_shards on resize"
    assert api.post("/old/_split/new", routing).error == (400, "illegal_argument_exception", reason)
    assert (
        "must be a multiple of [3]"
        in api.post("/old/_shrink/new", {"settings": {"index.number_of_shards": 3}}).error[2]
    )
    assert (
        "must be a factor of [6]" in api.post("/old/_split/new", {"settings": {"index.number_of_shards": 6}}).error[2]
    )
    assert "unknown field [mappings]" in api.post("/old/_clone/new", {"mappings": {"properties": {"x": {}}}}).error[2]
    assert list(api.node.cluster.state.indices) == ["old"]


def test_rollover(api: Api) -> None:
    api.put("/logs-000001", {"aliases": {"logs": {"is_write_index": True}}})
    waiting = api.post("/logs/_rollover", {"conditions": {"max_docs": 1}}).body
    assert (waiting["rolled_over"], waiting["conditions"]) == (False, {"[max_docs: 1]": False})
    api.put("/logs/_doc/1?refresh=true", {"a": 1})
    dry = api.post("/logs/_rollover?dry_run=true", {"conditions": {"max_docs": 1}}).body
    assert (dry["dry_run"], dry["conditions"], dry["rolled_over"]) == (True, {"[max_docs: 1]": True}, False)
    done = api.post("/logs/_rollover", {"conditions": {"max_docs": 1, "max_age": "7d"}}).body
    assert (done["rolled_over"], done["new_index"]) == (True, "logs-000002")
    assert api.put("/logs/_doc/2", {"a": 1}).body["_index"] == "logs-000002"
    assert api.get("/_alias/logs").body["logs-000001"]["aliases"]["logs"]["is_write_index"] is False
    assert api.post("/nope/_rollover").error[2] == "rollover target [nope] does not exist"


def test_templates_apply_when_a_document_makes_an_index(api: Api) -> None:
    template = {
        "settings": {"number_of_shards": 3},
        "aliases": {"all": {}},
        "mappings": {"properties": {"at": {"type": "date"}}},
    }
    body = {"index_patterns": ["logs-*"], "template": template}
    assert api.put("/_index_template/logs", body).status == 200
    api.put("/logs-1/_doc/1", {"at": "2024-01-01"})
    found = api.get("/logs-1").body["logs-1"]
    assert found["settings"]["index"]["number_of_shards"] == "3"
    assert "all" in found["aliases"]
    assert found["mappings"]["properties"]["at"] == {"type": "date"}


def test_auto_creation_can_be_forbidden(api: Api) -> None:
    api.put("/_cluster/settings", {"persistent": {"action.auto_create_index": "logs-*"}})
    assert api.put("/logs-1/_doc/1", {"a": 1}).status == 201
    assert api.put("/store/_doc/1", {"a": 1}).error == (
        404, "index_not_found_exception",
        "no such index [store] and [action.auto_create_index] ([logs-*]) doesn't match",
    )  # fmt: skip


def test_date_math_in_names(api: Api, node: Node) -> None:
    api.put("/%3Clogs-%7Bnow%2Fd%7D%3E/_doc/1?refresh=true", {"a": 1})
    (name,) = node.cluster.state.indices
    assert name.startswith("logs-20")
    assert api.ids("/%3Clogs-%7Bnow%2Fd%7D%3E/_search") == ["1"]


def test_replicas_expand_to_the_nodes_there_are(api: Api) -> None:
    api.put("/store", {"settings": {"auto_expand_replicas": "0-1"}})
    assert api.get("/_cluster/health").body["status"] == "green"
    api.put("/other")
    api.put("/other/_settings", {"index.auto_expand_replicas": "0-all"})
    assert api.get("/other/_settings").body["other"]["settings"]["index"]["number_of_replicas"] == "0"


def test_mappings_and_settings_change_side_by_side(api: Api) -> None:
    """Mapping updates of documents and changes of settings take the same locks in the same order."""
    api.put("/store")

    def write(number: int) -> None:
        for i in range(25):
            assert api.put(f"/store/_doc/{number}-{i}", {f"f{number}_{i}": i}).status == 201

    def change() -> None:
        for i in range(25):
            assert api.put("/store/_settings", {"max_result_window": 100 + i}).status == 200

    threads = [threading.Thread(target=write, args=(n,), daemon=True) for n in range(3)]
    threads.append(threading.Thread(target=change, daemon=True))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()
    fields = api.get("/store/_mapping").body["store"]["mappings"]["properties"]
    assert len(fields) == 75
    assert api.get("/store/_settings").body["store"]["settings"]["index"]["max_result_window"] == "124"


def test_mappings_of_closed_indices_are_kept(api: Api) -> None:
    api.put("/closed", {"mappings": {"properties": {"a": {"type": "keyword"}}}})
    api.put("/open")
    api.post("/closed/_close")
    assert api.put("/closed,open/_mapping", {"properties": {"b": {"type": "keyword"}}}).body == {"acknowledged": True}
    expected = {"a": {"type": "keyword"}, "b": {"type": "keyword"}}
    assert api.get("/closed/_mapping").body["closed"]["mappings"]["properties"] == expected
    refused = api.put("/open,closed/_mapping", {"properties": {"a": {"type": "text"}, "c": {"type": "text"}}})
    reason = "mapper [a] cannot be changed from type [keyword] to [text]"
    assert refused.error == (400, "illegal_argument_exception", reason)
    assert "c" not in api.get("/open/_mapping").body["open"]["mappings"]["properties"]
    api.post("/closed/_open")
    assert api.get("/closed/_mapping").body["closed"]["mappings"]["properties"] == expected
    api.put("/closed/_doc/1?refresh=true", {"b": "x"})
    assert api.ids("/closed/_search", {"query": {"term": {"b": "x"}}}) == ["1"]

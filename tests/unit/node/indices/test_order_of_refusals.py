"""Which of several faults of a request about indices is told: that of Elasticsearch's order."""

from typing import Any

from tests.reference.api import Api


def _reason(answer: Any) -> str:
    return str(answer.body["error"]["reason"])


def test_a_block_of_metadata_comes_before_all_else(api: Api) -> None:
    api.put("/shut", {"settings": {"index.blocks.metadata": True}})
    api.put("/open", {"settings": {"index.blocks.write": True}})
    blocked = "index [shut] blocked by: [FORBIDDEN/9/index metadata (api)];"
    refused = [
        api.put("/shut", {"settings": {"nope": 1}}),
        api.put("/shut/_block/write"),
        api.put("/_settings", {"number_of_shards": 2}),
        api.put("/open/_clone/shut"),
        api.get("/*/_alias/x"),
        api.get("/_cat/shards"),
        api.get("/_cat/indices"),
    ]
    assert [(answer.status, _reason(answer)) for answer in refused] == [(403, blocked)] * len(refused)
    assert api.put("/shut/_settings", {"index.blocks.metadata": None}).status == 200


def test_settings_come_before_the_name(api: Api) -> None:
    api.put("/taken")
    for name in ("taken", "a:b"):
        assert _reason(api.put(f"/{name}", {"settings": {"uuid": "x"}})).startswith("unknown setting [index.uuid]")


def test_a_source_is_to_be_read_only_before_its_shards_are_counted(api: Api) -> None:
    api.put("/one")
    assert _reason(api.put("/one/_shrink/two")).startswith("index one must be read-only")
    api.put("/one/_settings", {"index.blocks.write": True})
    assert _reason(api.put("/one/_shrink/two")) == "can't shrink an index with only one shard"


def test_all_open_indices_are_named(api: Api) -> None:
    api.put("/a")
    api.put("/b")
    told = _reason(api.put("/a,b/_settings", {"index.codec": "best_compression"}))
    assert told.count("[a/") == 1
    assert told.count("[b/") == 1


def test_fields_come_before_the_options_of_a_mapping(api: Api) -> None:
    told = _reason(api.put("/m", {"mappings": {"nope": {}, "properties": {"new": {}}}}))
    assert told == "Failed to parse mapping: No type specified for field [new]"
    told = _reason(api.put("/m", {"mappings": {"nope": {}, "_routing": {"nope": 1}}}))
    assert told == "Failed to parse mapping: unknown parameter [nope] on metadata field [_routing]"


def test_fields_of_metadata_are_among_the_fields(api: Api) -> None:
    api.put("/m", {"mappings": {"properties": {"k": {"type": "keyword"}}}})
    api.put("/empty")
    shown = api.get("/m,empty/_mapping/field/_s*,k").body
    assert sorted(shown["m"]["mappings"]) == ["_seq_no", "_source", "k"]
    assert shown["m"]["mappings"]["_source"] == {"full_name": "_source", "mapping": {}}
    assert shown["empty"] == {"mappings": {}}


def test_templates(api: Api) -> None:
    several = {"routing": "x,y", "is_write_index": "x"}
    body = {"index_patterns": ["t*"], "template": {"aliases": {"al": several}, "mappings": {"properties": {"n": {}}}}}
    assert (
        _reason(api.put("/_index_template/t", body)) == "alias [al] has several index routing values associated with it"
    )
    told = api.put("/_index_template/t", [1]).body["error"]
    assert told["reason"] == "[1:1] [index_template] Expected START_OBJECT but was: START_ARRAY"
    api.put("/_component_template/c", {"template": {}})
    broken = {"index_patterns": ["t*"], "composed_of": ["c"], "template": {"mappings": {"properties": {"n": {}}}}}
    told = _reason(api.put("/_index_template/t", broken))
    assert told == "composable template [t] template after composition with component templates [c] is invalid"
    private = {"template": {"settings": {"index.uuid": "x"}, "mappings": {"properties": {"n": {}}}}}
    assert _reason(api.put("/_component_template/d", private)).startswith("unknown setting [index.uuid]")
    for path in ("/_index_template/t", "/_component_template/c", "/_template/t"):
        assert "unrecognized parameter: [timeout]" in _reason(api.delete(f"{path}?timeout=1s"))
    assert "unrecognized parameter: [cause]" in _reason(api.post("/_index_template/_simulate/t?cause=x"))


def test_a_legacy_template_below_a_composable_one_is_refused(api: Api) -> None:
    legacy: dict[str, Any] = {"index_patterns": ["log-*"]}
    assert api.put("/_template/old", legacy).status == 200
    api.put("/_index_template/new", {"index_patterns": ["log-a*"]})
    assert api.put("/_template/old", legacy).status == 200  # it was there before
    assert api.put("/_template/all", {"index_patterns": ["*"]}).status == 200
    refused = api.put("/_template/other", legacy)
    assert refused.status == 400
    assert _reason(refused) == (
        "legacy template [other] has index patterns [log-*] matching patterns from existing composable templates [new] "
        "with patterns (new => [log-a*]), use composable templates (/_index_template) instead"
    )


def test_aliases(api: Api) -> None:
    api.put("/one")
    assert (
        api.post("/_aliases", [{"actions": []}])
        .body["error"]["reason"]
        .startswith("[1:1] [aliases] Expected START_OBJECT")
    )
    none = {"add": {"index": "one", "alias": "al", "filter": {}}}
    assert api.post("/_aliases", {"actions": [none]}).status == 200
    assert api.get("/one/_alias").body == {"one": {"aliases": {"al": {}}}}
    twice = [{"remove": {"index": "one", "alias": "al"}}] * 2
    assert api.post("/_aliases", {"actions": twice}).body == {"acknowledged": True, "errors": False}
    missing = api.post("/_aliases", {"actions": [{"remove": {"index": "one", "aliases": ["y", "x"]}}]}).body["error"]
    assert (missing["reason"], missing["resource.id"]) == ("aliases [x, y] missing", ["x", "y"])


def test_all_is_no_single_index(api: Api) -> None:
    api.put("/one")
    api.put("/two")
    told = "unable to return a single index as the index and options provided got resolved to multiple indices"
    assert _reason(api.get("/_all/_termvectors/1")) == told
    entry = api.post("/_all/_mget", {"ids": ["1"]}).body["docs"][0]
    assert entry["error"]["reason"] == told

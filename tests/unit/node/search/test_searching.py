"""Search over shards and indices, scroll, points in time, msearch, count, explain, validate, field_caps, terms_enum."""

from typing import Any

import orjson
import pytest

from findling.base.clock import FixedClock
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.reference.api import Api, bulk_lines

N = 25


@pytest.fixture
def full(api: Api) -> Api:
    mappings = {"properties": {"n": {"type": "integer"}, "k": {"type": "keyword"}, "t": {"type": "text"}}}
    for name, shards in (("a", 3), ("b", 2)):
        api.put(f"/{name}", {"settings": {"number_of_shards": shards}, "mappings": mappings})
        documents = {f"{name}{i}": {"n": i, "k": f"k{i % 3}", "t": "apple " * (i % 4) + "pear"} for i in range(N)}
        api.post("/_bulk?refresh=true", bulk_lines(name, documents))
    return api


def test_hits_of_several_indices_are_merged(full: Api) -> None:
    body = {"query": {"range": {"n": {"gte": 23}}}, "sort": [{"n": "desc"}, {"k": "asc"}], "size": 3}
    answer = full.post("/a,b/_search", body).body
    assert answer["hits"]["total"] == {"value": 4, "relation": "eq"}
    assert [hit["sort"][0] for hit in answer["hits"]["hits"]] == [24, 24, 23]
    assert answer["_shards"] == {"total": 5, "successful": 5, "skipped": 0, "failed": 0}


def test_pages_do_not_overlap(full: Api) -> None:
    seen: list[str] = []
    for start in range(0, 50, 7):
        seen += full.ids("/a,b/_search", {"from": start, "size": 7, "sort": ["n", {"k": "asc"}]})
    assert len(seen) == len(set(seen)) == 50


def test_url_searches(full: Api) -> None:
    answer = full.get("/a/_search?q=k:k1&size=2&_source_includes=n&track_total_hits=true").body
    assert answer["hits"]["total"]["value"] == 8
    assert all(set(hit["_source"]) == {"n"} for hit in answer["hits"]["hits"])
    old = full.get("/a/_search?rest_total_hits_as_int=true&size=0").body
    assert old["hits"]["total"] == N
    uncounted = full.get("/a/_search?rest_total_hits_as_int=true&track_total_hits=false&size=0").body
    assert uncounted["hits"]["total"] == -1
    refused = full.get("/a/_search?rest_total_hits_as_int=true&track_total_hits=10000")
    assert (refused.status, "is not accurate, got 10000" in refused.text) == (400, True)


def test_dfs_scores_several_shards_as_one(full: Api) -> None:
    full.put("/one", {"mappings": {"properties": {"t": {"type": "text"}}}})
    documents = {f"a{i}": {"t": "apple " * (i % 4) + "pear"} for i in range(N)}
    full.post("/_bulk?refresh=true", bulk_lines("one", documents))

    def scores(target: str) -> dict[str, float]:
        hits = full.post(f"{target}size={N}", {"query": {"match": {"t": "apple"}}}).body["hits"]["hits"]
        return {hit["_id"]: hit["_score"] for hit in hits}

    assert scores("/a/_search?search_type=dfs_query_then_fetch&") == scores("/one/_search?")
    assert scores("/a/_search?") != scores("/one/_search?")


def test_indices_must_agree_on_how_to_sort(full: Api) -> None:
    full.put("/texts", {"mappings": {"properties": {"n": {"type": "keyword"}}}})
    full.post("/_bulk?refresh=true", bulk_lines("texts", {"1": {"n": "x"}}))
    answer = full.post("/a,texts/_search", {"sort": "n"})
    assert answer.error == (400, "search_phase_execution_exception", "")
    assert answer.body["error"]["caused_by"]["reason"].startswith(
        "Can't sort on field [n]; the field has incompatible sort types: [LONG] and [STRING]"
    )


def test_shard_failures_are_told_as_elasticsearch_does(full: Api) -> None:
    body = full.post("/a/_search", {"query": {"term": {"n": "x"}}}).body["error"]
    reason = 'failed to create query: For input string: "x"'
    assert body["type"] == "search_phase_execution_exception"
    assert "caused_by" not in body
    assert [(cause["type"], cause["reason"]) for cause in body["root_cause"]] == [("query_shard_exception", reason)]
    failure = body["failed_shards"][0]
    assert failure["node"] == full.node.id
    assert failure["reason"]["caused_by"]["type"] == "number_format_exception"
    counted = full.post("/a/_count", {"query": {"term": {"n": "x"}}}).body["error"]
    assert counted["failed_shards"][0]["reason"]["reason"] == reason
    # an exception of Java has to be wrapped first, so it is shown twice
    text = full.post("/a/_search", {"sort": "t"}).body["error"]
    assert text["caused_by"]["type"] == text["caused_by"]["caused_by"]["type"] == "illegal_argument_exception"
    # shards without hits have nothing to show, and so have not failed
    fetch = full.post("/a/_search", {"docvalue_fields": ["t"], "size": 1}).body
    assert (fetch["_shards"]["failed"], fetch["hits"]["hits"]) == (1, [])
    assert fetch["_shards"]["failures"][0]["reason"]["type"] == "illegal_argument_exception"


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        ("batched_reduce_size=1", "batchedReduceSize must be >= 2"),
        ("pre_filter_shard_size=0", "preFilterShardSize must be >= 1"),
        ("max_concurrent_shard_requests=0", "maxConcurrentShardRequests must be >= 1"),
        ("preference=_nope", "no Preference for [_nope]"),
        ("suggest_text=t", "contains parameters [suggest_text] but missing 'suggest_field' parameter."),
        ("scroll=1m&request_cache=true", "[request_cache] cannot be used in a scroll context"),
        ("scroll=1m&track_total_hits=false", "disabling [track_total_hits] is not allowed in a scroll context"),
        ("scroll=1m&track_total_hits=10000", "disabling [track_total_hits] is not allowed in a scroll context"),
        ("scroll=1m&size=10001", "Batch size is too large, size must be less than or equal to: [10000] but was"),
    ],
)
def test_parameters_out_of_place(full: Api, parameters: str, reason: str) -> None:
    answer = full.get(f"/a/_search?{parameters}")
    assert answer.status == 400
    assert reason in answer.text


def test_no_shard_was_asked(full: Api) -> None:
    assert full.get("/nothing*/_search").body["hits"] == {
        "total": {"value": 0, "relation": "eq"}, "max_score": 0.0, "hits": []
    }  # fmt: skip


def test_aggregations_are_reduced_over_shards(full: Api) -> None:
    body = {"size": 0, "aggs": {"sum": {"sum": {"field": "n"}}, "ks": {"terms": {"field": "k"}}}}
    found = full.post("/a,b/_search?typed_keys=true", body).body["aggregations"]
    assert found["sum#sum"]["value"] == 600.0
    assert [bucket["doc_count"] for bucket in found["sterms#ks"]["buckets"]] == [18, 16, 16]


@pytest.mark.parametrize(
    ("target", "body", "status", "kind"),
    [
        ("/missing/_search", {}, 404, "index_not_found_exception"),
        ("/a/_search", {"query": {"nope": {}}}, 400, "parsing_exception"),
        ("/a/_search", {"nope": 1}, 400, "parsing_exception"),
        ("/a/_search", {"size": -1}, 400, "illegal_argument_exception"),
        ("/a/_search", {"from": 9999, "size": 10}, 400, "search_phase_execution_exception"),
        ("/a/_search", {"query": {"range": {"n": {"gt": "x"}}}}, 400, "search_phase_execution_exception"),
        ("/a/_search?search_type=nope", {}, 400, "illegal_argument_exception"),
        ("/a/_search?size=x", {}, 400, "illegal_argument_exception"),
        ("/a/_search?sise=1", {}, 400, "illegal_argument_exception"),
    ],
)
def test_wrong_searches(full: Api, target: str, body: Any, status: int, kind: str) -> None:
    assert full.post(target, body).error[:2] == (status, kind)


def test_failures_of_some_shards_are_told(full: Api) -> None:
    full.put("/c", {"mappings": {"properties": {"n": {"type": "keyword"}}}})
    body = {"query": {"range": {"n": {"gte": "zz"}}}}
    answer = full.post("/a,c/_search", body)
    assert answer.status == 200
    shards = answer.body["_shards"]
    assert (shards["successful"], shards["failed"]) == (1, 3)
    assert [failure["index"] for failure in shards["failures"]] == ["a"]
    strict = full.post("/a,c/_search?allow_partial_search_results=false", body)
    assert strict.error[1] == "search_phase_execution_exception"


@pytest.mark.parametrize("sort", [["_doc"], [{"k": "desc"}], None, [{"n": "asc"}, {"k": "desc"}]])
def test_scrolls_give_every_hit_once(full: Api, sort: Any) -> None:
    body: dict[str, Any] = {"size": 8, "query": {"match": {"t": "apple"}}}
    if sort:
        body["sort"] = sort
    whole = [hit["_id"] for hit in full.post("/a,b/_search", {**body, "size": 100}).body["hits"]["hits"]]
    answer = full.post("/a,b/_search?scroll=1m", body).body
    full.put("/a/_doc/late?refresh=true", {"t": "apple", "n": 0, "k": "k0"})
    seen = []
    while answer["hits"]["hits"]:
        assert answer["hits"]["total"]["value"] == len(whole)
        assert all(("sort" in hit) == bool(sort) for hit in answer["hits"]["hits"])
        seen += [hit["_id"] for hit in answer["hits"]["hits"]]
        answer = full.post("/_search/scroll", {"scroll_id": answer["_scroll_id"], "scroll": "1m"}).body
    assert sorted(seen) == sorted(whole)
    if sort != ["_doc"] and sort:
        assert seen == whole
    assert full.delete("/_search/scroll", {"scroll_id": answer["_scroll_id"]}).body == {
        "succeeded": True,
        "num_freed": 1,
    }
    gone = full.post("/_search/scroll", {"scroll_id": answer["_scroll_id"]})
    assert gone.error[:2] == (404, "search_phase_execution_exception")
    assert gone.body["error"]["root_cause"][0]["type"] == "search_context_missing_exception"
    assert gone.body["error"]["failed_shards"][0]["shard"] == -1


def test_wrong_scrolls(full: Api) -> None:
    assert "cannot be [0]" in full.post("/a/_search?scroll=1m", {"size": 0}).error[2]
    assert "using [from] is not allowed" in full.post("/a/_search?scroll=1m", {"from": 3}).error[2]
    assert "Keep alive for request" in full.post("/a/_search?scroll=25h", {}).error[2]
    assert full.post("/_search/scroll", {}).error[2] == "Validation Failed: 1: scrollId is missing;"
    assert full.delete("/_search/scroll/_all").status == 200
    full.put("/_cluster/settings", {"transient": {"search.max_open_scroll_context": 1}})
    assert full.post("/a/_search?scroll=1m", {}).status == 200
    assert full.post("/a/_search?scroll=1m", {}).error[:2] == (429, "too_many_scroll_contexts_exception")


def test_points_in_time_do_not_move(full: Api) -> None:
    pit = full.post("/a,b/_pit?keep_alive=1m").body["id"]
    full.delete("/a/_doc/a1?refresh=true")
    after: Any = None
    seen = []
    while True:
        body: dict[str, Any] = {"pit": {"id": pit, "keep_alive": "1m"}, "size": 9, "sort": [{"k": "asc"}]}
        if after is not None:
            body["search_after"] = after
        answer = full.post("/_search", body).body
        assert answer["pit_id"] == pit
        hits = answer["hits"]["hits"]
        if not hits:
            break
        seen += [hit["_id"] for hit in hits]
        after = hits[-1]["sort"]
        assert len(after) == 2
    assert len(seen) == len(set(seen)) == 2 * N
    assert full.delete("/_pit", {"id": pit}).body == {"succeeded": True, "num_freed": 5}
    assert full.delete("/_pit", {"id": pit}).status == 404
    assert full.post("/_search", {"pit": {"id": pit}}).error[:2] == (404, "search_context_missing_exception")
    assert full.post("/a/_search", {"pit": {"id": pit}}).error[1] == "action_request_validation_exception"
    assert full.post("/a/_pit").error[2] == "Validation Failed: 1: [keep_alive] is not specified;"


def test_contexts_expire(tmp_path: Any) -> None:
    clock = FixedClock(1_000_000)
    with Node(NodeConfig(data=tmp_path / "d", background=False, sync=False), clock) as node:
        api = Api(node)
        api.put("/a/_doc/1?refresh=true", {"a": 1})
        scroll_id = api.post("/a/_search?scroll=10s", {}).body["_scroll_id"]
        clock.advance(10_001)
        assert api.post("/_search/scroll", {"scroll_id": scroll_id}).status == 404
        node.readers.expire()
        assert node.readers.ids("scroll") == []


def test_msearch(full: Api) -> None:
    lines = [{"index": "a"}, {"size": 1}, {"index": ["b"]}, {"sort": "nope"}, {}, {"size": 0},
             {"index": "missing", "ignore_unavailable": True}, {}]  # fmt: skip
    body = "".join(orjson.dumps(line).decode() + "\n" for line in lines)
    answers = full.post("/b/_msearch", body).body["responses"]
    assert [answer["status"] for answer in answers] == [200, 400, 200, 200]
    assert answers[0]["hits"]["hits"][0]["_index"] == "a"
    assert answers[1]["error"]["root_cause"][0]["type"] == "query_shard_exception"
    assert answers[2]["hits"]["total"]["value"] == N
    assert answers[3]["hits"]["total"]["value"] == 0
    # what cannot be read fails the whole request, as in Elasticsearch
    for wrong in ({"query": {"nope": {}}}, {"size": -5}, {"sort": [{"n": "up"}]}):
        refused = full.post("/_msearch", "{}\n{}\n{}\n" + orjson.dumps(wrong).decode() + "\n")
        assert (refused.status, "error" in refused.body) == (400, True)
    assert full.post("/_msearch", "{}").error[2] == "The msearch request must be terminated by a newline [\n]"
    assert full.post("/_msearch", '{"foo":1}\n{}\n').error[2] == "key [foo] is not supported in the metadata section"


def test_counts(full: Api) -> None:
    assert full.get("/_count").body["count"] == 2 * N
    assert full.post("/a/_count", {"query": {"term": {"k": "k0"}}}).body["count"] == 9
    assert full.get("/a/_count?q=k:k0").body["count"] == 9
    assert full.get("/a/_count?terminate_after=4").body["count"] == 4
    assert full.post("/a/_count", {"size": 1}).error[:2] == (400, "parsing_exception")
    assert full.post("/a/_count", {"query": {"range": {"n": {"gt": "x"}}}}).status == 400
    assert full.post("/a/_count?min_score=100", {"query": {"match": {"t": "apple"}}}).body["count"] == 0


def test_explain_agrees_with_the_score(full: Api) -> None:
    query = {"query": {"match": {"t": "apple"}}}
    hit = full.post("/a/_search", query).body["hits"]["hits"][0]
    explained = full.post(f"/a/_explain/{hit['_id']}", query).body
    assert explained["matched"] is True
    assert explained["explanation"]["value"] == pytest.approx(hit["_score"], rel=1e-6)
    assert full.post("/a/_explain/a0", query).body["matched"] is False
    assert full.post("/a/_explain/zz", query).status == 404
    assert full.post("/a/_explain/a1", {}).error[2] == "Validation Failed: 1: query is missing;"


def test_validate(full: Api) -> None:
    assert full.post("/a/_validate/query", {"query": {"match_all": {}}}).body["valid"] is True
    wrong = full.post("/a/_validate/query?explain=true", {"query": {"range": {"n": {"gt": "x"}}}}).body
    assert wrong["valid"] is False
    assert wrong["explanations"][0]["index"] == "a"
    assert full.post("/a/_validate/query", {"query": {"nope": {}}}).body["valid"] is False
    assert full.get("/a/_validate/query?q=k:k1&explain=true").body["explanations"][0]["valid"] is True


def test_field_caps(full: Api) -> None:
    full.put("/c", {"mappings": {"properties": {"n": {"type": "keyword"}, "o": {"properties": {"x": {"type": "ip"}}}}}})
    body = full.get("/_field_caps?fields=*").body
    assert body["indices"] == ["a", "b", "c"]
    assert set(body["fields"]["n"]) == {"integer", "keyword"}
    assert body["fields"]["n"]["integer"]["indices"] == ["a", "b"]
    assert body["fields"]["t"]["text"]["aggregatable"] is False
    assert body["fields"]["o"]["object"]["searchable"] is False
    unmapped = full.get("/a,c/_field_caps?fields=k&include_unmapped=true").body["fields"]["k"]
    assert unmapped["unmapped"]["indices"] == ["c"]
    assert full.get("/_field_caps").error[2] == "Validation Failed: 1: no fields specified;"
    filtered = full.post("/_field_caps?fields=n", {"index_filter": {"match_none": {}}}).body
    assert filtered["indices"] == []


def test_terms_enum(full: Api) -> None:
    assert full.post("/a,b/_terms_enum", {"field": "k", "string": "k"}).body["terms"] == ["k0", "k1", "k2"]
    loose = {"field": "k", "string": "K", "case_insensitive": True, "size": 2}
    assert full.post("/a/_terms_enum", loose).body["terms"] == ["k0", "k1"]
    assert full.post("/a/_terms_enum", {"field": "k", "search_after": "k0"}).body["terms"] == ["k1", "k2"]
    assert full.post("/a/_terms_enum", {}).error[1] == "action_request_validation_exception"
    late = full.post("/a/_terms_enum", {"field": "k", "timeout": "2m"}).error
    assert late[2] == "Validation Failed: 1: Timeout cannot be > 1 minute;"
    answer = full.post("/a/_terms_enum", {"field": "k", "size": 0}).body
    assert answer == {"_shards": {"total": 3, "successful": 3, "failed": 0}, "terms": ["k0"], "complete": True}


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({"foo": 1}, "[1:14] [terms_enum_request] unknown field [foo]"),
        ({"string": 5}, "[1:23] [terms_enum_request] string doesn't support values of type: VALUE_NUMBER"),
        ({"case_insensitive": "x"}, "[1:33] [terms_enum_request] failed to parse field [case_insensitive]"),
        ({"size": "x"}, "[1:21] [terms_enum_request] failed to parse field [size]"),
        ({"index_filter": {"foo": {}}}, "[1:36] [terms_enum_request] failed to parse field [index_filter]"),
    ],
)
def test_terms_enum_refuses_what_elasticsearch_refuses(full: Api, members: dict[str, Any], reason: str) -> None:
    assert full.post("/a/_terms_enum", {"field": "k", **members}).error == (400, "x_content_parse_exception", reason)


def test_terms_enum_of_keys_and_of_some_indices(full: Api) -> None:
    full.put("/f", {"mappings": {"properties": {"labels": {"type": "flattened"}, "k": {"type": "keyword"}}}})
    full.put("/f/_doc/1?refresh=true", {"labels": {"a": ["x1", "X2"], "b": "x3"}, "k": "k9"})

    def terms(**body: Any) -> Any:
        return full.post("/a,f/_terms_enum", body).body["terms"]

    assert terms(field="labels.a", string="x") == ["x1"]
    assert terms(field="labels.a", string="x", case_insensitive=True) == ["X2", "x1"]
    assert terms(field="labels.a", search_after="X2") == ["x1"]
    assert terms(field="labels.A", string="x", case_insensitive=True) == []
    assert terms(field="k", index_filter={"term": {"_index": "f"}}) == ["k9"]
    # numbers are not looked at to tell whether an index may match
    assert terms(field="k", index_filter={"range": {"n": {"gte": 1000}}}) == ["k0", "k1", "k2"]
    assert terms(field="k", index_filter={"range": {"none": {"gte": 1000}}}) == []


def test_terms_lookup_reads_another_index(full: Api) -> None:
    full.put("/lists/_doc/1", {"wanted": ["k1"]})
    query = {"query": {"terms": {"k": {"index": "lists", "id": "1", "path": "wanted"}}}}
    assert full.post("/a/_count", query).body["count"] == 8


def test_read_your_writes(tmp_path: Any) -> None:
    with Node(NodeConfig(data=tmp_path / "d", background=False, sync=False, read_your_writes=True)) as node:
        api = Api(node)
        api.put("/a/_doc/1", {"a": 1})
        assert api.ids("/a/_search") == ["1"]
        api.delete("/a/_doc/1")
        assert api.get("/a/_count").body["count"] == 0


def test_background_refresh_makes_writes_visible(tmp_path: Any) -> None:
    with Node(NodeConfig(data=tmp_path / "d", sync=False)) as node:
        api = Api(node)
        api.put("/a", {"settings": {"refresh_interval": "100ms"}})
        api.put("/a/_doc/1?refresh=wait_for", {"a": 1})
        assert api.ids("/a/_search") == ["1"]

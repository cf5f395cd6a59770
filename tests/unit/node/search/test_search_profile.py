"""`profile: true` of searches, through the REST API; shapes as a real Elasticsearch 9.1 gives them."""

from collections.abc import Iterator
from typing import Any

import pytest

from findling.search.query.base import Query
from tests.reference.api import Api

KINDS = (
    "set_min_competitive_score", "next_doc", "match", "compute_max_score", "advance", "score", "count_weight",
    "build_scorer", "create_weight", "shallow_advance",
)  # fmt: skip


@pytest.fixture
def shelves(api: Api) -> Api:
    properties = {"t": {"type": "text"}, "k": {"type": "keyword"}, "n": {"type": "long"}}
    api.put("/shelves", {"settings": {"number_of_shards": 2}, "mappings": {"properties": properties}})
    for number in range(4):
        api.put(f"/shelves/_doc/{number}", {"t": f"quick brown fox {number}", "k": "a", "n": number})
    api.post("/shelves/_refresh")
    return api


def profile(api: Api, body: dict[str, Any]) -> list[dict[str, Any]]:
    answer = api.post("/shelves/_search", {"profile": True, **body})
    assert answer.status == 200, answer.body
    unprofiled = api.post("/shelves/_search", body).body
    assert answer.body["hits"] == unprofiled["hits"]
    assert "profile" not in unprofiled
    shards: list[dict[str, Any]] = answer.body["profile"]["shards"]
    return shards


def tree(query: dict[str, Any]) -> tuple[Any, ...]:
    children = [tree(child) for child in query.get("children", [])]
    return (query["type"], query["description"], *children)


def queries(api: Api, query: dict[str, Any]) -> list[tuple[Any, ...]]:
    (search,) = profile(api, {"query": query})[0]["searches"]
    return [tree(entry) for entry in search["query"]]


def test_each_shard_has_a_profile(shelves: Api) -> None:
    shards = profile(shelves, {"query": {"term": {"t": "fox"}}})
    node_id = shards[0]["node_id"]
    for number, shard in enumerate(shards):
        assert shard["id"] == f"[{node_id}][shelves][{number}]"
        assert (shard["shard_id"], shard["index"], shard["cluster"]) == (number, "shelves", "(local)")
        assert shard["aggregations"] == []
        (search,) = shard["searches"]
        assert set(search) == {"query", "rewrite_time", "collector"}
        (query,) = search["query"]
        breakdown = query["breakdown"]
        assert set(breakdown) == {*KINDS, *(f"{kind}_count" for kind in KINDS)}
        assert query["time_in_nanos"] == sum(breakdown[kind] for kind in KINDS) > 0
    counts = [shard["searches"][0]["query"][0]["breakdown"]["score_count"] for shard in shards]
    assert sum(counts) == 4


def test_queries_have_lucene_names_and_their_parts(shelves: Api) -> None:
    fox, letter = {"term": {"t": "fox"}}, {"term": {"k": "a"}}
    term = ("TermQuery", "t:fox")
    assert queries(shelves, fox) == [term]
    assert queries(shelves, {"term": {"t": {"value": "fox", "boost": 2}}}) == [("BoostQuery", "(t:fox)^2.0")]
    assert queries(shelves, {"match_all": {}}) == [("MatchAllDocsQuery", "*:*")]
    assert queries(shelves, {"match_phrase": {"t": "quick brown"}}) == [("PhraseQuery", 't:"quick brown"')]
    assert queries(shelves, {"match": {"t": "quick fox"}}) == [
        ("BooleanQuery", "t:quick t:fox", ("TermQuery", "t:quick"), term)
    ]
    assert queries(shelves, {"bool": {"must": [fox], "must_not": [{"term": {"k": "b"}}]}}) == [
        ("BooleanQuery", "+t:fox -k:b", term, ("TermQuery", "k:b"))
    ]
    assert queries(shelves, {"constant_score": {"filter": letter, "boost": 2}}) == [
        ("BoostQuery", "(ConstantScore(k:a))^2.0", ("TermQuery", "k:a"))
    ]
    assert queries(shelves, {"dis_max": {"queries": [fox, letter], "tie_breaker": 0.3}}) == [
        ("DisjunctionMaxQuery", "(t:fox | k:a)~0.3", term, ("TermQuery", "k:a"))
    ]
    # terms that are found on the way stand beside the query that looked for them
    assert queries(shelves, {"prefix": {"k": "a"}}) == [
        ("MultiTermQueryConstantScoreBlendedWrapper", "k:a*"), ("TermQuery", "k:a")
    ]  # fmt: skip
    assert [name for name, _ in queries(shelves, {"range": {"n": {"gte": 2}}})] == ["IndexOrDocValuesQuery"]


def collectors(api: Api, body: dict[str, Any]) -> list[tuple[str, str]]:
    (outer,) = profile(api, body)[0]["searches"][0]["collector"]
    assert (outer["name"], outer["reason"]) == ("QueryPhaseCollector", "search_query_phase")
    assert all(child["time_in_nanos"] >= 0 for child in (outer, *outer["children"]))
    return [(child["name"], child["reason"]) for child in outer["children"]]


def test_collectors_have_lucene_names(shelves: Api) -> None:
    fox = {"query": {"term": {"t": "fox"}}}
    best, count = ("TopScoreDocCollector", "search_top_hits"), ("PartialHitCountCollector", "search_count")
    assert collectors(shelves, fox) == [best]
    assert collectors(shelves, {**fox, "size": 0}) == [count]
    assert collectors(shelves, {"sort": ["n"]}) == [("SimpleFieldCollector", "search_top_hits")]
    assert collectors(shelves, {"sort": ["n"], "track_scores": True}) == [("MultiCollector", "search_top_hits")]
    after = {"sort": ["n"], "search_after": [1]}
    assert collectors(shelves, after) == [("PagingFieldCollector", "search_top_hits")]
    aggs = {"aggs": {"a": {"terms": {"field": "k"}}}}
    assert collectors(shelves, aggs) == [best, ("AggregatorCollector: [a]", "aggregation")]


def test_phases_of_the_fetch(shelves: Api) -> None:
    fetch = profile(shelves, {})[0]["fetch"]
    assert (fetch["type"], fetch["description"]) == ("fetch", "")
    assert fetch["debug"] == {"stored_fields": ["_id", "_routing", "_source"]}
    n_hits = fetch["breakdown"]["load_stored_fields_count"]
    assert [phase["type"] for phase in fetch["children"]] == [
        "FetchFieldsPhase", "FetchSourcePhase", "StoredFieldsPhase",
    ]  # fmt: skip
    source = fetch["children"][1]
    assert (source["type"], source["debug"]) == ("FetchSourcePhase", {"fast_path": n_hits})
    assert all(phase["breakdown"]["process_count"] == n_hits for phase in fetch["children"])
    assert all(phase["breakdown"]["next_reader_count"] == 1 for phase in fetch["children"])
    assert "fetch" not in profile(shelves, {"size": 0})[0]
    named = {"query": {"term": {"t": {"value": "fox", "_name": "x"}}}}
    (shard, _) = profile(
        shelves, {**named, "_source": False, "explain": True, "docvalue_fields": ["k"], "fields": ["n"]}
    )
    assert [phase["type"] for phase in shard["fetch"]["children"]] == [
        "ExplainPhase", "FetchDocValuesPhase", "FetchFieldsPhase", "MatchedQueriesPhase", "StoredFieldsPhase",
    ]  # fmt: skip


def test_a_post_filter_is_a_query_of_its_own(shelves: Api) -> None:
    body = {"query": {"term": {"t": "fox"}}, "post_filter": {"term": {"k": "a"}}}
    (search,) = profile(shelves, body)[0]["searches"]
    assert [tree(query) for query in search["query"]] == [("TermQuery", "k:a"), ("TermQuery", "t:fox")]


def test_without_scores_a_query_is_under_a_constant_one(shelves: Api) -> None:
    words = {"bool": {"must": [{"term": {"t": "fox"}}], "filter": [{"term": {"k": "a"}}]}}
    (search,) = profile(shelves, {"query": words, "size": 0})[0]["searches"]
    assert [tree(query) for query in search["query"]] == [
        (
            "ConstantScoreQuery", "ConstantScore(#t:fox #k:a)",
            ("BooleanQuery", "#t:fox #k:a", ("TermQuery", "t:fox"), ("TermQuery", "k:a")),
        )
    ]  # fmt: skip


def test_the_phase_before_the_query_is_measured_where_it_gathers_statistics(shelves: Api) -> None:
    body = {"profile": True, "query": {"match": {"t": "quick fox"}}}
    answer = shelves.post("/shelves/_search?search_type=dfs_query_then_fetch", body).body
    for shard in answer["profile"]["shards"]:
        statistics = shard["dfs"]["statistics"]
        assert (statistics["type"], statistics["description"]) == ("statistics", "collect term statistics")
        counts = {name: count for name, count in statistics["breakdown"].items() if name.endswith("_count")}
        assert counts == {
            "term_statistics_count": 2, "collection_statistics_count": 1, "create_weight_count": 1, "rewrite_count": 0
        }  # fmt: skip
    assert "dfs" not in shelves.post("/shelves/_search", body).body["profile"]["shards"][0]


def test_profile_is_a_flag(shelves: Api) -> None:
    answer = shelves.post("/shelves/_search", {"profile": "x"})
    assert answer.body["error"]["root_cause"][0]["type"] == "illegal_argument_exception"
    assert shelves.post("/shelves/_search", {"profile": [True]}).body["error"]["type"] == "parsing_exception"


def kinds_of(kind: type[Query]) -> Iterator[type[Query]]:
    for subclass in kind.__subclasses__():
        yield subclass
        yield from kinds_of(subclass)


def test_each_query_that_is_evaluated_has_a_lucene_name() -> None:
    evaluated = [kind for kind in kinds_of(Query) if "weight" in vars(kind) and kind.__module__.startswith("findling.")]
    assert [kind.__name__ for kind in evaluated if kind.lucene_class == "Query"] == []

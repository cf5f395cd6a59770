"""Searches whose shards are on two nodes answer as those of one node do."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.batteries.features import Feature, all_features, corpus
from tests.batteries.requests import INDEX, outcome, requests
from tests.cluster.in_process import nodes, wait_for
from tests.reference.api import Api, bulk_lines

Nodes = list[Api]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Nodes, Api]]:
    """Two nodes of a cluster, and one that is alone, with the same index."""
    directory = tmp_path_factory.mktemp("nodes")
    config = NodeConfig(data=directory / "alone", sync=False, background=False, threads=2)
    with nodes(directory, 2) as apis, Node(config) as alone:
        for api in (apis[0], Api(alone)):
            _fill(api)
        wait_for(lambda: apis[1].node.cluster.state.version >= apis[0].node.cluster.state.version)
        yield apis, Api(alone)


def _fill(api: Api) -> None:
    content = corpus()
    settings = {**content.get("settings", {}), "number_of_shards": 3, "number_of_replicas": 0}
    assert api.put(f"/{INDEX}", {"settings": settings, "mappings": content["mappings"]}).status == 200
    assert not api.post("/_bulk?refresh=true", bulk_lines(INDEX, content["documents"])).body["errors"]


def _features() -> list[Feature]:
    return [feature for feature in all_features() if feature.corpus() == corpus()]


def test_the_shards_are_on_both_nodes(both: tuple[Nodes, Api]) -> None:
    rows = both[0][0].get("/_cat/shards?format=json&h=node").body
    assert {row["node"] for row in rows} == {"node-0", "node-1"}


@pytest.mark.parametrize("feature", _features(), ids=lambda feature: f"{feature.kind}-{feature.name}")
def test_every_query_and_aggregation(both: tuple[Nodes, Api], feature: Feature) -> None:
    apis, alone = both
    for number, body in enumerate(list(requests(feature).values())[:4]):
        raw = json.dumps(body).encode()
        expected = alone.post(f"/{INDEX}/_search", raw)
        found = apis[number % 2].post(f"/{INDEX}/_search", raw)
        assert outcome(found.status, found.body) == outcome(expected.status, expected.body), body


FOX = {"match": {"title": "fox"}}
_TWICE = "emit(doc['n'].size() == 0 ? 0 : doc['n'].value * 2)"
_MORE: list[tuple[str, str, Any]] = [
    ("POST", "_count", {"query": FOX}),
    ("POST", "_count?q=title:fox&preference=_only_local|x", None),
    ("POST", "_search?search_type=dfs_query_then_fetch", {"query": {"match": {"title": "fox honey"}}}),
    ("POST", "_search?size=20", {"sort": [{"n": "desc"}, "tag"], "_source": ["tag"]}),
    ("POST", "_search?from=5&size=5", {"sort": ["day"], "docvalue_fields": ["n", "day"], "track_total_hits": False}),
    ("POST", "_search", {"query": FOX, "highlight": {"fields": {"title": {}}}}),
    ("POST", "_search", {"query": FOX, "collapse": {"field": "tag", "inner_hits": {"name": "x"}}}),
    ("POST", "_search", {"query": {"match_all": {}}, "rescore": {"query": {"rescore_query": FOX}}}),
    ("POST", "_search", {"suggest": {"s": {"text": "fux", "term": {"field": "title"}}}}),
    ("POST", "_search", {"runtime_mappings": {"twice": {"type": "long", "script": _TWICE}},
                         "fields": ["twice"], "sort": ["twice"], "aggs": {"most": {"max": {"field": "twice"}}}}),
    ("POST", "_search", {"query": {"range": {"day": {"gte": "2090-01-01"}}}, "sort": ["day"]}),
    ("POST", "_search", {"query": FOX, "slice": {"id": 0, "max": 2}}),
    ("POST", "_search", {"query": {"no_such": {}}}),
    ("POST", "_search", {"sort": ["no_such"]}),
    ("POST", "_validate/query?explain=true&all_shards=true&q=title:fox", None),
    ("POST", "_terms_enum", {"field": "tag", "string": "b"}),
    ("POST", "_field_caps?fields=*&include_empty_fields=false", None),
    ("POST", "_explain/3", {"query": FOX}),
    ("POST", "_termvectors/3?fields=title&term_statistics=true", None),
    ("POST", "_msearch", '{}\n{"query":{"match":{"title":"fox"}}}\n{"index":"none"}\n{}\n'),
    ("POST", "_update_by_query?conflicts=proceed&refresh=true", {"query": FOX}),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path", "body"), _MORE, ids=lambda value: str(value)[:60])
def test_other_requests(both: tuple[Nodes, Api], method: str, path: str, body: Any) -> None:
    apis, alone = both
    path = path.replace("_only_local|x", "x")
    expected = alone.call(method, f"/{INDEX}/{path}", body)
    for api in apis:
        found = api.call(method, f"/{INDEX}/{path}", body)
        assert (found.status, _comparable(found.body)) == (expected.status, _comparable(expected.body))


def _comparable(body: Any) -> Any:
    """Returns an answer without times, and names that are drawn."""
    if isinstance(body, dict):
        left = {"took", "node", "_node", "_shard", "index_uuid", "_version", "_seq_no"}
        return {name: _comparable(value) for name, value in body.items() if name not in left}
    if isinstance(body, list):
        return [_comparable(value) for value in body]
    return body.split("/")[0] if isinstance(body, str) and body.startswith(f"[{INDEX}/") else body


def test_all_pages_of_a_scroll(both: tuple[Nodes, Api]) -> None:
    first, second = both[0]
    for sort in ("_doc", "n"):
        page = first.post(f"/{INDEX}/_search?scroll=1m", {"size": 7, "sort": [sort]}).body
        seen = []
        while page["hits"]["hits"]:
            seen += [hit["_id"] for hit in page["hits"]["hits"]]
            page = second.post("/_search/scroll", {"scroll": "1m", "scroll_id": page["_scroll_id"]}).body
        assert sorted(seen) == sorted(corpus()["documents"])
        assert second.call("DELETE", "/_search/scroll", {"scroll_id": page["_scroll_id"]}).body["num_freed"] == 1


def test_a_point_in_time_does_not_see_later_writes(both: tuple[Nodes, Api]) -> None:
    first, second = both[0]
    opened = first.post(f"/{INDEX}/_pit?keep_alive=1m").body
    before = first.post("/_search", {"pit": {"id": opened["id"]}, "size": 0}).body["hits"]["total"]
    assert second.put(f"/{INDEX}/_doc/later?refresh=true", {"n": 1}).status == 201
    after = second.post("/_search", {"pit": {"id": opened["id"]}, "size": 0}).body["hits"]["total"]
    assert after == before
    assert second.call("DELETE", "/_pit", {"id": opened["id"]}).body == {"succeeded": True, "num_freed": 3}
    for api in both[0]:
        wait_for(lambda api=api: not api.node.readers.ids("far"))
    assert first.call("DELETE", f"/{INDEX}/_doc/later?refresh=true").status == 200


def test_preferences(both: tuple[Nodes, Api]) -> None:
    first, _ = both[0]
    only = first.post(f"/{INDEX}/_search?preference=_only_nodes:nobody")
    assert only.error[:2] == (400, "illegal_argument_exception")
    assert "no data nodes with criteria [nobody] found for shard: " in only.error[2]
    local = first.post(f"/{INDEX}/_search?preference=_only_local").body
    assert local["_shards"]["failed"] > 0
    assert {failure["reason"]["type"] for failure in local["_shards"]["failures"]} == {
        "no_shard_available_action_exception"
    }
    strict = first.post(f"/{INDEX}/_search?preference=_only_local&allow_partial_search_results=false")
    assert strict.status == 503
    assert first.post(f"/{INDEX}/_search?preference=_prefer_nodes:node-1").body["_shards"]["failed"] == 0


def test_nothing_is_left_open(both: tuple[Nodes, Api]) -> None:
    for api in both[0]:
        wait_for(lambda api=api: api.node.breakers.request.used == 0)

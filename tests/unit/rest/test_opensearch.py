"""`--flavor opensearch`: OpenSearch's names, and scores of indices that are made so."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.reference.api import Api


@pytest.fixture
def opensearch(tmp_path: Path) -> Iterator[Api]:
    config = NodeConfig(data=tmp_path / "other", sync=False, background=False, threads=2, flavor="opensearch")
    with Node(config) as node:
        yield Api(node)


def test_the_first_page_tells_the_distribution(opensearch: Api) -> None:
    answer = opensearch.get("/")
    assert answer.body["version"]["distribution"] == "opensearch"
    assert answer.headers["x-opensearch-version"] == "OpenSearch/3.8.0 (opensearch)"
    assert "x-elastic-product" not in answer.headers


def test_clients_of_elasticsearch_7_can_be_told_its_version(opensearch: Api) -> None:
    setting = {"persistent": {"compatibility.override_main_response_version": True}}
    assert opensearch.put("/_cluster/settings", setting).status == 200
    version = opensearch.get("/").body["version"]
    assert (version["number"], "distribution" in version) == ("7.10.2", False)


def test_points_in_time(opensearch: Api) -> None:
    opensearch.put("/a/_doc/1?refresh=true", {"x": 1})
    opened = opensearch.post("/a/_search/point_in_time?keep_alive=1m").body
    opensearch.put("/a/_doc/2?refresh=true", {"x": 2})
    assert opened["_shards"]["total"] == 1
    listed = opensearch.get("/_search/point_in_time/_all").body["pits"]
    assert [(pit["pit_id"], pit["keep_alive"]) for pit in listed] == [(opened["pit_id"], 60_000)]
    found = opensearch.post("/_search", {"pit": {"id": opened["pit_id"]}}).body
    assert found["hits"]["total"]["value"] == 1
    closed = opensearch.call("DELETE", "/_search/point_in_time", {"pit_id": [opened["pit_id"]]}).body
    assert closed == {"pits": [{"successful": True, "pit_id": opened["pit_id"]}]}
    assert opensearch.get("/_search/point_in_time/_all").body == {"pits": []}
    missing = opensearch.post("/a/_search/point_in_time").error
    assert missing[:2] == (400, "action_request_validation_exception")


def test_pages_of_lists(opensearch: Api) -> None:
    for name in "abc":
        opensearch.put(f"/{name}", {"settings": {"number_of_replicas": 0}})
    first = opensearch.get("/_list/indices?format=json&h=index&size=2").body
    assert ([row["index"] for row in first["indices"]], first["next_token"]) == (["a", "b"], "2")
    rest = opensearch.get(f"/_list/indices?h=index&size=2&next_token={first['next_token']}")
    assert rest.text == "c\nnext_token null\n"
    assert opensearch.get("/_list/indices?h=index&sort=desc").text.startswith("c\nb\n")


def test_words_score_without_the_factor_and_keywords_by_their_boost(opensearch: Api, api: Api) -> None:
    mapping = {"mappings": {"properties": {"t": {"type": "text"}, "k": {"type": "keyword"}}}}
    for one in (opensearch, api):
        one.put("/a", mapping)
        one.put("/a/_doc/1?refresh=true", {"t": "hello world", "k": "x"})
    query = {"query": {"match": {"t": "hello"}}}
    ours, theirs = (one.post("/a/_search", query).body["hits"]["max_score"] for one in (opensearch, api))
    assert theirs == pytest.approx(ours * 2.2)
    term = {"query": {"term": {"k": {"value": "x", "boost": 3}}}}
    assert opensearch.post("/a/_search", term).body["hits"]["max_score"] == 3.0


def test_fields_and_indices_choose_other_scores(opensearch: Api, api: Api) -> None:
    fields = {"t": {"type": "text"}, "k": {"type": "keyword", "use_similarity": True}}
    legacy = {"settings": {"index.similarity.default.type": "LegacyBM25"}, "mappings": {"properties": fields}}
    assert opensearch.put("/a", legacy).status == 200
    opensearch.put("/a/_doc/1?refresh=true", {"t": "hello", "k": "x"})
    api.put("/a/_doc/1?refresh=true", {"t": "hello"})
    for query in ({"match": {"t": "hello"}}, {"term": {"k": "x"}}):
        expected = api.post("/a/_search", {"query": {"match": {"t": "hello"}}}).body["hits"]["max_score"]
        assert opensearch.post("/a/_search", {"query": query}).body["hits"]["max_score"] == pytest.approx(expected)
    refused = api.put("/b", {"mappings": {"properties": {"k": {"type": "keyword", "use_similarity": True}}}}).error
    assert refused[2].endswith("unknown parameter [use_similarity] on mapper [k] of type [keyword]")


def test_errors_of_bulk_items_have_the_types_of_opensearch(opensearch: Api) -> None:
    opensearch.put("/a", {"mappings": {"properties": {"n": {"type": "long"}}}})
    lines = '{"index":{"_index":"a","_id":"1"}}\n{"n":"x"}\n'
    for target in ("/_bulk", "/_bulk?pretty"):
        [item] = opensearch.post(target, lines).body["items"]
        assert item["index"]["error"]["type"] == "mapper_parsing_exception"
        assert item["index"]["error"]["reason"].startswith("failed to parse field [n]")


def test_the_cluster_manager_goes_by_both_names(opensearch: Api) -> None:
    assert opensearch.get("/_cluster/health?cluster_manager_timeout=1s").body["discovered_cluster_manager"]
    old = opensearch.get("/_cluster/settings?master_timeout=1s")
    assert old.headers["warning"].startswith('299 OpenSearch-3.8.0-findling "Parameter [master_timeout] is deprecated')
    assert opensearch.get("/_nodes/cluster_manager:true").body["_nodes"]["total"] == 1


def test_plugins_that_are_not_there_say_so(opensearch: Api) -> None:
    assert opensearch.post("/_plugins/_sql", {"query": "select 1"}).status == 501
    assert opensearch.post("/_plugins/_ppl", {"query": "source=a"}).status == 501


def test_urls_and_parameters_that_only_opensearch_has(opensearch: Api) -> None:
    assert opensearch.get("/_cluster/nodes/_all/hot_threads?interval=1ms&snapshots=1").text.startswith("::: {")
    assert opensearch.get("/_cat/aliases?local=true").status == 200
    assert opensearch.get("/_cluster/health?level=awareness_attributes&awareness_attribute=zone").status == 200
    shown = opensearch.get("/_nodes/stats/caches,indices/request_cache").body["nodes"][opensearch.node.id]
    assert list(shown["indices"]) == ["request_cache"]
    assert opensearch.get("/_cat/nodes?h=version,node.role").text == "3.8.0 dimr\n"
    assert opensearch.get("/_cat/nodeattrs?h=attr").text == "shard_indexing_pressure_enabled\n"

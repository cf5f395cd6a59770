"""Searches over indices whose documents have a mapping type, as clients up to Elasticsearch 7 write and ask them."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.reference.api import Answer, Api


@pytest.fixture
def shop(api: Api) -> Api:
    """Two phones in an index of phones, one tablet in an index of tablets, one document that has no type."""
    for path in ("phones/phone/1", "phones/phone/2", "tablets/tablet/1", "plain/_doc/1"):
        assert api.put(f"/{path}?refresh=true", {"name": path}).status == 201
    return api


def _ids(body: dict[str, Any]) -> list[tuple[str, str]]:
    return sorted((hit["_index"], hit["_id"]) for hit in body["hits"]["hits"])


def _bulk(api: Api, path: str, lines: list[Any]) -> Answer:
    return api.post(path, "".join(orjson.dumps(line).decode() + "\n" for line in lines))


PHONES = [("phones", "1"), ("phones", "2")]


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/phones/phone/_search", PHONES),
        ("/phones/tablet/_search", []),
        ("/_all/phone/_search", PHONES),
        ("/_all/phone,tablet/_search", [*PHONES, ("tablets", "1")]),
        ("/phones/_doc/_search", PHONES),
        ("/plain/phone/_search", []),
    ],
)
def test_a_search_under_a_type_finds_documents_of_it(shop: Api, path: str, found: list[tuple[str, str]]) -> None:
    assert _ids(shop.get(path).body) == found
    assert shop.get(path.replace("_search", "_count")).body["count"] == len(found)
    page = shop.get(f"{path}?scroll=1m").body
    assert _ids(page) == found


def test_many_searches_under_types(shop: Api) -> None:
    lines = [{}, {}, {"type": "phone"}, {}, {"index": "tablets", "type": "tablet"}, {}]
    answers = _bulk(shop, "/phones/tablet/_msearch", lines).body["responses"]
    assert [answer["hits"]["total"]["value"] for answer in answers] == [0, 2, 1]


def test_global_buckets_stay_within_the_type(shop: Api) -> None:
    body = {"size": 0, "aggs": {"all": {"global": {}}}}
    assert shop.post("/_all/tablet/_search", body).body["aggregations"]["all"]["doc_count"] == 1


def test_deletes_and_updates_under_a_type(shop: Api) -> None:
    body = {"query": {"match_all": {}}}
    assert shop.post("/phones/tablet/_delete_by_query", body).body["deleted"] == 0
    assert shop.post("/phones/tablet/_update_by_query", body).body["updated"] == 0
    assert shop.post("/phones,tablets/tablet/_delete_by_query?refresh=true", body).body["deleted"] == 1
    assert shop.get("/phones,tablets/_count").body["count"] == 2


@pytest.mark.parametrize(
    "query",
    [
        {"term": {"_type": "phone"}},
        {"terms": {"_type": ["phone", "pad"]}},
        {"type": {"value": "phone"}},
        {"query_string": {"query": "_type:phone"}},
        {"match": {"_type": "phone"}},
        {"prefix": {"_type": "pho"}},
        {"wildcard": {"_type": "p*e"}},
        {"bool": {"must": {"exists": {"field": "_type"}}, "must_not": {"terms": {"_type": ["tablet"]}}}},
    ],
)
def test_queries_on_the_type(shop: Api, query: dict[str, Any]) -> None:
    assert _ids(shop.post("/_search", {"query": query}).body) == PHONES


def test_the_type_in_the_url(shop: Api) -> None:
    assert _ids(shop.get("/_search?q=_type:phone").body) == PHONES


def test_buckets_order_and_values_of_types(shop: Api) -> None:
    body = {
        "aggs": {"types": {"terms": {"field": "_type"}}, "kinds": {"cardinality": {"field": "_type"}}},
        "sort": [{"_type": "desc"}, {"_index": "asc"}],
        "docvalue_fields": ["_type"],
    }
    answer = shop.post("/_search", body).body
    buckets = answer["aggregations"]["types"]["buckets"]
    assert {bucket["key"]: bucket["doc_count"] for bucket in buckets} == {"phone": 2, "tablet": 1}
    assert answer["aggregations"]["kinds"]["value"] == 2
    types = [hit["sort"][0] for hit in answer["hits"]["hits"]]
    assert types == ["tablet", "phone", "phone", None]
    assert [hit.get("fields", {}).get("_type", [None])[0] for hit in answer["hits"]["hits"]] == types


@pytest.mark.parametrize("body", [{}, {"version": True}, {"_source": False}, {"sort": ["_doc"]}])
def test_hits_show_their_type(shop: Api, body: dict[str, Any]) -> None:
    hits = shop.post("/_search", body).body["hits"]["hits"]
    shown = {(hit["_index"], hit.get("_type")) for hit in hits}
    assert shown == {("phones", "phone"), ("tablets", "tablet"), ("plain", None)}
    accept = "application/vnd.elasticsearch+json;compatible-with=7"
    hits = shop.get("/_search", accept=accept).body["hits"]["hits"]
    assert {(hit["_index"], hit["_type"]) for hit in hits} == {
        ("phones", "phone"), ("tablets", "tablet"), ("plain", "_doc")
    }  # fmt: skip


def test_bulk_lines_name_types(api: Api) -> None:
    lines = [{"index": {"_index": "farm", "_type": "cow", "_id": "1"}}, {"legs": 4}]
    assert _bulk(api, "/_bulk?refresh=true", lines).body["items"][0]["index"]["_type"] == "cow"
    mixed = [*lines, {"delete": {"_index": "farm", "_type": "cow", "_id": "2"}}]
    items = _bulk(api, "/_bulk", mixed).body["items"]
    assert [next(iter(item.values()))["_type"] for item in items] == ["cow", "cow"]
    second = [*lines, {"index": {"_index": "farm", "_type": "hen", "_id": "2"}}, {"legs": 2}]
    items = _bulk(api, "/_bulk", second).body["items"]
    assert [item["index"]["status"] for item in items] == [200, 400]
    assert items[1]["index"]["error"]["reason"] == (
        "Rejecting mapping update to [farm] as the final mapping would have more than 1 type: [cow, hen]"
    )
    assert api.get("/farm/cow/_count").body["count"] == 1


def test_a_bulk_under_a_type(api: Api) -> None:
    items = _bulk(api, "/farm/cow/_bulk?refresh=true", [{"index": {}}, {"legs": 4}, {"index": {}}, {"legs": 3}]).body
    assert [item["index"]["_type"] for item in items["items"]] == ["cow", "cow"]
    assert api.get("/farm/cow/_count").body["count"] == 2
    assert api.get("/farm/hen/_count").body["count"] == 0
    refused = _bulk(api, "/farm/hen/_bulk", [{"index": {}}, {"legs": 2}]).body
    assert refused["items"][0]["index"]["status"] == 400


def test_explain_under_another_type(shop: Api) -> None:
    body = {"query": {"match_all": {}}}
    assert shop.post("/phones/phone/1/_explain", body).body["matched"] is True
    gone = shop.post("/phones/tablet/1/_explain", body)
    assert (gone.status, gone.body["matched"]) == (404, False)


def test_copies_keep_the_type(shop: Api) -> None:
    shop.post("/_reindex?refresh=true", {"source": {"index": "phones"}, "dest": {"index": "copied"}})
    assert _ids(shop.get("/copied/phone/_search").body) == [("copied", "1"), ("copied", "2")]
    shop.put("/pads/pad/9?refresh=true", {})
    shop.post("/_reindex?refresh=true", {"source": {"index": "phones"}, "dest": {"index": "pads"}})
    assert shop.get("/pads/pad/_count").body["count"] == 3
    shop.put("/phones/_settings", {"index.blocks.write": True})
    shop.put("/phones/_clone/twin", {})
    assert shop.get("/twin/phone/_count").body["count"] == 2


def test_the_type_outlives_a_restart(tmp_path: Path) -> None:
    config = NodeConfig(data=tmp_path / "data", sync=False, background=False, threads=4)
    with Node(config) as node:
        Api(node).put("/phones/phone/1", {"a": 1})
        Api(node).post("/phones/phone/1/_update", {"doc": {"b": 1}})
    with Node(config) as node:
        api = Api(node)
        api.post("/phones/_refresh")
        api.post("/phones/_forcemerge")
        assert [hit["_type"] for hit in api.get("/phones/phone/_search").body["hits"]["hits"]] == ["phone"]


def test_mappings_under_types(shop: Api) -> None:
    for path in ("/phones/_mapping/phone", "/phones/phone/_mapping"):
        assert list(shop.get(path).body["phones"]["mappings"]) == ["phone"]
    assert list(shop.get("/_mapping/phone").body) == ["phones"]
    assert shop.get("/phones/tablet/_mapping").status == 404
    assert "phone" not in shop.get("/phones/_mapping").body["phones"]["mappings"]

"""Nearest vectors through the REST API: many of them, filters, several shards, aliases, scrolls."""

import json
from typing import Any

import numpy as np

from findling.codec.vectors.graph import LEAST_ROWS
from tests.reference.api import Api

DIMS = 6


def fill(api: Api, index: str, rows: np.ndarray, **settings: Any) -> None:
    vector = {"type": "dense_vector", "dims": DIMS, "similarity": "l2_norm", "index_options": {"type": "hnsw", "m": 8}}
    properties = {"v": vector, "third": {"type": "boolean"}, "part": {"type": "integer"}}
    assert api.put(f"/{index}", {"settings": settings, "mappings": {"properties": properties}}).status == 200
    lines = []
    for number, row in enumerate(np.round(rows, 4).tolist()):
        lines.append(json.dumps({"index": {"_id": str(number)}}))
        lines.append(json.dumps({"v": row, "third": number % 3 == 0, "part": number % 500}))
    answer = api.post(f"/{index}/_bulk?refresh=true", "\n".join(lines) + "\n")
    assert not answer.body["errors"]


def nearest(rows: np.ndarray, query: np.ndarray, k: int, among: np.ndarray) -> list[str]:
    apart = ((np.round(rows, 4) - query) ** 2).sum(axis=1)
    return [str(number) for number in among[np.argsort(apart[among], kind="stable")[:k]]]


def test_vectors_in_a_graph(api: Api) -> None:
    """Recall of a graph and of filters of every selectivity, before and after a merge, with deleted documents."""
    source = np.random.default_rng(3)
    n = LEAST_ROWS + 1500
    rows = source.normal(size=(n, DIMS))
    fill(api, "many", rows)
    everything = np.arange(n)
    filters: list[tuple[Any, np.ndarray]] = [
        (None, everything),
        ({"term": {"third": False}}, everything[everything % 3 != 0]),
        ({"term": {"part": 7}}, everything[everything % 500 == 7]),
    ]
    for merged in (False, True):
        if merged:
            assert (
                api.post("/many/_delete_by_query?refresh=true", {"query": {"range": {"part": {"gte": 480}}}}).status
                == 200
            )
            api.post("/many/_forcemerge?max_num_segments=1")
        hits = total = 0
        for filter_, among in filters:
            alive = among[among % 500 < 480] if merged else among
            for query in source.normal(size=(8, DIMS)):
                body = {"field": "v", "query_vector": query.tolist(), "k": 10, "num_candidates": 60}
                if filter_ is not None:
                    body["filter"] = filter_
                found = api.ids("/many/_search", {"knn": body})
                assert len(found) == 10
                assert {int(number) for number in found} <= set(alive.tolist())
                hits += len(set(found) & set(nearest(rows, query, 10, alive)))
                total += 10
        assert hits >= 0.97 * total


def test_sections_see_through_aliases_and_scroll(api: Api) -> None:
    rows = np.random.default_rng(4).normal(size=(40, DIMS))
    fill(api, "few", rows, number_of_shards=3)
    api.post(
        "/_aliases", {"actions": [{"add": {"index": "few", "alias": "thirds", "filter": {"term": {"third": True}}}}]}
    )
    query = rows[0]
    knn = {"field": "v", "query_vector": query.tolist(), "k": 7}
    among = np.arange(40)
    assert api.ids("/few/_search", {"knn": knn}) == nearest(rows, query, 7, among)
    assert api.ids("/thirds/_search", {"knn": knn}) == nearest(rows, query, 7, among[among % 3 == 0])
    page = api.post("/few/_search?scroll=1m", {"knn": knn, "size": 4}).body
    assert [hit["_id"] for hit in page["hits"]["hits"]] == nearest(rows, query, 7, among)[:4]
    rest = api.post("/_search/scroll", {"scroll_id": page["_scroll_id"]}).body
    assert [hit["_id"] for hit in rest["hits"]["hits"]] == nearest(rows, query, 7, among)[4:]
    answer = api.post("/few/_search?search_type=dfs_query_then_fetch", {"knn": knn})
    assert answer.body["error"]["reason"].startswith("cannot set [search_type] when using [knn] search")


def test_filters_remember_no_hits_of_another_state(api: Api) -> None:
    """What is nearest changes with every document, so that no cache may keep it."""
    vector = {"type": "dense_vector", "dims": 2, "similarity": "l2_norm", "index_options": {"type": "flat"}}
    api.put("/s", {"mappings": {"properties": {"v": vector}}})
    knn = {"knn": {"field": "v", "query_vector": [0, 0], "k": 1}}
    body = {"query": {"bool": {"filter": [{"bool": {"must": [knn]}}]}}}
    for number in range(4, 0, -1):
        api.put(f"/s/_doc/{number}?refresh=true", {"v": [number, number]})
        assert api.ids("/s/_search", body) == [str(number)]


def test_vectors_as_opensearch_defines_them(api: Api) -> None:
    """The scores of OpenSearch's documentation: 1 / (1 + squared distance), (1 + cosine) / 2, inner products, bits."""
    method = {"name": "hnsw", "engine": "lucene", "space_type": "l2", "parameters": {"m": 8, "ef_construction": 32}}
    properties = {
        "a": {"type": "knn_vector", "dimension": 2, "method": method},
        "b": {"type": "knn_vector", "dimension": 2, "space_type": "cosinesimil"},
        "c": {"type": "knn_vector", "dimension": 2, "space_type": "innerproduct", "method": {"name": "flat"}},
        "d": {"type": "knn_vector", "dimension": 8, "data_type": "binary"},
        "n": {"type": "integer"},
    }
    assert api.put("/os", {"mappings": {"properties": properties}}).status == 200
    shown = api.get("/os/_mapping").body["os"]["mappings"]["properties"]
    assert shown == properties
    for number, point in enumerate(([1, 1], [2, 2], [3, -1], [-2, 0.5])):
        document = {"a": point, "b": point, "c": point, "d": [number], "n": number}
        assert api.put(f"/os/_doc/{number}?refresh=true", document).status == 201

    def scores(field: str, vector: list[float], **more: Any) -> dict[str, float]:
        answer = api.post("/os/_search", {"query": {"knn": {field: {"vector": vector, **more}}}})
        return {hit["_id"]: round(hit["_score"], 4) for hit in answer.body["hits"]["hits"]}

    assert scores("a", [1, 1], k=2) == {"0": 1.0, "1": round(1 / 3, 4)}
    assert scores("a", [1, 1], max_distance=8) == {"0": 1.0, "1": round(1 / 3, 4), "2": round(1 / 9, 4)}
    assert scores("a", [1, 1], min_score=0.3) == {"0": 1.0, "1": round(1 / 3, 4)}
    assert scores("a", [1, 1], k=4, filter={"range": {"n": {"gte": 2}}}) == {
        "2": round(1 / 9, 4),
        "3": round(1 / 10.25, 4),
    }
    assert scores("b", [1, 1], k=2) == {"0": 1.0, "1": 1.0}
    assert scores("c", [1, 0], k=4) == {"2": 4.0, "1": 3.0, "0": 2.0, "3": round(1 / 3, 4)}
    assert scores("d", [3], k=2) == {"3": 1.0, "1": 0.5}
    for wrong in ({"k": 0}, {"k": 2, "min_score": 1}, {}, {"k": 1, "other": 2}):
        assert api.post("/os/_search", {"query": {"knn": {"a": {"vector": [1, 1], **wrong}}}}).status == 400
    assert api.post("/os/_search", {"query": {"knn": {"n": {"vector": [1, 1], "k": 1}}}}).status == 400


def test_no_hits_wanted_are_none_found(api: Api) -> None:
    """Without k as many are found as are shown, which may be none."""
    fill(api, "few", np.random.default_rng(5).normal(size=(20, DIMS)))
    query = {"knn": {"field": "v", "query_vector": [0] * DIMS, "num_candidates": 15}}
    assert api.post("/few/_search", {"query": query, "size": 0}).body["hits"]["total"]["value"] == 0
    assert api.post("/few/_search", {"query": query, "size": 3}).body["hits"]["total"]["value"] == 3


def test_a_boost_of_nothing_is_explained_as_a_constant(api: Api) -> None:
    fill(api, "few", np.eye(DIMS))
    knn = {"field": "v", "query_vector": [0] * DIMS, "k": 2, "boost": 0}
    for body, text in (({"query": {"knn": knn}}, "DocAndScoreQuery"), ({"knn": knn}, "ScoreAndDocQuery")):
        hits = api.post("/few/_search", {**body, "explain": True}).body["hits"]["hits"]
        assert [hit["_score"] for hit in hits] == [0, 0]
        assert hits[0]["_explanation"]["description"].startswith(f"ConstantScore({text}")


def test_tokens_that_a_document_has_not_are_explained(api: Api) -> None:
    """In Lucene's words for features: another segment may have them."""
    api.put("/tokens", {"mappings": {"properties": {"t": {"type": "sparse_vector"}}}})
    for name, weights in (("1", {"a": 2}), ("2", {"a": 3, "b": 1})):
        api.put(f"/tokens/_doc/{name}?refresh=true", {"t": weights})
    api.put("/tokens/_doc/3", {"t": [{"b": 1}, {"a": 5, "b": 4}]})
    api.put("/tokens/_doc/4?refresh=true", {"t": {"a": 1}})

    def explained(name: str, query: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = api.post(f"/tokens/_explain/{name}", {"query": query}).body["explanation"]
        return found

    of_b = {"term": {"t": {"value": "b", "boost": 2}}}
    weight = "weight(FeatureQuery(field=t, feature=b, function=LinearFunction) in"
    assert explained("1", of_b)["description"] == f"{weight} 0) [LinearFunction]. Feature b doesn't exist."
    assert explained("4", of_b)["description"] == f"{weight} 1) [LinearFunction]. Feature b isn't set."
    found = explained("3", of_b)
    assert found["value"] == 8.0
    assert found["description"] == "Linear function on the t field for the b feature, computed as w * S from:"
    pruned = {"prune": True, "pruning_config": {"only_score_pruned_tokens": True}}
    nothing = {"sparse_vector": {"field": "t", "query_vector": {"a": 1}, **pruned}}
    assert explained("1", nothing)["description"] == "empty BooleanQuery"

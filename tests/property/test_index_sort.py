"""A sorted index answers as one that is not: the same hits and scores, and the order that is asked for."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from findling.codec.index_sort import IndexSort, IndexSortField
from tests.property.query_strategies import PROPERTIES, corpora, queries
from tests.reference.search_case import SearchCase

_KINDS: Any = {"n": "long", "price": "double", "tag": "string"}
sort_fields = st.builds(
    lambda field, reverse, mode, missing: IndexSortField(field, _KINDS[field], reverse, mode, missing),
    st.sampled_from(sorted(_KINDS)),
    st.booleans(),
    st.sampled_from(["min", "max"]),
    st.sampled_from(["_last", "_first"]),
)
index_sorts = st.lists(sort_fields, min_size=1, max_size=3, unique_by=lambda field: field.field).map(tuple)
corpus = tuple[list[dict[str, Mapping[str, Any]]], set[str]]


def filled(directory: str, corpus: corpus, sort: IndexSort, merges: list[int]) -> SearchCase:
    """Returns an index with some segments; merges: after which of them all are merged"""
    case = SearchCase(Path(directory), PROPERTIES, index_sort=sort)
    segments, deleted = corpus
    for number, segment in enumerate(segments):
        case.add(segment)
        if number in merges:
            case.shard.force_merge(max_num_segments=1)
    if deleted:
        case.delete(*deleted)
    if -1 in merges:
        case.shard.force_merge(max_num_segments=1)
    return case


def clauses(sort: IndexSort) -> list[dict[str, Any]]:
    return [{f.field: {"order": "desc" if f.reverse else "asc", "mode": f.mode, "missing": f.missing}} for f in sort]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(corpora(), index_sorts, st.lists(st.integers(-1, 3), max_size=2), queries, st.data())
def test_as_an_index_that_is_not_sorted(
    corpus: corpus, sort: IndexSort, merges: list[int], query: dict[str, Any], data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        sorted_case, plain = filled(one, corpus, sort, merges), filled(other, corpus, (), merges)
        scores = [scored(case.search({"query": query, "size": 100})) for case in (sorted_case, plain)]
        assert scores[0] == scores[1]
        prefix = sort[: data.draw(st.integers(1, len(sort)))]
        body = {
            "query": query,
            "sort": clauses(prefix),
            "size": data.draw(st.integers(1, 12)),
            "track_total_hits": data.draw(st.sampled_from([True, False, 1, 3])),
        }
        pages = [case.search(body)["hits"] for case in (sorted_case, plain)]
        assert pages[0].get("total") == pages[1].get("total")
        assert [hit["sort"] for hit in pages[0]["hits"]] == [hit["sort"] for hit in pages[1]["hits"]]
        if pages[0]["hits"]:
            after = {**body, "search_after": pages[0]["hits"][-1]["sort"]}
            nexts = [[hit["sort"] for hit in case.search(after)["hits"]["hits"]] for case in (sorted_case, plain)]
            assert nexts[0] == nexts[1]


def scored(answer: dict[str, Any]) -> dict[str, float]:
    return {hit["_id"]: hit["_score"] for hit in answer["hits"]["hits"]}

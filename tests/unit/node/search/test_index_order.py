"""Searches in the order of a sorted index look at no more documents than they show."""

from typing import Any

import pytest

from findling.search.collector.index_order import IndexOrderCollector
from findling.search.context import SegmentContext
from findling.search.query.base import Weight
from tests.reference.api import Api

BODY = {
    "settings": {"number_of_shards": 1, "sort.field": ["n", "k"], "sort.order": ["desc", "asc"]},
    "mappings": {"properties": {"n": {"type": "long"}, "k": {"type": "keyword"}, "m": {"type": "long"}}},
}


@pytest.fixture
def filled(api: Api) -> Api:
    assert api.put("/x", BODY).status == 200
    for start in (0, 50):
        lines = "".join(
            f'{{"index":{{"_id":"{i}"}}}}\n{{"n":{i * 7 % 50},"k":"k{i % 3}","m":{i}}}\n'
            for i in range(start, start + 50)
        )
        assert not api.post("/x/_bulk?refresh", lines).body["errors"]
    return api


@pytest.mark.parametrize("sort", [["n:desc"], ["n:desc", "k"], ["n:desc", "k:asc"]])
def test_a_prefix_of_the_sort_needs_no_sorting(filled: Api, sort: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    taken = []
    first = IndexOrderCollector._first

    def noted(self: IndexOrderCollector, weight: Weight, segment: SegmentContext) -> Any:
        taken.append(first(self, weight, segment))
        return taken[-1]

    monkeypatch.setattr(IndexOrderCollector, "_first", noted)
    found = filled.get(f"/x/_search?sort={','.join(sort)}&size=3&track_total_hits=false").body
    assert [hit["_source"]["n"] for hit in found["hits"]["hits"]] == [49, 49, 48]
    assert "terminated_early" not in found
    assert "total" not in found["hits"]
    assert [docs.tolist() for docs in taken] == [[0, 1, 2], [0, 1, 2]]  # of each segment


@pytest.mark.parametrize("sort", ["n", "k", "n:desc,k:desc", "n:desc,k,m", "m"])
def test_other_sorts_see_all(filled: Api, sort: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(IndexOrderCollector, "collect_pruned")
    monkeypatch.delattr(IndexOrderCollector, "collect")
    assert len(filled.get(f"/x/_search?sort={sort}&size=3").body["hits"]["hits"]) == 3

"""frequent_item_sets, against sets found by trying all."""

from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from findling.search.aggs.bucket.itemsets.closed_sets import ClosedSets
from findling.search.aggs.bucket.itemsets.item_sets_aggregator import distinct_transactions
from tests.reference.aggs_case import AggsCase


def closed_by_trying(transactions: list[set[int]], least: int) -> dict[tuple[int, ...], int]:
    counts: Counter[tuple[int, ...]] = Counter()
    for transaction in transactions:
        for size in range(1, len(transaction) + 1):
            counts.update(combinations(sorted(transaction), size))
    return {
        items: count
        for items, count in counts.items()
        if count >= least and not any(set(items) < set(more) and counts[more] == count for more in counts)
    }


@given(st.lists(st.sets(st.integers(0, 5), max_size=5), max_size=12), st.integers(1, 3))
def test_closed_sets(transactions: list[set[int]], least: int) -> None:
    has = np.array([[item in transaction for transaction in transactions] for item in range(6)], np.bool_)
    has = has.reshape(6, len(transactions))
    found = ClosedSets(has, np.ones(len(transactions), np.int64), 1000, 1, least, lambda: None).found()
    assert dict(found) == closed_by_trying(transactions, least)
    assert [count for _, count in found] == sorted((count for _, count in found), reverse=True)


def test_only_the_most_frequent_are_kept() -> None:
    has = np.array([[1, 1, 1], [1, 1, 0], [0, 0, 1]], np.bool_)
    weights = np.array([5, 2, 4], np.int64)
    assert ClosedSets(has, weights, 2, 1, 1, lambda: None).found() == [((0,), 11), ((0, 1), 7)]
    assert ClosedSets(has, weights, 2, 2, 1, lambda: None).found() == [((0, 1), 7), ((0, 2), 4)]


def test_transactions_are_counted() -> None:
    rows = np.array([0, 0, 1, 2, 2, 5], np.int64)
    items = np.array([1, 7, 1, 1, 7, 3], np.int64)
    ids, ends, counts = distinct_transactions(rows, items)
    starts = [0, *ends.tolist()[:-1]]
    found = {tuple(ids[low:high].tolist()): n for low, high, n in zip(starts, ends, counts, strict=True)}
    assert found == {(1, 7): 2, (1,): 1, (3,): 1}


def test_over_shards(tmp_path: Path) -> None:
    docs: list[dict[str, Any]] = [
        {"k": ["a", "b"], "n": 1, "d": "2024-01-01"},
        {"k": "a", "n": 1},
        {"k": ["a", "b"], "n": 2},
        {"k": "c"},
    ]
    properties = {"k": {"type": "keyword"}, "n": {"type": "long"}, "d": {"type": "date"}}
    case = AggsCase(tmp_path, properties, [[docs[:2], docs[2:3]], [docs[3:], docs[:1]]])
    fields = [{"field": "k"}, {"field": "n"}]
    found = case.one({"frequent_item_sets": {"fields": fields, "minimum_support": 0.4}})
    assert found["buckets"] == [
        {"key": {"k": ["a"]}, "doc_count": 4, "support": 0.8},
        {"key": {"k": ["a", "b"]}, "doc_count": 3, "support": 0.6},
        {"key": {"k": ["a"], "n": [1]}, "doc_count": 3, "support": 0.6},
        {"key": {"k": ["a", "b"], "n": [1]}, "doc_count": 2, "support": 0.4},
    ]
    chosen = [{"field": "k", "exclude": "a"}, {"field": "n", "include": [1]}]
    filtered = {"fields": chosen, "filter": {"term": {"n": 1}}, "minimum_support": 0.2}
    assert case.one({"frequent_item_sets": filtered})["buckets"] == [
        {"key": {"n": [1]}, "doc_count": 3, "support": 0.6},
        {"key": {"k": ["b"], "n": [1]}, "doc_count": 2, "support": 0.4},
    ]
    below = case.one(
        {"terms": {"field": "k"}, "aggs": {"f": {"frequent_item_sets": {"fields": fields, "minimum_set_size": 2}}}}
    )
    assert [bucket["f"]["buckets"][0]["doc_count"] for bucket in below["buckets"][:2]] == [3, 3]
    case.close()

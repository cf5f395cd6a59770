"""A query phase makes few calls of Python, and no more of them in many segments than in one.

What is counted: see benchmarks/python_calls.py.
"""

from pathlib import Path
from typing import Any

import pytest

from benchmarks.python_calls import profiled_calls
from findling.search.phases import query_phase
from findling.search.request import SearchRequest
from tests.reference.search_case import SearchCase

MOST_CALLS = 150
# values have to be read and rewritten
MORE_CALLS = {"bool with range": 180, "bool with terms": 190}
MOST_SORT_CALLS = 400
MOST_AGGREGATION_CALLS = {"terms": 310, "stats": 310, "histogram": 400, "cardinality": 240, "averages of terms": 450}
AGGREGATIONS: dict[str, dict[str, Any]] = {
    "terms": {"terms": {"field": "tag"}},
    "stats": {"stats": {"field": "n"}},
    "histogram": {"histogram": {"field": "n", "interval": 5}},
    "cardinality": {"cardinality": {"field": "tag"}},
    "averages of terms": {"terms": {"field": "tag"}, "aggs": {"a": {"avg": {"field": "n"}}}},
}
PROPERTIES = {"text": {"type": "text"}, "tag": {"type": "keyword"}, "n": {"type": "long"}}
QUERIES: dict[str, dict[str, Any]] = {
    "term": {"term": {"text": "one"}},
    "union": {"bool": {"should": [{"term": {"text": "one"}}, {"term": {"text": "two"}}]}},
    "intersection": {"bool": {"must": [{"term": {"text": "one"}}, {"term": {"text": "two"}}]}},
    "phrase": {"match_phrase": {"text": "one two"}},
    "bool with filter": {"bool": {"must": [{"term": {"text": "one"}}], "filter": [{"term": {"tag": "a"}}]}},
    "bool with range": {"bool": {"must": [{"term": {"text": "one"}}], "filter": [{"range": {"n": {"gte": 3}}}]}},
    "bool with terms": {"bool": {"must": [{"term": {"text": "one"}}], "filter": [{"terms": {"tag": ["a", "c"]}}]}},
    "bool with must_not": {"bool": {"must": [{"term": {"text": "one"}}], "must_not": [{"term": {"tag": "b"}}]}},
}


def calls_of(case: SearchCase, query: dict[str, Any], size: int, **more: Any) -> int:
    request = SearchRequest.parse({"query": query, "size": size, "track_total_hits": True, **more})
    query_phase(request, case.context())  # makes the tables that are kept with the snapshot
    ctx = case.context()
    return profiled_calls(lambda: query_phase(request, ctx))


def case_of(path: Path, n_segments: int) -> SearchCase:
    """Segments with and without deleted documents, and one in which no document has the words."""
    case = SearchCase(path, PROPERTIES)
    words = ("one two three", "two one", "one", "three")
    for segment in range(n_segments):
        documents = {
            f"{segment}-{i}": {"text": "none" if segment == 3 else words[i % 4], "tag": "ab"[i % 2], "n": i}
            for i in range(12)
        }
        case.add(documents)
    case.delete(*(f"{segment}-0" for segment in range(0, n_segments, 2)))
    assert len(case.context().segments) == n_segments
    return case


@pytest.mark.parametrize("size", [10, 0])
@pytest.mark.parametrize("name", QUERIES)
def test_calls_do_not_grow_with_segments(tmp_path: Path, name: str, size: int) -> None:
    calls = []
    for n_segments in (1, 5, 15):
        case = case_of(tmp_path / str(n_segments), n_segments)
        calls.append(calls_of(case, QUERIES[name], size))
        case.shard.close()
    assert calls[0] == calls[1] == calls[2]
    assert calls[0] <= MORE_CALLS.get(name, MOST_CALLS)


@pytest.mark.parametrize("query", [QUERIES["term"], QUERIES["bool with range"], {"match_all": {}}])
def test_calls_of_a_sort_by_number_do_not_grow_with_segments(tmp_path: Path, query: dict[str, Any]) -> None:
    calls = []
    for n_segments in (1, 5, 15):
        case = case_of(tmp_path / str(n_segments), n_segments)
        calls.append(calls_of(case, query, 10, sort=[{"n": "desc"}]))
        case.shard.close()
    # one small segment is put in order as its column is stored
    assert calls[1] == calls[2]
    assert max(calls) <= MOST_SORT_CALLS


@pytest.mark.parametrize("name", AGGREGATIONS)
def test_calls_of_an_aggregation_do_not_grow_with_segments(tmp_path: Path, name: str) -> None:
    calls = []
    for n_segments in (2, 5, 15):
        case = case_of(tmp_path / str(n_segments), n_segments)
        calls.append(calls_of(case, QUERIES["term"], 0, aggs={"a": AGGREGATIONS[name]}))
        case.shard.close()
    assert calls[0] == calls[1] == calls[2] <= MOST_AGGREGATION_CALLS[name]

"""What pipelines refuse, in Elasticsearch's words, and what buckets that are not there give."""

from pathlib import Path
from typing import Any

import pytest

from findling.base.errors import FindlingError
from findling.search.aggs import parse_aggregations
from tests.reference.aggs_case import AggsCase

HISTOGRAM = {"histogram": {"field": "n", "interval": 1}}


def parsed(pipeline: dict[str, Any]) -> None:
    parse_aggregations({"h": {**HISTOGRAM, "aggs": {"m": {"sum": {"field": "n"}}, "x": pipeline}}})


@pytest.mark.parametrize(
    ("pipeline", "said"),
    [
        (
            {"bucket_script": {"buckets_path": "m", "script": 5}},
            "[bucket_script] script doesn't support values of type: VALUE_NUMBER",
        ),
        (
            {"moving_fn": {"buckets_path": "m", "window": 2, "script": []}},
            "[moving_fn] script doesn't support values of type: START_ARRAY",
        ),
        ({"bucket_sort": {"sort": "m"}}, "[bucket_sort] sort doesn't support values of type: VALUE_STRING"),
        ({"bucket_sort": {"sort": [1]}}, "[bucket_sort] failed to parse field [sort]"),
        ({"cumulative_sum": {"buckets_path": [None]}}, "[cumulative_sum] failed to parse field [buckets_path]"),
        ({"derivative": {"buckets_path": "m", "nope": 1}}, "Unexpected token VALUE_NUMBER in [x]."),
        (
            {"serial_diff": {"buckets_path": "m", "gap_policy": "no"}},
            "Invalid gap policy: [no], accepted values: [insert_zeros, skip, keep_values]",
        ),
    ],
)
def test_refused(pipeline: dict[str, Any], said: str) -> None:
    with pytest.raises(FindlingError) as caught:
        parsed(pipeline)
    assert said in str(caught.value)


@pytest.fixture
def case(tmp_path: Path) -> Any:
    documents = [{"n": n % 3, "tag": "ab"[n % 3 % 2], "v": n} for n in range(6)]
    found = AggsCase(
        tmp_path, {"n": {"type": "long"}, "tag": {"type": "keyword"}, "v": {"type": "long"}}, [[documents]]
    )
    yield found
    found.close()


def inner(case: AggsCase, pipeline: dict[str, Any]) -> list[Any]:
    tags = {"terms": {"field": "tag"}, "aggs": {"m": {"sum": {"field": "v"}}}}
    found = case.run({"h": {**HISTOGRAM, "aggs": {"t": tags, "x": pipeline}}})
    return [(bucket["key"], bucket.get("x")) for bucket in found["h"]["buckets"]]


def test_buckets_that_are_not_there(case: AggsCase) -> None:
    path = "t['b']>m"
    script = {"buckets_path": {"b": path}, "script": "params.b + 1"}
    assert inner(case, {"bucket_script": script}) == [(0.0, None), (1.0, {"value": 6.0}), (2.0, None)]
    with pytest.raises(FindlingError):
        inner(case, {"bucket_script": {**script, "gap_policy": "insert_zeros"}})
    assert [shown for _, shown in inner(case, {"derivative": {"buckets_path": path}})] == [None, None, None]


def test_buckets_are_sorted_by_figures_of_named_buckets(case: AggsCase) -> None:
    sort = {"sort": [{"t['a']>m": {"order": "desc"}}, {"_key": {"order": "asc"}}]}
    assert [key for key, _ in inner(case, {"bucket_sort": sort})] == [2.0, 0.0, 1.0]
    assert [key for key, _ in inner(case, {"bucket_sort": {"sort": [{"t['a']>m": "asc"}]}})] == [0.0, 2.0]
    assert [key for key, _ in inner(case, {"bucket_sort": {"sort": {}, "from": 1}})] == [1.0, 2.0]

"""What goes by the number of documents, a table or a list, dense or hashed numbers, does not show in the answer."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from findling.search.aggs.base import bucket_ords, reductions
from findling.search.aggs.metric import cardinality_aggregator
from findling.search.aggs.values import ordinal_counts, stored_rows
from tests.property.test_aggs_reference import PROPERTIES, assert_same, shards, tags, trees
from tests.reference.aggs_case import AggsCase
from tests.reference.aggs_reference import evaluate

# limits below which the way for few is never, or above which it is always taken
FEW: Mapping[Any, Mapping[str, int]] = {
    bucket_ords: {"_ALWAYS_DENSE": 0, "_DENSE_PER_DOC": 0},
    ordinal_counts: {"_ALWAYS_TABLE": 0, "_TERMS_PER_DOC": 0},
    cardinality_aggregator: {"_ALWAYS_TABLE": 0, "_KEYS_PER_DOC": 0},
}
MANY: Mapping[Any, Mapping[str, int]] = {
    ordinal_counts: {"_MIN_RADIX_ROWS": 0},
    reductions: {"_MIN_LANED_ROWS": 0},
    stored_rows: {"_MIN_LANED_ROWS": 0, "_MIN_COUNTED": 0, "_LOW_VALUES": 8},
}


@contextmanager
def limits(of_modules: Mapping[Any, Mapping[str, int]]) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for module, changed in of_modules.items():
            for name, limit in changed.items():
                patch.setattr(module, name, limit)
        yield


MORE_AGGS = st.sampled_from(
    [
        {"cardinality": {"field": "tag"}},
        {"cardinality": {"field": "long"}},
        {"percentiles": {"field": "long"}},
        {"percentile_ranks": {"field": "long", "values": [-1, 3, 9.5]}},
        {"median_absolute_deviation": {"field": "long"}},
        {"terms": {"field": "tag"}},
        {"terms": {"field": "tag", "order": {"_key": "desc"}, "size": 2}},
        {"terms": {"field": "tag", "min_doc_count": 0, "size": 100}},
        {"terms": {"field": "tag"}, "aggs": {"mean": {"avg": {"field": "long"}}}},
        {"date_histogram": {"field": "date", "calendar_interval": "month", "min_doc_count": 1}},
    ]
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(batches=shards, aggs=st.lists(MORE_AGGS | trees(), min_size=1, max_size=3), by_tag=st.booleans())
def test_all_ways_give_the_same(batches: Any, aggs: Any, by_tag: bool) -> None:
    body = {f"a{i}": agg for i, agg in enumerate(aggs)}
    query = {"term": {"tag": "b"}} if by_tag else None
    with tempfile.TemporaryDirectory() as directory:
        case = AggsCase(Path(directory), PROPERTIES, batches)
        found = case.run(body, query)
        for changed in (FEW, MANY):
            with limits(changed):
                assert case.run(body, query) == found
        case.close()


simple_documents = st.fixed_dictionaries(
    {}, optional={"tag": st.sampled_from(["a", "b", "c", "dd", "é"]), "long": st.integers(-5, 20)}
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(
    batches=st.lists(st.lists(simple_documents, min_size=1, max_size=8), min_size=1, max_size=3),
    by_tag=st.booleans(),
    few=st.booleans(),
)
def test_single_values_agree_with_the_definition(batches: Any, by_tag: bool, few: bool) -> None:
    """Without documents of several values, so that columns of one value per document are read as they are stored."""
    figures = {"mean": {"avg": {"field": "long"}}, "all": {"stats": {"field": "long"}}}
    body = {
        "terms": {"terms": {"field": "tag", "size": 3, "shard_size": 100}},
        "means": {"terms": {"field": "tag"}, "aggs": figures},
        "distinct": {"cardinality": {"field": "tag"}},
        "total": {"sum": {"field": "long"}},
    }
    wanted = [doc for batch in batches for doc in batch if not by_tag or "b" in tags(doc)]
    with tempfile.TemporaryDirectory() as directory, limits(FEW if few else MANY):
        case = AggsCase(Path(directory), PROPERTIES, [batches])
        found = case.run(body, {"term": {"tag": "b"}} if by_tag else None)
        case.close()
    assert_same(found, evaluate(body, wanted))

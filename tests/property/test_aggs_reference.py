"""Aggregations agree with their definitions over random documents, segments, deletes, shards and trees of depth 3."""

import copy
import math
import pickle
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from findling.search.aggs import parse_aggregations
from tests.reference.aggs_case import AggsCase
from tests.reference.aggs_reference import evaluate

PROPERTIES = {
    "tag": {"type": "keyword"},
    "long": {"type": "long"},
    "double": {"type": "double"},
    "date": {"type": "date"},
    "flag": {"type": "boolean"},
    "parts": {"type": "nested", "properties": {"name": {"type": "keyword"}, "n": {"type": "integer"}}},
}


def one_or_several(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    # Lucene keeps repeated numbers of a document, and so do we; repeated terms count once
    return st.one_of(values, st.lists(values, max_size=3, unique=True))


dates = st.builds(
    lambda month, day, hour: f"2024-{month:02d}-{day:02d}T{hour:02d}:00:00Z",
    st.integers(1, 4),
    st.integers(1, 28),
    st.integers(0, 23),
)
parts = st.lists(
    st.fixed_dictionaries({"name": st.sampled_from("uvw")}, optional={"n": st.integers(-3, 3)}), min_size=0, max_size=3
)
documents = st.fixed_dictionaries(
    {},
    optional={
        "tag": one_or_several(st.sampled_from(["a", "b", "c", "dd", "é"])),
        "long": one_or_several(st.integers(-5, 20)),
        "double": one_or_several(st.integers(-40, 40).map(lambda n: n / 4)),
        "date": one_or_several(dates),
        "flag": st.booleans(),
        "parts": parts,
    },
)

metrics = st.one_of(
    st.builds(
        lambda kind, field: {kind: {"field": field}},
        st.sampled_from(["min", "max", "sum", "avg", "stats", "value_count", "cardinality"]),
        st.sampled_from(["long", "double"]),
    ),
    st.sampled_from(["tag", "date"]).map(lambda field: {"cardinality": {"field": field}}),
    st.sampled_from(["tag", "flag", "parts.name"]).map(lambda field: {"value_count": {"field": field}}),
    st.just({"sum": {"field": "long", "missing": 7}}),
)

terms = st.builds(
    lambda field, order, size: {"terms": {"field": field, "size": size, "shard_size": 1000, "order": order}},
    st.sampled_from(["tag", "long", "double", "date", "flag"]),
    st.sampled_from([{"_count": "desc"}, {"_count": "asc"}, {"_key": "asc"}, {"_key": "desc"}]),
    st.sampled_from([2, 1000]),
)
buckets = st.one_of(
    terms,
    st.just({"terms": {"field": "tag", "missing": "bb", "size": 100}}),
    st.just({"terms": {"field": "long", "missing": 3, "size": 100}}),
    st.sampled_from([0, 1, 2]).map(lambda n: {"histogram": {"field": "double", "interval": 2.5, "min_doc_count": n}}),
    st.just({"histogram": {"field": "long", "interval": 3}}),
    st.sampled_from([0, 1]).map(
        lambda n: {"date_histogram": {"field": "date", "calendar_interval": "month", "min_doc_count": n}}
    ),
    st.just({"date_histogram": {"field": "date", "fixed_interval": "7d"}}),
    st.just({"range": {"field": "double", "ranges": [{"to": 0}, {"from": 0, "to": 5}, {"from": 5}]}}),
    st.just({"range": {"field": "long", "ranges": [{"from": -2, "to": 9}, {"from": 3, "to": 30}]}}),
    st.just({"filter": {"term": {"tag": "a"}}}),
    st.just({"filters": {"filters": {"x": {"term": {"tag": "a"}}, "y": {"term": {"tag": "b"}}}, "other_bucket": True}}),
    st.sampled_from(["tag", "long"]).map(lambda field: {"missing": {"field": field}}),
)


@st.composite
def trees(draw: st.DrawFn, depth: int = 3) -> dict[str, Any]:
    """Draws an aggregation of at most `depth` levels."""
    if depth == 1:
        return dict(draw(metrics))
    if draw(st.integers(0, 5)) == 0:
        return draw(nested_trees())
    tree: dict[str, Any] = copy.deepcopy(draw(buckets))
    children = {f"c{i}": draw(trees(depth - 1)) for i in range(draw(st.integers(0, 2)))}
    if "terms" in tree and draw(st.booleans()):
        children["by"] = {"avg": {"field": "long"}}
        tree["terms"]["order"] = {"by": draw(st.sampled_from(["asc", "desc"]))}
        tree["terms"]["shard_size"] = 1000
    return {**tree, "aggs": children}


@st.composite
def nested_trees(draw: st.DrawFn) -> dict[str, Any]:
    inner = {"terms": {"field": "parts.name"}, "aggs": {"n": {"sum": {"field": "parts.n"}}}}
    if draw(st.booleans()):
        inner["aggs"]["back"] = {"reverse_nested": {}, "aggs": {"tags": {"terms": {"field": "tag", "size": 100}}}}
    return {"nested": {"path": "parts"}, "aggs": {"names": inner}}


shards = st.lists(st.lists(st.lists(documents, max_size=6), max_size=3), min_size=1, max_size=3)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(batches=shards, aggs=st.lists(trees(), min_size=1, max_size=3), data=st.data())
def test_agrees_with_the_definition(batches: Any, aggs: Any, data: st.DataObject) -> None:
    everything = [doc for shard in batches for segment in shard for doc in segment]
    deleted = set(data.draw(st.lists(st.integers(0, max(len(everything) - 1, 0)), max_size=4))) if everything else set()
    query = data.draw(st.sampled_from([None, {"term": {"tag": "b"}}]))
    body = {f"a{i}": agg for i, agg in enumerate(aggs)}
    with tempfile.TemporaryDirectory() as directory:
        case = AggsCase(Path(directory), PROPERTIES, batches, sorted(deleted))
        found = case.run(body, query)
        # partials are pure data: they survive the way to another process
        partials = pickle.loads(pickle.dumps(case.partials(body, query)))
        case.close()
    aggregations = parse_aggregations(body)
    assert aggregations.render(aggregations.reduce(partials)) == found
    wanted = [doc for i, doc in enumerate(everything) if i not in deleted and (query is None or "b" in tags(doc))]
    assert_same(found, evaluate(body, wanted))


def tags(doc: dict[str, Any]) -> list[str]:
    tag = doc.get("tag", [])
    return tag if isinstance(tag, list) else [tag]


def assert_same(found: Any, expected: Any, path: str = "") -> None:
    if isinstance(expected, dict):
        assert isinstance(found, dict), path
        assert list(found) == list(expected), f"{path}: {found} against {expected}"
        for key, value in expected.items():
            assert_same(found[key], value, f"{path}.{key}")
    elif isinstance(expected, list):
        assert len(found) == len(expected), f"{path}: {found} against {expected}"
        for i, value in enumerate(expected):
            assert_same(found[i], value, f"{path}[{i}]")
    elif isinstance(expected, float):
        assert math.isclose(found, expected, rel_tol=1e-12, abs_tol=1e-12), f"{path}: {found} against {expected}"
    else:
        assert found == expected, f"{path}: {found!r} against {expected!r}"

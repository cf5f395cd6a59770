"""terms: keys of all types, order, size, include and exclude, errors over shards."""

from pathlib import Path
from typing import Any

import pytest

from findling.base.errors import AggregationExecutionError, IllegalArgumentError, InvalidPathError, XContentParseError
from findling.search.aggs import parse_aggregations
from tests.reference.aggs_case import AggsCase


def keys(found: dict[str, Any]) -> list[Any]:
    return [bucket["key"] for bucket in found["buckets"]]


def counts(found: dict[str, Any]) -> dict[Any, int]:
    return {bucket["key"]: bucket["doc_count"] for bucket in found["buckets"]}


@pytest.mark.parametrize(
    ("field", "name", "first"),
    [
        ("tag", "sterms", {"key": "a", "doc_count": 5}),
        ("n", "lterms", {"key": 0, "doc_count": 1}),
        ("p", "dterms", {"key": 0.0, "doc_count": 1}),
        ("s", "dterms", {"key": 0.0, "doc_count": 1}),
        ("b", "lterms", {"key": 0, "key_as_string": "false", "doc_count": 5}),
        ("ip", "sterms", {"key": "10.0.0.0", "doc_count": 3}),
        ("u", "ulterms", {"key": 2**63 + 1, "doc_count": 5}),
        ("d", "lterms", {"key": 1704067200000, "key_as_string": "2024-01-01T00:00:00.000Z", "doc_count": 4}),
        ("c", "sterms", {"key": "same", "doc_count": 9}),
    ],
)
def test_types(index: AggsCase, field: str, name: str, first: dict[str, Any]) -> None:
    found = index.run({"a": {"terms": {"field": field}}}, typed_keys=True)
    assert list(found) == [f"{name}#a"]
    assert found[f"{name}#a"]["buckets"][0] == first
    assert list(found[f"{name}#a"]["buckets"][0]) == list(first)


def test_shape(index: AggsCase) -> None:
    found = index.one({"terms": {"field": "tag", "size": 1}, "aggs": {"x": {"max": {"field": "n"}}}})
    assert found == {
        "doc_count_error_upper_bound": 0,
        "sum_other_doc_count": 6,
        "buckets": [{"key": "a", "doc_count": 5, "x": {"value": 8.0}}],
    }


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ({"_count": "asc"}, ["c", "b", "a"]),
        ({"_key": "asc"}, ["a", "b", "c"]),
        ({"_key": "desc"}, ["c", "b", "a"]),
        ({"x": "desc"}, ["b", "a", "c"]),
        ({"x.value": "asc"}, ["c", "a", "b"]),
        ({"s.min": "desc"}, ["b", "a", "c"]),
        ({"s.count": "asc"}, ["c", "b", "a"]),
        ({"e[std_deviation]": "asc"}, ["c", "a", "b"]),
        ({"f>x": "desc"}, ["b", "a", "c"]),
        ({"f": "asc"}, ["a", "c", "b"]),
        ({"f.doc_count": "asc"}, ["a", "c", "b"]),
        ([{"f": "asc"}, {"_key": "desc"}], ["c", "a", "b"]),
    ],
)
def test_order(index: AggsCase, order: Any, expected: list[str]) -> None:
    children = {
        "x": {"avg": {"field": "n"}},
        "s": {"stats": {"field": "n"}},
        "e": {"extended_stats": {"field": "n"}},
        "f": {"filter": {"term": {"tag": "b"}}, "aggs": {"x": {"max": {"field": "n"}}}},
    }
    found = index.one({"terms": {"field": "tag", "order": order}, "aggs": children})
    assert keys(found) == expected


NO_FIGURE = (
    "Buckets can only be sorted on a sub-aggregator path that is built out of zero or more single-bucket aggregations "
    "within the path and a final single-bucket or a metrics aggregation at the path end."
)


@pytest.mark.parametrize(
    ("path", "error", "reason"),
    [
        (
            "nope",
            AggregationExecutionError,
            "Invalid aggregation order path [nope]. The provided aggregation [nope] either does",
        ),
        ("s", InvalidPathError, "Invalid aggregation order path [s]. When ordering on a multi-value metrics"),
        ("s.nope", InvalidPathError, "Invalid aggregation order path [s.nope]. Unknown metric name [nope] on"),
        ("p.7", InvalidPathError, "Invalid aggregation order path [p.7]. Unknown metric name [7] on multi-value"),
        ("m.x", InvalidPathError, "Invalid aggregation order path [m.x]. Ordering on a single-value metrics"),
        ("t", InvalidPathError, f"Invalid aggregation order path [t]. {NO_FIGURE}"),
        ("h", InvalidPathError, f"Invalid aggregation order path [h]. {NO_FIGURE}"),
        ("f.x", InvalidPathError, f"Invalid aggregation order path [f.x]. {NO_FIGURE}"),
        ("t>x", InvalidPathError, f"Invalid aggregation order path [t>x]. {NO_FIGURE} [t] is not single-bucket."),
        ("m>x", InvalidPathError, f"Invalid aggregation order path [m>x]. {NO_FIGURE} [m] is not single-bucket."),
        ("f[x]>m", InvalidPathError, "Invalid aggregation order path [f[x]>m]. Key only allowed on last aggregation"),
        ("f>_count", InvalidPathError, "Invalid aggregation order path [f>_count]. The provided aggregation [_count]"),
        ("a.", XContentParseError, "[terms] failed to parse field [order]"),
    ],
)
def test_orders_that_lead_nowhere(index: AggsCase, path: str, error: Any, reason: str) -> None:
    children = {
        "s": {"stats": {"field": "n"}},
        "t": {"terms": {"field": "b"}, "aggs": {"x": {"max": {"field": "n"}}}},
        "p": {"percentiles": {"field": "n"}},
        "m": {"avg": {"field": "n"}},
        "h": {"top_hits": {"size": 1}},
        "f": {"filter": {"match_all": {}}, "aggs": {"m": {"avg": {"field": "n"}}}},
    }
    with pytest.raises(error) as raised:
        index.one({"terms": {"field": "tag", "order": {path: "asc"}}, "aggs": children})
    assert raised.value.reason.startswith(reason)


@pytest.mark.parametrize("order", [{}, "x"])
def test_malformed_orders(order: Any) -> None:
    with pytest.raises(XContentParseError):
        parse_aggregations({"a": {"terms": {"field": "tag", "order": order}}})


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"field": "tag", "include": "a|c"}, {"a": 5, "c": 2}),
        ({"field": "tag", "include": ["a", "zz"]}, {"a": 5}),
        ({"field": "tag", "exclude": "[ab]"}, {"c": 2}),
        ({"field": "tag", "include": "[abc]", "exclude": ["a"]}, {"b": 4, "c": 2}),
        ({"field": "n", "include": [3, 4]}, {3: 1, 4: 1}),
        ({"field": "p", "exclude": [0.25, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0]}, {0.0: 1, 2.25: 1}),
        ({"field": "b", "include": [True]}, {1: 4}),
        ({"field": "ip", "include": ["10.0.0.1"]}, {"10.0.0.1": 3}),
        ({"field": "nope"}, {}),
        ({"field": "nope", "missing": "x"}, {"x": 9}),
        ({"field": "nope", "missing": "x", "include": "[xy]"}, {"x": 9}),
        ({"field": "tag", "missing": "bb", "include": ["bb"]}, {}),
        ({"field": "n", "include": {"partition": 0, "num_partitions": 1}, "size": 3}, {0: 1, 1: 1, 3: 1}),
        ({"field": "n", "min_doc_count": 2}, {}),
        ({"field": "tag", "min_doc_count": 3, "shard_min_doc_count": 3}, {"a": 4, "b": 0}),
        # a shard never asks for more than all shards together
        ({"field": "tag", "shard_min_doc_count": 3}, {"a": 5, "b": 4, "c": 2}),
    ],
)
def test_restrictions(index: AggsCase, body: dict[str, Any], expected: dict[Any, int]) -> None:
    found = counts(index.one({"terms": body}))
    if "min_doc_count" in body and "shard_min_doc_count" in body:
        assert set(found) <= set(expected)
    else:
        assert found == expected


def test_partitions_are_complete(index: AggsCase) -> None:
    parts = [
        keys(index.one({"terms": {"field": "tag", "include": {"partition": i, "num_partitions": 3}}})) for i in range(3)
    ]
    assert sorted(key for part in parts for key in part) == ["a", "b", "c"]


@pytest.mark.parametrize(
    "include",
    [{"partition": 3, "num_partitions": 3}, {"partition": 0}, {"num_partitions": 2}, {"partition": 0, "num": 1}, 5],
)
def test_wrong_partitions(include: Any) -> None:
    with pytest.raises(XContentParseError):
        parse_aggregations({"a": {"terms": {"field": "tag", "include": include}}})


@pytest.mark.parametrize(
    ("field", "expected"),
    [("tag", {"a": 0, "b": 0, "c": 0}), ("b", {0: 0, 1: 0}), ("n", dict.fromkeys([0, 1, 3, 4, 5, 6, 7, 8, 9], 0))],
)
def test_terms_of_documents_that_do_not_match(index: AggsCase, field: str, expected: dict[Any, int]) -> None:
    body = {"terms": {"field": field, "min_doc_count": 0, "size": 20}, "aggs": {"x": {"avg": {"field": "n"}}}}
    found = index.one(body, {"term": {"n": 77}})
    assert counts(found) == expected
    assert found["buckets"][0]["x"] == {"value": None}


def test_terms_of_documents_that_do_not_match_below_a_parent(index: AggsCase) -> None:
    inner = {"terms": {"field": "tag", "min_doc_count": 0}, "aggs": {"x": {"terms": {"field": "n"}}}}
    found = index.one({"terms": {"field": "n"}, "aggs": {"t": inner}}, {"term": {"n": 3}})
    assert counts(found["buckets"][0]["t"]) == {"a": 0, "b": 1, "c": 0}


def test_missing_value_between_terms(index: AggsCase) -> None:
    found = index.one({"terms": {"field": "tag", "missing": "bb", "order": {"_key": "asc"}, "min_doc_count": 0}})
    assert counts(found) == {"a": 5, "b": 4, "bb": 0, "c": 2}


def test_errors_over_shards(tmp_path: Path) -> None:
    def docs(tags: str) -> list[dict[str, Any]]:
        return [{"tag": tag} for tag in tags]

    case = AggsCase(tmp_path, {"tag": {"type": "keyword"}}, [[docs("aaaabbbccd")], [docs("bbbbddda")]])
    body = {"terms": {"field": "tag", "size": 2, "shard_size": 2, "show_term_doc_count_error": True}}
    found = case.one(body)
    # the first shard gives a (4) and b (3), the second b (4) and d (3)
    assert found["buckets"] == [
        {"key": "b", "doc_count": 7, "doc_count_error_upper_bound": 0},
        {"key": "a", "doc_count": 4, "doc_count_error_upper_bound": 3},
    ]
    assert (found["doc_count_error_upper_bound"], found["sum_other_doc_count"]) == (6, 7)
    body["terms"]["order"] = {"_count": "asc"}
    assert case.one(body)["doc_count_error_upper_bound"] == -1
    assert case.one(body)["buckets"][0]["doc_count_error_upper_bound"] == -1
    body["terms"]["order"] = {"_key": "asc"}
    assert case.one(body)["doc_count_error_upper_bound"] == 0
    case.close()


def test_types_that_differ_between_indices(tmp_path: Path) -> None:
    cases = [
        AggsCase(tmp_path / kind, {"v": {"type": kind}}, [[[{"v": value}]]])
        for kind, value in (("long", 1), ("double", 1.0), ("keyword", "1"))
    ]
    body = {"a": {"terms": {"field": "v"}}}
    aggregations = parse_aggregations(body)
    longs, doubles, words = (case.partials(body)[0] for case in cases)
    merged = aggregations.render(aggregations.reduce([longs, doubles]), typed_keys=True)
    assert merged["dterms#a"]["buckets"] == [{"key": 1.0, "doc_count": 2}]
    with pytest.raises(IllegalArgumentError, match="existed as two different types"):
        aggregations.reduce([longs, words])
    for case in cases:
        case.close()


def test_many_values(tmp_path: Path) -> None:
    values = [{"k": f"key{i:05d}", "v": i * 10**9, "x": float(i)} for i in range(3000)]
    properties = {"k": {"type": "keyword"}, "v": {"type": "long"}, "x": {"type": "double"}}
    case = AggsCase(tmp_path, properties, [[values[:1000], values[1000:]]])
    inner = {"t": {"terms": {"field": "k", "size": 1}}, "c": {"cardinality": {"field": "v"}}}
    body = {"terms": {"field": "k", "size": 5, "order": {"v": "desc"}}, "aggs": {**inner, "v": {"max": {"field": "v"}}}}
    found = case.one(body)
    assert keys(found) == ["key02999", "key02998", "key02997", "key02996", "key02995"]
    assert found["sum_other_doc_count"] == 2995
    assert found["buckets"][0]["t"]["buckets"] == [{"key": "key02999", "doc_count": 1}]
    assert found["buckets"][0]["c"] == {"value": 1}
    assert keys(case.one({"terms": {"field": "v", "size": 2}})) == [0, 10**9]
    assert keys(case.one({"terms": {"field": "x", "size": 2, "order": {"_key": "desc"}}})) == [2999.0, 2998.0]
    assert case.one({"cardinality": {"field": "v"}}) == {"value": 3000}
    case.close()


@pytest.mark.parametrize("type_name", ["terms", "value_count"])
@pytest.mark.parametrize(("field", "of_type"), [("tag", "keyword"), ("ip", "ip")])
def test_terms_have_no_format(index: AggsCase, type_name: str, field: str, of_type: str) -> None:
    with pytest.raises(IllegalArgumentError) as caught:
        index.one({type_name: {"field": field, "format": "0.0"}})
    assert caught.value.reason == f"Field [{field}] of type [{of_type}] does not support custom formats"


def test_exact_terms_of_several_shards(tmp_path: Path) -> None:
    """A term that no shard has among its first ones is found, with its count, where all shards give all."""
    shards = [
        [[{"k": f"{shard}-{i}"} for i in range(30) for _ in range(2)] + [{"k": "zz"}] for _ in range(1)]
        for shard in range(3)
    ]
    case = AggsCase(tmp_path, {"k": {"type": "keyword"}}, shards)
    usual = case.one({"terms": {"field": "k", "size": 1}})
    assert usual["buckets"][0]["doc_count"] == 2
    assert usual["doc_count_error_upper_bound"] > 0
    exact = case.one({"terms": {"field": "k", "size": 1, "exact": True, "show_term_doc_count_error": True}})
    assert exact["buckets"] == [{"key": "zz", "doc_count": 3, "doc_count_error_upper_bound": 0}]
    assert exact["doc_count_error_upper_bound"] == 0
    assert exact["sum_other_doc_count"] == 180
    case.close()


@pytest.mark.parametrize("name", ["shard_size", "shard_min_doc_count"])
def test_exact_terms_do_not_go_with_limits_of_shards(name: str) -> None:
    with pytest.raises(XContentParseError, match=r"\[terms\] failed to parse field \[exact\]"):
        parse_aggregations({"a": {"terms": {"field": "k", "exact": True, name: 5}}})

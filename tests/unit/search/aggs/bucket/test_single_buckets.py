"""filter, missing, global, nested, reverse_nested."""

from pathlib import Path
from typing import Any

from tests.reference.aggs_case import AggsCase


def test_filter(index: AggsCase) -> None:
    body = {"filter": {"term": {"tag": "a"}}, "aggs": {"x": {"min": {"field": "n"}}}}
    assert index.one(body) == {"doc_count": 5, "x": {"value": 0.0}}
    assert index.one({"filter": {"match_all": {}}}) == {"doc_count": 9}
    assert index.run({"a": body}, typed_keys=True) == {"filter#a": {"doc_count": 5, "min#x": {"value": 0.0}}}


def test_global_ignores_the_query(index: AggsCase) -> None:
    body = {"g": {"global": {}, "aggs": {"x": {"max": {"field": "n"}}}}, "f": {"max": {"field": "n"}}}
    assert index.run(body, {"term": {"n": 77}}) == {"g": {"doc_count": 9, "x": {"value": 9.0}}, "f": {"value": None}}


def test_missing(tmp_path: Path) -> None:
    docs: list[dict[str, Any]] = [{"k": "a"}, {"n": 1}, {}, {"k": ["a", "b"], "n": [1, 2]}]
    case = AggsCase(
        tmp_path, {"k": {"type": "keyword"}, "n": {"type": "long"}, "t": {"type": "text"}}, [[docs[:2], docs[2:]]]
    )
    assert case.one({"missing": {"field": "k"}}) == {"doc_count": 2}
    assert case.one({"missing": {"field": "n"}, "aggs": {"k": {"terms": {"field": "k"}}}})["k"]["buckets"] == [
        {"key": "a", "doc_count": 1}
    ]
    assert case.one({"missing": {"field": "nope"}}) == {"doc_count": 4}
    assert case.one({"missing": {"field": "n", "missing": 5}}) == {"doc_count": 0}
    case.close()


def test_nested_and_back(index: AggsCase) -> None:
    names = {
        "terms": {"field": "items.c"},
        "aggs": {
            "q": {"sum": {"field": "items.q"}},
            "back": {"reverse_nested": {}, "aggs": {"b": {"terms": {"field": "b"}}}},
        },
    }
    found = index.one(
        {"nested": {"path": "items"}, "aggs": {"names": names, "one": {"filter": {"term": {"items.c": "u"}}}}}
    )
    assert found["doc_count"] == 18
    assert found["one"] == {"doc_count": 9}
    first = found["names"]["buckets"][0]
    assert (first["key"], first["doc_count"], first["q"]) == ("u", 9, {"value": 43.0})
    assert first["back"]["doc_count"] == 9
    assert [bucket["doc_count"] for bucket in first["back"]["b"]["buckets"]] == [5, 4]


def test_nested_below_buckets_and_of_no_such_path(index: AggsCase) -> None:
    inner = {"nested": {"path": "items"}, "aggs": {"q": {"max": {"field": "items.q"}}}}
    found = index.one({"terms": {"field": "tag", "order": {"i>q": "desc"}}, "aggs": {"i": inner}})
    assert [(b["key"], b["i"]["doc_count"], b["i"]["q"]["value"]) for b in found["buckets"]] == [
        ("b", 8, 9.0),
        ("a", 10, 8.0),
        ("c", 4, 5.0),
    ]
    assert index.one({"nested": {"path": "nope"}, "aggs": {"q": {"max": {"field": "items.q"}}}}) == {
        "doc_count": 0,
        "q": {"value": None},
    }
    # nested fields are invisible from the root
    assert index.one({"max": {"field": "items.q"}}) == {"value": None}


def test_two_levels_of_nested(tmp_path: Path) -> None:
    inner = {"type": "nested", "properties": {"v": {"type": "long"}}}
    properties = {"a": {"type": "nested", "properties": {"k": {"type": "keyword"}, "b": inner}}}
    docs = [
        {"a": [{"k": "x", "b": [{"v": 1}, {"v": 2}]}, {"k": "y", "b": [{"v": 3}]}]},
        {"a": [{"k": "x", "b": [{"v": 4}]}]},
        {"a": []},
    ]
    case = AggsCase(tmp_path, properties, [[docs]])
    deep = {
        "nested": {"path": "a.b"},
        "aggs": {"s": {"sum": {"field": "a.b.v"}}, "up": {"reverse_nested": {"path": "a"}}},
    }
    found = case.one({"nested": {"path": "a"}, "aggs": {"k": {"terms": {"field": "a.k"}, "aggs": {"b": deep}}}})
    assert found["k"]["buckets"] == [
        {"key": "x", "doc_count": 2, "b": {"doc_count": 3, "s": {"value": 7.0}, "up": {"doc_count": 2}}},
        {"key": "y", "doc_count": 1, "b": {"doc_count": 1, "s": {"value": 3.0}, "up": {"doc_count": 1}}},
    ]
    assert case.one(deep) == {"doc_count": 4, "s": {"value": 10.0}, "up": {"doc_count": 3}}
    case.close()

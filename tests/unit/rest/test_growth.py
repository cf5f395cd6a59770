"""The work of a request grows with the request, not with its square: parsers, wide bodies, long lists, deep ones.

Counted in lines of Python at three sizes of one hostile request (tests/reference/work_counter.py); analysis of texts
has its own test (tests/unit/analysis/test_growth.py). A request may also be refused: that is a bound too.
"""

from collections.abc import Callable
from typing import Any

import pytest

from tests.reference.api import Api
from tests.reference.work_counter import lines_run

SIZES = (60, 240, 960)
ALLOWED = 1.5
"""Times so much may the lines per element grow from one size to one four times as large."""

Shape = Callable[[int], tuple[str, str, Any]]


def _lines(lines: list[str]) -> str:
    return "".join(line + "\n" for line in lines)


def _nested(n: int, opening: str, inside: str, closing: str) -> bytes:
    """Returns an object in n others; as bytes, since what encodes JSON for tests goes less deep."""
    return (opening * n + inside + closing * n).encode()


def _search(body: dict[str, Any]) -> tuple[str, str, Any]:
    return "POST", "/store/_search", body


def _query(query: dict[str, Any]) -> tuple[str, str, Any]:
    return _search({"query": query})


SHAPES: dict[str, Shape] = {
    "bulk of many lines": lambda n: ("POST", "/store/_bulk", _lines(['{"index":{}}', '{"n":1}'] * n)),
    "bulk of lines that fail": lambda n: ("POST", "/store/_bulk", _lines(['{"index":{}}', '{"n":"x"}'] * n)),
    "bulk over many indices": lambda n: (
        "POST", "/_bulk", _lines([f'{{"delete":{{"_index":"no{i}","_id":"1"}}}}' for i in range(n)])
    ),
    "document of many values": lambda n: ("PUT", "/store/_doc/1", {"n": list(range(n))}),
    "document of many objects": lambda n: ("PUT", "/store/_doc/1", {"o": [{"a": i} for i in range(n)]}),
    "document of many nested": lambda n: ("PUT", "/store/_doc/1", {"c": [{"a": i} for i in range(n)]}),
    "document of many new fields": lambda n: ("PUT", "/store/_doc/1", {f"new{i}": 1 for i in range(n)}),
    "document of flattened keys": lambda n: ("PUT", "/store/_doc/1", {"flat": {f"k{i}": str(i) for i in range(n)}}),
    "deep document": lambda n: ("PUT", "/store/_doc/1", _nested(n, '{"o":', '{"a":1}', "}")),
    "deep lists": lambda n: ("PUT", "/store/_doc/1", _nested(n, '{"o":[', "1", "]}")),
    "mapping of many fields": lambda n: (
        "PUT", "/store/_mapping", {"properties": {f"m{i}": {"type": "keyword"} for i in range(n)}}
    ),
    "many dynamic templates": lambda n: (
        "PUT", "/store/_mapping",
        {"dynamic_templates": [{f"t{i}": {"match": f"*{i}", "mapping": {"type": "keyword"}}} for i in range(n)]},
    ),
    "bool of many clauses": lambda n: _query({"bool": {"should": [{"term": {"k": str(i)}} for i in range(n)]}}),
    "bool of many ranges": lambda n: _query({"bool": {"filter": [{"range": {"n": {"gte": -i}}} for i in range(n)]}}),
    "deep bool": lambda n: (
        "POST", "/store/_search",
        b'{"query":' + _nested(n, '{"bool":{"must":[', '{"match_all":{}}', "]}}") + b"}",
    ),
    "terms of many values": lambda n: _query({"terms": {"k": [str(i) for i in range(n)]}}),
    "ids": lambda n: _query({"ids": {"values": [str(i) for i in range(n)]}}),
    "query string of ORs": lambda n: _query({"query_string": {"query": " OR ".join(["a"] * n), "default_field": "t"}}),
    "query string of brackets": lambda n: _query({"query_string": {"query": "(" * n + "a" + ")" * n}}),
    "query string of open brackets": lambda n: _query({"query_string": {"query": "(" * n}}),
    "simple query string": lambda n: _query({"simple_query_string": {"query": "(a | " * n, "fields": ["t"]}}),
    "match of many words": lambda n: _query({"match": {"t": " ".join(f"w{i}" for i in range(n))}}),
    "phrase of many words": lambda n: _query({"match_phrase": {"t": " ".join(f"w{i}" for i in range(n))}}),
    "multi_match over many fields": lambda n: _query(
        {"multi_match": {"query": "a", "fields": [f"f{i}" for i in range(n)]}}
    ),
    "long wildcard": lambda n: _query({"wildcard": {"k": "a" * n + "*"}}),
    "regexp": lambda n: _query({"regexp": {"k": "(a|b)" * n}}),
    "many sort keys": lambda n: _search({"sort": ["n"] * n}),
    "many aggregations": lambda n: _search({"aggs": {f"a{i}": {"max": {"field": "n"}} for i in range(n)}}),
    "many ranges": lambda n: _search(
        {"aggs": {"r": {"range": {"field": "n", "ranges": [{"from": i} for i in range(n)]}}}}
    ),
    "many filters": lambda n: _search(
        {"aggs": {"f": {"filters": {"filters": {f"f{i}": {"term": {"k": str(i)}} for i in range(n)}}}}}
    ),
    "deep aggregations": lambda n: (
        "POST", "/store/_search", _nested(n, '{"aggs":{"a":{"max":{"field":"n"},"x":', "{}", "}}}")
    ),
    "source filters": lambda n: _search({"_source": [f"a{i}*" for i in range(n)]}),
    "docvalue_fields": lambda n: _search({"docvalue_fields": [f"f{i}" for i in range(n)]}),
    "fields": lambda n: _search({"fields": [f"f{i}*" for i in range(n)]}),
    "msearch": lambda n: ("POST", "/_msearch", _lines(['{"index":"store"}', '{"size":0}'] * n)),
    "mget": lambda n: ("POST", "/store/_mget", {"ids": [str(i) for i in range(n)]}),
    "field_caps": lambda n: ("POST", "/store/_field_caps", {"fields": [f"f{i}*" for i in range(n)]}),
    "filter_path": lambda n: ("GET", "/store?filter_path=" + ",".join(f"**.a{i}"[:3] for i in range(n))[:3000], None),
    "names of indices": lambda n: ("GET", "/" + ",".join(f"s{i}*"[:4] for i in range(n))[:3500], None),
    "aliases": lambda n: (
        "POST", "/_aliases", {"actions": [{"remove": {"index": "store", "alias": f"a{i}*"}} for i in range(n)]}
    ),
    "index template of many patterns": lambda n: (
        "PUT", "/_index_template/t", {"index_patterns": [f"p{i}-*" for i in range(n)], "priority": 7}
    ),
    "synonyms": lambda n: ("PUT", "/_synonyms/s", {"synonyms_set": [{"synonyms": f"a{i}, b{i}"} for i in range(n)]}),
    "percolated": lambda n: (
        "PUT", "/store/_doc/q", {"q": {"bool": {"should": [{"term": {"k": str(i)}} for i in range(n)]}}}
    ),
}  # fmt: skip


@pytest.fixture
def store(api: Api) -> Api:
    fields: dict[str, Any] = {"n": {"type": "long"}, "k": {"type": "keyword"}, "t": {"type": "text"}}
    fields |= {"c": {"type": "nested"}, "flat": {"type": "flattened"}, "q": {"type": "percolator"}}
    settings = {"mapping.total_fields.limit": 100_000}
    api.put("/store", {"settings": settings, "mappings": {"properties": fields}})
    api.post("/store/_bulk?refresh", _lines(['{"index":{}}', '{"n":1,"k":"a","t":"a b"}'] * 3))
    return api


@pytest.mark.parametrize("name", SHAPES)
def test_work_grows_with_the_request(store: Api, name: str) -> None:
    per_element = []
    for size in SIZES:
        request = SHAPES[name](size)
        store.call(*request)  # what is made once and kept is not what is counted
        per_element.append(lines_run(lambda request=request: store.call(*request)) / size)
    assert per_element[2] <= max(per_element[1], per_element[0]) * ALLOWED, per_element

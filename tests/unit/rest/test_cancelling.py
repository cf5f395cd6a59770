"""Who goes away is heard of within every kind of work: each ends at the question after, with nothing done beyond it.

How long it takes from one question to the next is measured by `python -m benchmarks.check_gaps`.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import orjson
import pytest

from findling.base.errors import TaskCancelledError
from findling.base.work.current import Work
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.rest import request as requests
from tests.reference.api import Answer, Api

N_DOCS = 1_000
Asked = tuple[str, str, Any]
"""Method, target and body."""
MAPPING = {
    "settings": {
        "index.max_ngram_diff": 50,
        "analysis": {
            "tokenizer": {"grams": {"type": "ngram", "min_gram": 1, "max_gram": 30}},
            "filter": {"same": {"type": "synonym_graph", "synonyms": [f"a b{n}, c{n} d" for n in range(50)]}},
            "analyzer": {
                "grams": {"tokenizer": "grams"}, "same": {"tokenizer": "whitespace", "filter": ["same"]},
            },
        },
    },
    "mappings": {
        "properties": {
            "n": {"type": "long"}, "k": {"type": "keyword"}, "t": {"type": "text"}, "q": {"type": "percolator"},
            "c": {"type": "nested"}, "s": {"type": "completion"}, "p": {"type": "geo_point"},
            "j": {"type": "join", "relations": {"parent": "child"}},
        }
    },
}  # fmt: skip
LOOP = "int s = 0; for (int i = 0; i < 900000; ++i) { s += i }"
WORDS = "word " * 2_000


class Leaving:
    """The client of the request that is carried out goes away at its `at`-th question. asked: how many there were"""

    def __init__(self) -> None:
        self.at, self.asked = 0, 0

    def check(self) -> None:
        self.asked += 1
        if self.at and self.asked >= self.at:
            raise TaskCancelledError("task cancelled [by client disconnect]")


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    config = NodeConfig(data=tmp_path_factory.mktemp("cancelling") / "data", sync=False, background=False)
    with Node(config) as node:
        api = Api(node)
        assert api.put("/store", MAPPING).status == 200
        assert api.put("/copied").status == 200
        assert not api.post("/store/_bulk?refresh=true", bulk(range(N_DOCS))).body["errors"]
        queries = [{"index": {"_id": f"q{n}"}} if part == 0 else {"q": {"match": {"t": f"word w{n}"}}}
                   for n in range(N_DOCS) for part in range(2)]  # fmt: skip
        assert not api.post("/store/_bulk?refresh=true", lines(queries)).body["errors"]
        yield api


def lines(values: Iterable[Any]) -> str:
    return "".join(orjson.dumps(value).decode() + "\n" for value in values)


def bulk(numbers: Iterable[int]) -> str:
    documents = (
        {
            "n": n, "k": f"k{n}", "t": f"word w{n} " * 20, "c": [{"a": n}], "s": f"word {n}", "p": [n % 180, n % 90],
            "j": "parent",
        }
        for n in numbers
    )  # fmt: skip
    return lines(line for document in documents for line in ({"index": {"_id": str(document["n"])}}, document))


def search(body: dict[str, Any]) -> Asked:
    return "POST", "/store/_search?request_cache=false", body


def analyzed(analyzer: str, text: str) -> Asked:
    return "POST", "/store/_analyze", {"analyzer": analyzer, "text": text}


def aggregated(body: dict[str, Any]) -> Asked:
    return search({"size": 0, "aggs": {"a": body}})


FIELDS = {f"f{n}": {"type": "keyword"} for n in range(1_000)}
SUBJECTS: dict[str, Asked] = {
    "loops of a script that runs alone": (
        "POST", "/_scripts/painless/_execute", {"script": {"source": LOOP + " return s"}}
    ),
    "loops of an update": ("POST", "/store/_update/1", {"script": {"source": LOOP}}),
    "loops of a filter": search({"query": {"script": {"script": {"source": LOOP + " return s > 0"}}}}),
    "loops of sorts": search(
        {"sort": {"_script": {"type": "number", "script": {"source": LOOP}}}}
    ),
    "loops of aggregations": aggregated({"terms": {"script": {"source": LOOP + " return s"}}}),
    "loops of runtime fields": search(
        {"runtime_mappings": {"r": {"type": "long", "script": {"source": "emit(1)"}}}, "query": {"term": {"r": 1}}}
    ),
    "compiling a script": (
        "POST", "/_scripts/painless/_execute",
        {"script": {"source": "int x = 0; " + "x += 1; " * 2_000 + "return x"}},
    ),
    "regular expressions": search({"query": {"regexp": {"k": "k.*(1|2|3){1,20}.*(4|5){1,20}"}}}),
    "wildcards": search({"query": {"wildcard": {"k": "*1*"}}}),
    "fuzzy terms": search({"query": {"fuzzy": {"k": "k12"}}}),
    "many clauses": search({"query": {"bool": {"should": [{"match": {"t": f"w{n}"}} for n in range(900)]}}}),
    "phrases": search({"query": {"match_phrase": {"t": {"query": "word " * 50, "slop": 1000}}}}),
    "aggregations": aggregated({"terms": {"field": "k", "size": 1000}, "aggs": {"h": {"top_hits": {}}}}),
    "histograms": aggregated({"histogram": {"field": "n", "interval": 0.1}}),
    "highlights": search({"query": {"match": {"t": "word"}}, "size": 500, "highlight": {"fields": {"t": {}}}}),
    "sorts": search({"sort": ["k", "n"], "size": 500}),
    "pages": search({"size": 1_000, "fields": ["*"]}),
    "suggestions": search({"suggest": {"s": {"text": "wrod " * 50, "term": {"field": "t", "suggest_mode": "always"}}}}),
    "completions": search({"suggest": {f"s{n}": {"prefix": "w", "completion": {"field": "s"}} for n in range(50)}}),
    "joins": search({"query": {"has_parent": {"parent_type": "parent", "query": {"match": {"t": "word"}}}}}),
    "nested documents": search({"query": {"nested": {"path": "c", "query": {"range": {"c.a": {"gte": 3}}}}}}),
    "percolated documents": search({"query": {"percolate": {"field": "q", "document": {"t": "word w1 " * 100}}}}),
    "many searches": ("POST", "/store/_msearch", lines([{}, {"query": {"match": {"t": "word"}}}] * 50)),
    "n-grams": analyzed("grams", "abcdefghij" * 30),
    "synonyms": analyzed("same", "a b1 c2 " * 1_000),
    "tokens": analyzed("standard", WORDS),
    "writes of documents that are alike": ("POST", "/store/_bulk", bulk(range(5_000, 8_000))),
    "writes of other documents": (
        "POST", "/store/_bulk", bulk(range(5_000, 8_000)) + lines([{"delete": {"_id": "1"}}])
    ),
    "by query": ("POST", "/store/_update_by_query", {"script": {"source": "ctx._source.n += 1"}}),
    "copies of an index": ("POST", "/_reindex", {"source": {"index": "store"}, "dest": {"index": "copied"}}),
    "term vectors": ("POST", "/store/_termvectors", {"doc": {"t": WORDS * 20}}),
    "rank evaluation": (
        "POST", "/store/_rank_eval",
        {
            "requests": [
                {"id": str(n), "request": {"query": {"match": {"t": "word"}}}, "ratings": []} for n in range(50)
            ],
            "metric": {"precision": {"k": 10}},
        },
    ),
    "mappings": ("PUT", "/wide", {"mappings": {"properties": FIELDS}}),
    "component templates": ("PUT", "/_component_template/wide", {"template": {"mappings": {"properties": FIELDS}}}),
    "fields of a document": ("POST", "/store/_doc/wide", {f"f{n}": n for n in range(1_000)}),
    "aliases": (
        "POST", "/_aliases", {"actions": [{"add": {"index": "store", "alias": f"a{n}"}} for n in range(1_000)]}
    ),
    "settings": (
        "PUT", "/_cluster/settings", {"persistent": {f"cluster.metadata.x{n}": "x" for n in range(1_000)}}
    ),
    "sets of synonyms": (
        "PUT", "/_synonyms/set", {"synonyms_set": [{"synonyms": f"a{n}, b{n}"} for n in range(3_000)]}
    ),
    "search templates": (
        "POST", "/store/_search/template",
        {"source": '{"query":{"match":{"t":"{{#a}}{{#a}}{{.}}{{/a}}{{/a}}"}}}', "params": {"a": list(range(300))}},
    ),
}  # fmt: skip


def told(answer: Answer) -> object:
    """Returns why a request ended, also where it says so of its parts."""
    body = answer.body
    error = body.get("error") or body["responses"][0]["error"]
    return error["type"]


@pytest.mark.parametrize("subject", SUBJECTS)
def test_work_ends_once_the_client_has_gone(api: Api, subject: str, monkeypatch: pytest.MonkeyPatch) -> None:
    leaving = Leaving()
    monkeypatch.setattr(requests, "watched_work", lambda breakers: Work(leaving.check, breakers.parent.check))
    method, target, body = SUBJECTS[subject]
    state, docs = api.node.cluster.state, count(api)
    leaving.at, leaving.asked = 1, 0
    answer = api.call(method, target, body)
    leaving.at = 0
    assert (answer.status, told(answer)) == (400, "task_cancelled_exception")
    assert leaving.asked == 1  # what heard it did not go on
    assert api.node.cluster.state is state
    assert count(api) == docs
    assert not api.node.tasks.running()


def count(api: Api) -> int:
    api.post("/store/_refresh")
    return int(api.get("/store/_count").body["count"])

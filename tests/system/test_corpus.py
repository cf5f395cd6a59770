"""A large corpus of packages over HTTP: counts, aggregations and pages equal a few lines of plain Python over the file.

FINDLING_CORPUS names a file of JSON lines, plain or compressed, with the fields id, name, version, registry, downloads,
month and summary.
"""

import collections
import os
import re
from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from findling.cli.input_file import open_input
from tests.system.server_process import ServerProcess
from tests.system.test_serve import findling as command

CORPUS = os.environ.get("FINDLING_CORPUS", "")
KEYWORD = {"type": "keyword"}
PROPERTIES = {
    "id": KEYWORD,
    "name": {"type": "text"},
    "version": KEYWORD,
    "registry": KEYWORD,
    "downloads": {"type": "long"},
    "month": {"type": "date"},
    "summary": {"type": "text"},
}

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not CORPUS, reason="FINDLING_CORPUS is not set")]


@pytest.fixture(scope="module")
def documents() -> list[dict[str, Any]]:
    with open_input(CORPUS) as (_, stream):
        return [orjson.loads(line) for line in stream]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    elasticsearch = pytest.importorskip("elasticsearch")
    with ServerProcess(tmp_path_factory.mktemp("corpus") / "data") as server:
        client = elasticsearch.Elasticsearch(server.url, request_timeout=120)
        client.indices.create(index="packages", mappings={"properties": PROPERTIES})
        done = command("index", "packages", CORPUS, "--id-field", "id", "--url", server.url, timeout_s=1000)
        assert done.returncode == 0, done.stderr
        yield client


def words(text: str | None) -> set[str]:
    return set(re.findall(r"[a-z0-9]+", (text or "").lower()))


def search(client: Any, **body: Any) -> Any:
    return client.search(index="packages", track_total_hits=True, **body)


def total(client: Any, query: dict[str, Any]) -> int:
    found: int = search(client, query=query, size=0)["hits"]["total"]["value"]
    return found


def test_all_are_there(client: Any, documents: list[dict[str, Any]]) -> None:
    assert client.count(index="packages")["count"] == len(documents)
    for document in documents[:: len(documents) // 7]:
        assert client.get(index="packages", id=document["id"])["_source"] == document


@pytest.mark.parametrize("registry", ["npm", "pypi"])
def test_filters(client: Any, documents: list[dict[str, Any]], registry: str) -> None:
    query = {
        "bool": {"filter": [{"term": {"registry": registry}}, {"range": {"downloads": {"gte": 1000, "lt": 5000}}}]}
    }
    assert total(client, query) == sum(d["registry"] == registry and 1000 <= d["downloads"] < 5000 for d in documents)


@pytest.mark.parametrize("pair", [("kubernetes", "operator"), ("react", "hooks"), ("zebra", "stripes")])
def test_words(client: Any, documents: list[dict[str, Any]], pair: tuple[str, str]) -> None:
    """Words of plain ASCII summaries, where splitting at non-letters is what the standard analyzer does."""
    plain = [d for d in documents if re.fullmatch(r"[A-Za-z0-9 ,!?()-]*", d.get("summary") or "")]
    both = sum(words(d["summary"]) >= set(pair) for d in plain)
    either = sum(bool(words(d["summary"]) & set(pair)) for d in plain)
    ids = {"filter": {"ids": {"values": [d["id"] for d in plain if words(d["summary"]) & set(pair)]}}}
    for operator, expected in (("and", both), ("or", either)):
        match = {"match": {"summary": {"query": " ".join(pair), "operator": operator}}}
        assert total(client, {"bool": {"must": [match], **ids}}) == expected


def test_aggregations(client: Any, documents: list[dict[str, Any]]) -> None:
    aggs = {
        "registries": {"terms": {"field": "registry"}, "aggs": {"downloads": {"sum": {"field": "downloads"}}}},
        "versions": {"terms": {"field": "version", "size": 20}},
        "kinds": {"cardinality": {"field": "registry"}},
        "months": {
            "date_histogram": {"field": "month", "calendar_interval": "year", "format": "yyyy", "min_doc_count": 1}
        },
    }
    answer = search(client, size=0, aggs=aggs)["aggregations"]
    sums: collections.Counter[str] = collections.Counter()
    for d in documents:
        sums[d["registry"]] += d["downloads"]
    registries = collections.Counter(d["registry"] for d in documents)
    assert {b["key"]: b["doc_count"] for b in answer["registries"]["buckets"]} == registries
    assert {b["key"]: b["downloads"]["value"] for b in answer["registries"]["buckets"]} == sums
    versions = sorted(collections.Counter(d["version"] for d in documents).items(), key=lambda row: (-row[1], row[0]))
    assert [(b["key"], b["doc_count"]) for b in answer["versions"]["buckets"]] == versions[:20]
    assert answer["kinds"]["value"] == len(registries)
    years = collections.Counter(d["month"][:4] for d in documents if d.get("month"))
    assert {b["key_as_string"]: b["doc_count"] for b in answer["months"]["buckets"]} == years


def test_sorted(client: Any, documents: list[dict[str, Any]]) -> None:
    hits = search(client, sort=[{"downloads": "desc"}, {"id": "asc"}], size=100)["hits"]["hits"]
    expected = sorted(documents, key=lambda d: (-d["downloads"], d["id"]))[:100]
    assert [hit["_id"] for hit in hits] == [d["id"] for d in expected]

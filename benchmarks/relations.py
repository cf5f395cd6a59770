"""Parents and children, stored queries: python -m benchmarks.relations [--children N] [--queries N] [--opensearch URL].

One node in this process, and OpenSearch beside it if one runs; wall time of a search over HTTP there and through the
application here, the median of several. Documents and queries are made from a seed.
"""

import argparse
import itertools
import json
import random
import statistics
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.rest.app import create_app
from findling.rest.request import Request

WORDS = [f"w{i}" for i in range(20_000)]
RUNS = 30
WARM = 10
BATCH = 5_000
Json = dict[str, Any]
Call = Callable[[str, str, bytes], Any]


def family(drawn: random.Random, children: int) -> Iterator[Json]:
    """Yields lines of a bulk: a parent, then ten children."""
    for parent in range(children // 10):
        yield {"index": {"_id": f"q{parent}"}}
        yield {"relation": "question", "text": " ".join(drawn.choices(WORDS[:2000], k=8))}
        for child in range(10):
            yield {"index": {"_id": f"a{parent}-{child}", "routing": f"q{parent}"}}
            text = " ".join(drawn.choices(WORDS[:2000], k=8))
            yield {"relation": {"name": "answer", "parent": f"q{parent}"}, "text": text}


def stored(drawn: random.Random, queries: int) -> Iterator[Json]:
    """Yields lines of a bulk: queries of words, phrases, words and ranges, some of several words."""
    for number in range(queries):
        words = drawn.sample(WORDS, 4)
        kinds: list[Json] = [
            {"match": {"text": {"query": " ".join(words[:3]), "operator": "and"}}},
            {"match_phrase": {"text": " ".join(words[:2])}},
            {"bool": {"must": [{"match": {"text": words[0]}}, {"range": {"n": {"gte": drawn.randrange(1000)}}}]}},
            {"bool": {"should": [{"match": {"text": word}} for word in words], "minimum_should_match": 2}},
            {"match": {"text": words[0]}},
        ]
        yield {"index": {"_id": str(number)}}
        yield {"query": drawn.choices(kinds, [8, 4, 4, 3, 1])[0]}


MAPPINGS: dict[str, Json] = {
    "family": {
        "relation": {"type": "join", "relations": {"question": "answer"}},
        "text": {"type": "text"},
    },
    "stored": {"query": {"type": "percolator"}, "text": {"type": "text"}, "n": {"type": "integer"}},
}


def searches(drawn: random.Random) -> dict[str, tuple[str, list[Json]]]:
    """Returns what is measured: index and queries."""

    def words() -> str:
        return " ".join(drawn.sample(WORDS[:2000], 2))

    def document() -> Json:
        return {"text": " ".join(drawn.choices(WORDS, k=150)), "n": drawn.randrange(1000)}

    def related(name: str, **members: Any) -> list[Json]:
        kind = {"has_child": {"type": "answer"}, "has_parent": {"parent_type": "question"}}[name]
        return [{name: {**kind, "query": {"match": {"text": words()}}, **members}} for _ in range(RUNS)]

    percolations = [{"percolate": {"field": "query", "document": document()}} for _ in range(RUNS)]
    return {
        "has_child": ("family", related("has_child")),
        "has_child, sum of scores": ("family", related("has_child", score_mode="sum")),
        "has_parent": ("family", related("has_parent")),
        "percolate": ("stored", percolations),
        "percolate in a filter": ("stored", [{"bool": {"filter": query}} for query in percolations]),
    }


def fill(call: Call, index: str, lines: Iterator[Json]) -> float:
    """Makes an index of one segment; returns the seconds that took."""
    call("DELETE", f"/bench-{index}", b"")
    settings = {"number_of_shards": 1, "number_of_replicas": 0, "refresh_interval": "-1"}
    body = {"settings": settings, "mappings": {"properties": MAPPINGS[index]}}
    call("PUT", f"/bench-{index}", json.dumps(body).encode())
    start = time.perf_counter()
    while batch := list(itertools.islice(lines, 2 * BATCH)):
        sent = "".join(json.dumps(line) + "\n" for line in batch).encode()
        assert not call("POST", f"/bench-{index}/_bulk", sent)["errors"]
    call("POST", f"/bench-{index}/_forcemerge?max_num_segments=1", b"")
    call("POST", f"/bench-{index}/_refresh", b"")
    return time.perf_counter() - start


def measure(call: Call, index: str, queries: list[Json]) -> tuple[float, int]:
    """Returns the median milliseconds of a search that was not asked before, and how many hits all have.

    The first searches are for warming up.
    """
    times, hits = [], 0
    for query in queries:
        body = json.dumps({"query": query, "_source": False, "track_total_hits": True}).encode()
        start = time.perf_counter()
        found = call("POST", f"/bench-{index}/_search?request_cache=false", body)
        times.append((time.perf_counter() - start) * 1e3)
        hits += found["hits"]["total"]["value"]
    return statistics.median(times[WARM:]), hits


def here(node: Node) -> Call:
    app = create_app(node)

    def call(method: str, target: str, body: bytes) -> Any:
        path, _, query = target.partition("?")
        kind = "application/x-ndjson" if "_bulk" in path else "application/json"
        answer = app.handle(Request(method, path, {}, {}, {"content-type": kind} if body else {}, body), query)
        return json.loads(answer.body)

    return call


def there(url: str) -> Call:
    def call(method: str, target: str, body: bytes) -> Any:
        request = urllib.request.Request(
            url + target, body or None, {"Content-Type": "application/json"}, method=method
        )
        try:
            with urllib.request.urlopen(request, timeout=600) as answer:
                return json.loads(answer.read())
        except urllib.error.HTTPError as error:
            return json.loads(error.read())

    return call


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--children", type=int, default=500_000)
    parser.add_argument("--queries", type=int, default=100_000)
    parser.add_argument("--opensearch", help="URL of one that runs")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        node = Node(NodeConfig(data=Path(folder), sync=False, background=False, threads=2)).start()
        engines = {"Findling": here(node), **({"OpenSearch": there(options.opensearch)} if options.opensearch else {})}
        for name, call in engines.items():
            took = fill(call, "family", family(random.Random(1), options.children))
            print(f"{name}: {options.children * 11 // 10:,} documents in {took:.0f} s", end="; ")
            took = fill(call, "stored", stored(random.Random(2), options.queries))
            print(f"{options.queries:,} stored queries in {took:.0f} s", flush=True)
        for label, (index, queries) in searches(random.Random(3)).items():
            found = {name: measure(call, index, queries) for name, call in engines.items()}
            assert len({hits for _, hits in found.values()}) == 1, found
            shown = ", ".join(f"{name} {took:.1f} ms" for name, (took, _) in found.items())
            print(f"{label}: {shown}; {next(iter(found.values()))[1] / RUNS:.0f} hits", flush=True)
        node.close()
    for index in MAPPINGS:
        if "OpenSearch" in engines:
            engines["OpenSearch"]("DELETE", f"/bench-{index}", b"")


if __name__ == "__main__":
    main()

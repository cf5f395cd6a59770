"""Searches of a node in this process, and of OpenSearch beside it: the same documents, the same requests, by turns.

What is timed is a search from its JSON to the answer's: through the application here, over HTTP there; milliseconds of
wall time, and of CPU time here. Every request is sent three times, its best time counts, and of many the median.
"""

import argparse
import itertools
import json
import statistics
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.rest.app import create_app
from findling.rest.request import Request

WARM = 10
TRIES = 3
_BATCH = 5_000
Json = dict[str, Any]
Call = Callable[[str, str, bytes], Any]


def _total(answer: Any) -> object:
    return answer["hits"]["total"]["value"]


class Corpus(NamedTuple):
    """An index of one segment. lines: those of a bulk; settings: beside one shard and no replicas"""

    fields: Json
    lines: Callable[[], Iterator[Json]]
    settings: Mapping[str, Any] = {}


@dataclass(frozen=True)
class Row:
    """Searches of one kind. agrees: what of an answer has to be the same everywhere; there: whether OpenSearch can"""

    index: str
    bodies: Sequence[Json]
    agrees: Callable[[Any], object] = _total
    there: bool = True


class Took(NamedTuple):
    """Milliseconds of a search, and what the answers agree in."""

    wall: float
    cpu: float
    found: list[object]


def here(node: Node) -> Call:
    """Returns how a node in this process is called."""
    app = create_app(node)

    def call(method: str, target: str, body: bytes) -> Any:
        path, _, query = target.partition("?")
        kind = "application/x-ndjson" if "_bulk" in path else "application/json"
        answer = app.handle(Request(method, path, {}, {}, {"content-type": kind} if body else {}, body), query)
        return json.loads(answer.body)

    return call


def there(url: str) -> Call:
    """Returns how a server is called."""

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


def fill(call: Call, index: str, corpus: Corpus) -> float:
    """Makes an index; returns the seconds that took."""
    call("DELETE", f"/bench-{index}", b"")
    settings = {"number_of_shards": 1, "number_of_replicas": 0, "refresh_interval": "-1", **corpus.settings}
    made = call(
        "PUT",
        f"/bench-{index}",
        json.dumps({"settings": settings, "mappings": {"properties": corpus.fields}}).encode(),
    )
    assert made.get("acknowledged"), made
    start, lines = time.perf_counter(), corpus.lines()
    while batch := list(itertools.islice(lines, 2 * _BATCH)):
        sent = "".join(json.dumps(line) + "\n" for line in batch).encode()
        assert not call("POST", f"/bench-{index}/_bulk", sent)["errors"]
    call("POST", f"/bench-{index}/_forcemerge?max_num_segments=1", b"")
    call("POST", f"/bench-{index}/_refresh", b"")
    return time.perf_counter() - start


def measure(call: Call, row: Row) -> Took:
    """Times the searches of a row; the first are for warming up, none is answered from a cache of requests."""
    walls, cpus, found = [], [], []
    for body in row.bodies:
        sent = json.dumps(body).encode()
        answer, took = None, []
        for _ in range(TRIES):
            wall, cpu = time.perf_counter(), time.process_time()
            answer = call("POST", f"/bench-{row.index}/_search?request_cache=false", sent)
            took.append(((time.perf_counter() - wall) * 1e3, (time.process_time() - cpu) * 1e3))
        walls.append(min(one for one, _ in took))
        cpus.append(min(one for _, one in took))
        found.append(row.agrees(answer))
    return Took(statistics.median(walls[WARM:]), statistics.median(cpus[WARM:]), found)


def options_of(doc: str | None, *sizes: tuple[str, int]) -> argparse.Namespace:
    """Reads the command line: numbers by name with what they are by default, and `--opensearch`."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, usual in sizes:
        parser.add_argument(f"--{name}", type=int, default=usual)
    parser.add_argument("--opensearch", help="URL of one that runs")
    return parser.parse_args()


def compare(corpora: Mapping[str, Corpus], rows: Iterable[tuple[str, Row]], opensearch: str | None) -> None:
    """Fills the indices and prints a line for each row. Raises AssertionError if answers differ."""
    with tempfile.TemporaryDirectory() as folder:
        node = Node(NodeConfig(data=Path(folder), sync=False, background=False, threads=2)).start()
        engines = {"Findling": here(node), **({"OpenSearch": there(opensearch)} if opensearch else {})}
        for (name, call), (index, corpus) in itertools.product(engines.items(), corpora.items()):
            print(f"{name}: {index} filled in {fill(call, index, corpus):.0f} s", flush=True)
        for label, row in rows:
            took = {name: measure(call, row) for name, call in engines.items() if row.there or name == "Findling"}
            (_, ours), *others = took.items()
            assert all(other.found == ours.found for _, other in others), label
            told = [f"{name} {other.wall:.2f} ms, ratio {ours.wall / other.wall:.2f}" for name, other in others]
            print(f"{label}: {', '.join([f'{ours.wall:.2f} ms ({ours.cpu:.2f} of CPU)', *told])}", flush=True)
        node.close()
        for (name, call), index in itertools.product(engines.items(), corpora):
            if name == "OpenSearch":
                call("DELETE", f"/bench-{index}", b"")

"""Command line of the mission's comparison; see the package."""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.findling_engine import bulk_body, call
from benchmarks.measure import peak_bytes
from benchmarks.mission.people import people
from benchmarks.mission.ways import INDEX, STRUCTURES, WAYS
from findling.base.work.process_memory import limit_allocator, relax_garbage_collection
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.rest.app import create_app

_MILLION = 1_000_000


def main() -> None:
    """Indexes, measures and prints tables in Markdown."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mission", description=__doc__)
    parser.add_argument("--documents", type=int, default=_MILLION, help="60000000 is the full size")
    parser.add_argument("--matches", type=int, default=100_000, help="names that contain brad")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--clients", type=int, default=2, help="of indexing")
    parser.add_argument("--index", type=Path, help="keep the index here, or use that of an earlier run")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.index or Path(temporary) / "index"
        if not folder.exists():
            _index(folder, arguments.documents, arguments.matches, arguments.clients)
        with Node(NodeConfig(folder, background=False)) as node:
            node.filters.limit_bytes = 0  # every answer is found anew
            _measure(create_app(node), arguments.rounds)


def _index(folder: Path, documents: int, matches: int, clients: int) -> None:
    limit_allocator()
    start = time.perf_counter()
    with Node(NodeConfig(folder)) as node, ThreadPoolExecutor(clients) as senders:
        app = create_app(node)
        relax_garbage_collection()
        call(app, "PUT", "/people", json.dumps(INDEX).encode())

        def send(numbered: tuple[int, list[bytes]]) -> None:
            call(app, "POST", "/people/_bulk", bulk_body(numbered[1], numbered[0] * 10_000))

        # as many batches at once as clients: people are made as they are sent
        batches = enumerate(people(documents, matches))
        while window := list(islice(batches, clients)):
            list(senders.map(send, window))
        call(app, "POST", "/people/_flush", b"")
        indexed = time.perf_counter() - start
        call(app, "POST", "/people/_forcemerge?max_num_segments=1", b"")
    merged = time.perf_counter() - start - indexed
    print(f"{documents:,} documents, {matches:,} matches; indexing {indexed:.0f} s, merging {merged:.0f} s, ")
    print(f"peak memory {peak_bytes() / 1e6:,.0f} MB\n")


def _measure(app: Any, rounds: int) -> None:
    print("| asked | hits | 25 hits, ms | all hits, ms | counted, ms |\n| --- | --- | --- | --- | --- |")
    for name, query in WAYS.items():
        found = _search(app, {"query": query, "size": 0, "track_total_hits": True})["hits"]["total"]["value"]
        bodies = (
            {"query": query, "size": 25, "track_total_hits": False},
            {"query": query, "size": found, "track_total_hits": False, "_source": False},
            {"query": query, "size": 0, "track_total_hits": True},
        )
        times = [_best(partial(_search, app, body), rounds) for body in bodies]
        print(f"| {name} | {found:,} | {' | '.join(f'{1_000 * best:,.2f}' for best in times)} |", flush=True)
    usage = call(app, "POST", "/people/_disk_usage?run_expensive_tasks=true", b"")["people"]
    print("\n| structure | MB on disk |\n| --- | --- |")
    for field in STRUCTURES:
        print(f"| {field} | {usage['fields'].get(field, {}).get('total_in_bytes', 0) / 1e6:,.1f} |")
    print(f"| the whole index | {usage['store_size_in_bytes'] / 1e6:,.1f} |")


def _search(app: Any, body: dict[str, Any]) -> dict[str, Any]:
    return call(app, "POST", "/people/_search?request_cache=false", json.dumps(body).encode())


def _best(asked: Callable[[], object], rounds: int) -> float:
    best = float("inf")
    for _ in range(rounds):
        start = time.perf_counter()
        asked()
        best = min(best, time.perf_counter() - start)
    return best


if __name__ == "__main__":
    main()

"""Memory of ten million buckets, time of counting four million values: `python -m benchmarks.many_buckets`.

A million documents have a key of their own, ten numbers that all share, and four that nobody else has. Prints resident
memory before and at its peak, and milliseconds of CPU of a whole search, in process, without caches.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.findling_engine import call
from benchmarks.measure import measure, peak_bytes, status_bytes
from findling.base.work.process_memory import limit_allocator, relax_garbage_collection
from findling.node.search.search import SearchCall, search
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.rest.app import create_app

_BATCH = 20_000
_NUMBERS = list(range(10))
_OWN = 4
_MAPPING = {
    "_source": {"enabled": False},
    "properties": {"key": {"type": "keyword"}, "shared": {"type": "long"}, "own": {"type": "long"}},
}
_WITHIN = {"terms": {"field": "key"}, "aggs": {"of": {"terms": {"field": "shared"}}}}
_CARDINALITY = {"cardinality": {"field": "own"}}


def _bodies(n: int) -> Iterator[bytes]:
    for first in range(0, n, _BATCH):
        lines = (
            f'{{"index":{{}}}}\n{{"key":"k{i}","shared":{_NUMBERS},"own":{[_OWN * i + j for j in range(_OWN)]}}}\n'
            for i in range(first, min(first + _BATCH, n))
        )
        yield "".join(lines).encode()


def _fill(folder: Path, n: int) -> None:
    with Node(NodeConfig(folder)) as node:
        app = create_app(node)
        call(app, "PUT", "/many", json.dumps({"mappings": _MAPPING}).encode())
        for body in _bodies(n):
            call(app, "POST", "/many/_bulk", body)
        call(app, "POST", "/many/_forcemerge?max_num_segments=1", b"")


def _asked(node: Node, aggregation: dict[str, Any]) -> dict[str, Any]:
    body = {"size": 0, "aggs": {"a": aggregation}}
    answer: dict[str, Any] = search(node, SearchCall("many", body, {"request_cache": "false"}))["aggregations"]["a"]
    return answer


def main() -> None:
    """Fills an index, asks, and prints a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.many_buckets", description=__doc__)
    parser.add_argument("--documents", type=int, default=1_000_000)
    parser.add_argument("--index", type=Path, help="keep the index here, or use that of an earlier run")
    arguments = parser.parse_args()
    n, kept = arguments.documents, arguments.index
    limit_allocator()
    relax_garbage_collection()
    with tempfile.TemporaryDirectory() as temporary:
        folder = kept or Path(temporary)
        if not (folder / "indices").exists():
            print(f"indexing {n:,} documents", file=sys.stderr)
            _fill(folder, n)
        _ask(folder, n)


def _ask(folder: Path, n: int) -> None:
    with Node(NodeConfig(folder, background=False)) as node:
        found = _asked(node, _CARDINALITY)["value"]
        timing = measure(lambda: _asked(node, _CARDINALITY), 5)
        print(f"| cardinality of {_OWN * n:,} distinct values | {found:,} | {timing.cpu_min_us / 1000:.0f} ms |")
        # what the process holds for good; the peak of indexing does not count
        Path("/proc/self/clear_refs").write_text("5")
        before = status_bytes("self", "VmRSS")
        _asked(node, _WITHIN)
        peak = peak_bytes()
        print(f"| {len(_NUMBERS) * n:,} buckets: memory before, at its peak | {before >> 20} MB | {peak >> 20} MB |")


if __name__ == "__main__":
    main()

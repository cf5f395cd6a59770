"""Fused lists: python -m benchmarks.fused_lists [--documents N] [--dims N]. Texts and vectors, fused by ranks.

Documents of 12 words, drawn from 50,000 by Zipf's law, with a vector around one of 400 centers; int8 vectors in one
segment. A search fuses a match of three words with the nearest 100 of 200 candidates (`rrf`, window 100) and shows 10
hits; milliseconds from dict to dict, half of 200 searches take less; the parts alone beside it.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.nearest_vectors import QUERIES, Rows, drawn
from benchmarks.relations import here
from findling.node.search.search import SearchCall, search
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node

INDEX = "fused"
WORDS = 50_000
LENGTH = 12
WINDOW = 100
CANDIDATES = 200
_BATCH = 2_000


def words(n: int, length: int) -> list[str]:
    """Returns texts of words that are as frequent as in a language."""
    source = np.random.default_rng(2)
    ranks = np.minimum(source.zipf(1.3, size=(n, length)), WORDS)
    return [" ".join(f"w{rank}" for rank in row) for row in ranks.tolist()]


def fill(node: Node, rows: Rows) -> None:
    """Makes an index of one segment."""
    call = here(node)
    vector = {"type": "dense_vector", "dims": rows.shape[1], "similarity": "dot_product"}
    fields = {"vector": vector, "text": {"type": "text"}}
    settings = {"number_of_shards": 1, "refresh_interval": "-1"}
    call("PUT", f"/{INDEX}", json.dumps({"settings": settings, "mappings": {"properties": fields}}).encode())
    texts = words(len(rows), LENGTH)
    for start in range(0, len(rows), _BATCH):
        lines = []
        for number, row in enumerate(rows[start : start + _BATCH].tolist(), start):
            lines += [{"index": {"_id": str(number)}}, {"vector": row, "text": texts[number]}]
        body = "".join(json.dumps(line) + "\n" for line in lines).encode()
        assert not call("POST", f"/{INDEX}/_bulk", body)["errors"]
    call("POST", f"/{INDEX}/_refresh", b"")
    call("POST", f"/{INDEX}/_forcemerge?max_num_segments=1", b"")
    call("POST", f"/{INDEX}/_refresh", b"")


def bodies(queries: Rows) -> Iterator[dict[str, dict[str, Any]]]:
    """Yields the searches of each query: both lists fused, and each alone."""
    source = np.random.default_rng(3)
    for row in queries:
        text = " ".join(f"w{rank}" for rank in source.integers(20, 2_000, 3).tolist())
        match = {"match": {"text": text}}
        near = {"field": "vector", "query_vector": row.tolist(), "k": WINDOW, "num_candidates": CANDIDATES}
        rrf = {"retrievers": [{"standard": {"query": match}}, {"knn": near}], "rank_window_size": WINDOW}
        hidden = {"_source": False}
        yield {
            "rrf": {"retriever": {"rrf": rrf}, "size": 10, **hidden},
            "match": {"query": match, "size": WINDOW, **hidden},
            "knn": {"knn": near, "size": WINDOW, **hidden},
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--dims", type=int, default=384)
    options = parser.parse_args()
    rows, queries = drawn(options.documents, options.dims)
    with tempfile.TemporaryDirectory() as name:
        node = Node(NodeConfig(data=Path(name) / "data", sync=False, background=False, threads=2)).start()
        fill(node, rows)
        times: dict[str, list[float]] = {}
        for searches in bodies(queries[:QUERIES]):
            for kind, body in searches.items():
                started = time.perf_counter()
                search(node, SearchCall(INDEX, body))
                times.setdefault(kind, []).append((time.perf_counter() - started) * 1_000)
        print(f"{options.documents:,} documents, vectors of {options.dims}")
        for kind, took in times.items():
            print(f"{kind}: p50 {np.percentile(took, 50):.2f} ms, p95 {np.percentile(took, 95):.2f} ms")
        node.close()


if __name__ == "__main__":
    main()

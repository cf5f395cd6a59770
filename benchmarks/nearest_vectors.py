"""Nearest vectors: python -m benchmarks.nearest_vectors [--vectors N] [--dims N] [--rounds N]. Beside Lucene.

Vectors of unit length around 400 centers, drawn from a seed; the first ten of 50 candidates, m 16, ef_construction 100,
one segment; alone, with a filter that lets three fifths through and with one that lets a tenth. Microseconds of CPU per
search, the best of several rounds over 200 queries: Findling's from dict to dict, and of the walk alone; Lucene's from
the vector to document numbers (KnnFloatVectorQuery). No caches. Lucene has instructions for vectors in a Java that its
version knows: name both in LUCENE_JAR and JAVA_HOME.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.beside import here
from benchmarks.child import run_child
from benchmarks.lucene_jar import compiled, jar, java
from findling.kernels.vectors.graph_search import search_graph
from findling.mapping.vector_structures import VectorStructures
from findling.node.search.search import SearchCall, search
from findling.node.search.shard_targets import find_targets, opened
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node

QUERIES = 200
CENTERS = 400
HITS = 10
CANDIDATES = 50
FILTERS = ("", "most", "few")
LEAST_RECALL = 0.9
INDEX = "vectors"
_JAVA = Path(__file__).parent / "lucene" / "vectors"
_OPTIONS = ("--add-modules", "jdk.incubator.vector", "-Xmx1g", "-XX:+UseSerialGC", "-XX:-UsePerfData")
_BATCH = 2_000
Rows = NDArray[np.float32]
Found = list[list[int]]


def drawn(n: int, dims: int) -> tuple[Rows, Rows]:
    """Returns vectors and queries."""
    source = np.random.default_rng(1)
    centers = source.normal(size=(CENTERS, dims))
    rows = centers[source.integers(0, CENTERS, n + QUERIES)] + 0.7 * source.normal(size=(n + QUERIES, dims))
    rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return rows[:n], rows[n:]


def tags_of(number: int) -> list[str]:
    """Returns what the filters ask for; NearestVectors.java has the same."""
    return ["most"] * (number % 5 < 3) + ["few"] * (number % 10 == 0)


def nearest(rows: Rows, queries: Rows, tag: str) -> Found:
    """Returns the rows that should be found."""
    allowed = np.array([number for number in range(len(rows)) if not tag or tag in tags_of(number)])
    order = np.argsort(-(queries @ rows[allowed].T), axis=1)[:, :HITS]
    return [allowed[places].tolist() for places in order]


def best(call: Callable[[Rows], object], queries: Rows, rounds: int) -> float:
    """Returns microseconds of CPU per query."""
    times = []
    for _ in range(rounds):
        start = time.thread_time()
        for query in queries:
            call(query)
        times.append(time.thread_time() - start)
    return min(times) * 1e6 / len(queries)


def fill(node: Node, rows: Rows) -> None:
    """Makes an index of one segment."""
    call = here(node)
    graph = {"type": "hnsw", "m": 16, "ef_construction": 100}
    vector = {"type": "dense_vector", "dims": rows.shape[1], "similarity": "dot_product", "index_options": graph}
    fields = {"vector": vector, "tag": {"type": "keyword"}}
    settings = {"number_of_shards": 1, "refresh_interval": "-1"}
    call("PUT", f"/{INDEX}", json.dumps({"settings": settings, "mappings": {"properties": fields}}).encode())
    for start in range(0, len(rows), _BATCH):
        lines = []
        for number, row in enumerate(rows[start : start + _BATCH].tolist(), start):
            lines += [{"index": {"_id": str(number)}}, {"vector": row, "tag": tags_of(number)}]
        body = "".join(json.dumps(line) + "\n" for line in lines).encode()
        assert not call("POST", f"/{INDEX}/_bulk", body)["errors"]
    call("POST", f"/{INDEX}/_refresh", b"")
    call("POST", f"/{INDEX}/_forcemerge?max_num_segments=1", b"")
    call("POST", f"/{INDEX}/_refresh", b"")


def searches(node: Node, queries: Rows, tag: str, rounds: int) -> tuple[float, Found]:
    """Returns the time of whole searches, and what they found."""
    section: dict[str, Any] = {"field": "vector", "k": HITS, "num_candidates": CANDIDATES}
    if tag:
        section["filter"] = {"term": {"tag": tag}}
    bodies = {
        query.tobytes(): {"knn": section | {"query_vector": query.tolist()}, "_source": False, "size": HITS}
        for query in queries
    }

    def ask(query: Rows) -> dict[str, Any]:
        return search(node, SearchCall(INDEX, bodies[query.tobytes()]))

    found = [[int(hit["_id"]) for hit in ask(query)["hits"]["hits"]] for query in queries]
    return best(ask, queries, rounds), found


def walks(node: Node, queries: Rows, rounds: int) -> float:
    """Returns the time of the kernel without a filter."""
    structures = VectorStructures("float", "dot_product", 0, None, 16, 100)
    with opened(node, find_targets(node, INDEX, SearchCall(INDEX, {}).options)) as ready:
        (segment,) = ready[0].ready.segments
        comparison, graph = segment.reader.comparison("vector", structures), segment.reader.graph_arrays("vector")
        assert comparison is not None
        assert graph is not None
        rows, found, scores = comparison.rows, np.empty(CANDIDATES, np.int32), np.empty(CANDIDATES, np.float32)
        return best(lambda query: search_graph(rows, graph, query, None, False, rows.n, found, scores), queries, rounds)


def lucene(folder: Path, rows: Rows, queries: Rows, rounds: int) -> tuple[str, list[tuple[float, Found]]]:
    """Returns Lucene's version, and per filter its time and what it found."""
    files = folder / "rows.bin", folder / "queries.bin"
    for path, part in zip(files, (rows, queries), strict=True):
        part.astype("<f4").tofile(path)
    command = [java("java"), *_OPTIONS, "-cp", f"{jar()}:{compiled(_JAVA)}", "NearestVectors", str(folder / "lucene")]
    command += [str(rows.shape[1]), str(CANDIDATES), str(max(rounds, 20)), *map(str, files), *FILTERS]
    version, *lines = run_child(command).output.splitlines()
    parts = [line.split("\t") for line in lines]
    return version, [
        (float(took), [[int(doc) for doc in hits.split()] for hits in found.split(";")[:-1]]) for took, found in parts
    ]


def recall(found: Sequence[Sequence[int]], wanted: Found) -> float:
    """Returns the share that was found. Raises AssertionError if that is too little for times to mean anything."""
    hits = sum(len(set(some) & set(others)) for some, others in zip(found, wanted, strict=True))
    share = hits / (HITS * len(wanted))
    assert share >= LEAST_RECALL, share
    return share


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vectors", type=int, default=20_000)
    parser.add_argument("--dims", type=int, default=128)
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    rows, queries = drawn(options.vectors, options.dims)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        version, theirs = lucene(folder, rows, queries, options.rounds)
        node = Node(NodeConfig(data=folder / "findling", sync=False, background=False, threads=2)).start()
        node.filters.limit_bytes = 0
        fill(node, rows)
        print(f"{options.vectors:,} vectors of {options.dims}; Lucene {version}")
        for tag, (took, found) in zip(FILTERS, theirs, strict=True):
            wanted = nearest(rows, queries, tag)
            own, own_found = searches(node, queries, tag, options.rounds)
            shares = f"recall {recall(own_found, wanted):.3f} and {recall(found, wanted):.3f}"
            print(f"knn, filter [{tag}]: Findling {own:.0f} µs, Lucene {took:.0f} µs, ratio {own / took:.2f}; {shares}")
        walk = walks(node, queries, options.rounds)
        print(f"knn, the walk alone: {walk:.0f} µs, ratio {walk / theirs[0][0]:.2f}")
        node.close()


if __name__ == "__main__":
    main()

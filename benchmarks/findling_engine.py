"""Findling in this process: indexes bulk requests, answers search requests from dict to dict."""

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any

import findling.version
from benchmarks.aggregations import AGGREGATIONS
from benchmarks.corpus import MAPPING, Corpus
from benchmarks.engine import Answer, Figures, Indexing, directory_bytes
from benchmarks.figures import figures_of
from benchmarks.kernel_calls import kernel_call
from benchmarks.measure import Stopwatch, peak_bytes
from benchmarks.queries import BenchmarkQuery
from findling.base.work.process_memory import limit_allocator, relax_garbage_collection
from findling.node.search.search import SearchCall, search
from findling.node.search.shard_targets import find_targets, opened
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.rest.app import create_app
from findling.rest.request import Request

NAME = "findling"
VERSION = findling.version.__version__
INDEX = "corpus"
# or the second time a count is asked for it is read from the cache of requests
_UNCACHED = {"request_cache": "false"}
_BATCH = 5_000
_WINDOW = 40


class FindlingEngine:
    """An index opened in this process; the caches of filters and of requests are off, as Lucene's are."""

    def __init__(self, folder: Path) -> None:
        self.node = Node(NodeConfig(folder, background=False)).start()
        self.node.filters.limit_bytes = 0

    def prepare(self, query: BenchmarkQuery) -> Callable[[], dict[str, Any]]:
        """Returns the search: from the request's body to the answer."""
        return self.prepare_body(query.body())

    def prepare_body(self, body: dict[str, Any]) -> Callable[[], dict[str, Any]]:
        """Returns the search of a request body."""
        return lambda: search(self.node, SearchCall(INDEX, body, _UNCACHED))

    def prepare_kernel(self, query: BenchmarkQuery) -> Callable[[], object] | None:
        """Returns the part of the search that is compiled code, None if the query has none of its own."""
        targets = find_targets(self.node, INDEX, SearchCall(INDEX, {}).options)
        with opened(self.node, targets) as ready:
            return kernel_call(query.body(), ready[0].ready)

    def answer(self, query: BenchmarkQuery, response: dict[str, Any]) -> Answer:
        """Returns what a response says."""
        hits = response["hits"]
        total = hits.get("total")
        return Answer(
            count=None if total is None else int(total["value"]),
            scores=() if query.kind == "sorted" else tuple(float(hit["_score"]) for hit in hits["hits"]),
            sort_values=tuple(hit["sort"][0] for hit in hits["hits"] if "sort" in hit),
            figures=_figures(query, response),
        )

    @property
    def n_segments(self) -> int:
        """In how many segments the index is."""
        targets = find_targets(self.node, INDEX, SearchCall(INDEX, {}).options)
        with opened(self.node, targets) as ready:
            return len(ready[0].ready.segments)

    def close(self) -> None:
        """Closes the node."""
        self.node.close()


def _figures(query: BenchmarkQuery, response: dict[str, Any]) -> Figures:
    if query.mode != "AGG":
        return []
    return figures_of(response["aggregations"]["figures"], AGGREGATIONS[query.aggregation].shown)


def bulk_bodies(corpus: Corpus) -> Iterator[bytes]:
    """Yields the bodies of bulk requests; ids are the documents' numbers."""
    lines, first = corpus.lines(), 0
    while part := list(islice(lines, _BATCH)):
        yield bulk_body(part, first)
        first += len(part)


def bulk_body(lines: Sequence[bytes], first: int) -> bytes:
    """Returns the body of a bulk request; first: the number of the first document."""
    parts: list[bytes] = []
    for number, line in enumerate(lines, first):
        parts += (b'{"index":{"_id":"%d"}}\n' % number, line, b"\n")
    return b"".join(parts)


def as_indexed(folder: Path) -> Path:
    """Returns where a copy of an index is kept as indexing left it, in several segments."""
    return folder.with_name(f"{folder.name}-segments")


def index_corpus(corpus: Corpus, folder: Path, cores: int) -> Indexing:
    """Indexes a corpus in this process, flushes, and merges to one segment; on n cores n clients send at once.

    Allocator and garbage collector are set as `findling serve` sets them. On one core a copy is kept from before the
    merge. The clock stands still while the bodies of the requests are made and the answers are checked, and while the
    index is copied and opened again.
    """
    limit_allocator()
    with Node(NodeConfig(folder)) as node, ThreadPoolExecutor(cores) as clients:
        app = create_app(node)
        relax_garbage_collection()
        call(app, "PUT", f"/{INDEX}", json.dumps({"mappings": MAPPING}).encode())
        bodies, documents = bulk_bodies(corpus), 0
        watch = Stopwatch()
        while True:
            with watch.outside():
                window = list(islice(bodies, 1 if cores == 1 else _WINDOW))
            if not window:
                break
            answers = list(clients.map(lambda body: _send(app, "POST", f"/{INDEX}/_bulk", body), window))
            with watch.outside():
                documents += sum(len(_checked(answer)["items"]) for answer in answers)
        call(app, "POST", f"/{INDEX}/_flush", b"")
        indexed = watch.read()
    if cores == 1:
        shutil.copytree(folder, as_indexed(folder))
    with Node(NodeConfig(folder)) as node:
        app, watch = create_app(node), Stopwatch()
        call(app, "POST", f"/{INDEX}/_forcemerge?max_num_segments=1", b"")
        merging = watch.read()
    merged = (indexed[0] + merging[0], indexed[1] + merging[1])
    return Indexing(documents, *indexed, *merged, directory_bytes(folder), peak_bytes(), cores)


def call(app: Any, method: str, target: str, body: bytes) -> dict[str, Any]:
    """Returns the answer to a request, which must be good."""
    return _checked(_send(app, method, target, body))


def _send(app: Any, method: str, target: str, body: bytes) -> Any:
    path, _, query = target.partition("?")
    headers = {"content-type": "application/x-ndjson" if "_bulk" in path else "application/json"}
    return app.handle(Request(method, path, {}, {}, headers, body), query)


def _checked(rendered: Any) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(rendered.body)
    if rendered.status != 200 or answer.get("errors"):
        raise RuntimeError(f"{rendered.status} {rendered.body[:500]!r}")
    return answer

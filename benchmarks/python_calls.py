"""`python -m benchmarks.python_calls`: calls of Python that a search makes, by kind and number of segments.

What sys.setprofile names call and c_call is counted, in the query phase and in the whole search from dict to dict.
Nothing depends on the machine. Without --corpus the sample data that comes with Findling is used.
"""

import argparse
import gc
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, Final

from benchmarks.corpus import MAPPING, SAMPLE, TEXT_FIELD, Corpus
from benchmarks.drawing import draw_queries
from benchmarks.findling_engine import INDEX, bulk_body, call
from findling.node.search.search import SearchCall, search
from findling.node.search.shard_targets import find_targets, opened
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.rest.app import create_app
from findling.search.phases import query_phase
from findling.search.request import SearchRequest

SEGMENTS: Final = (1, 5, 15)
_DOCUMENTS: Final = 6_000
_MODES: Final = ("TOP_10", "COUNT", "AGG")


def profiled_calls(action: Callable[[], object]) -> int:
    """Returns how many functions of Python and C an action calls, without those of the garbage collector."""
    seen = 0

    def count(frame: Any, event: str, argument: Any) -> None:
        nonlocal seen
        seen += event in ("call", "c_call")

    before = sys.getprofile()
    gc.collect()
    gc.disable()
    sys.setprofile(count)
    try:
        action()
    finally:
        sys.setprofile(before)
        gc.enable()
    return seen - 1  # of sys.setprofile itself


@contextmanager
def _index(corpus: Corpus, folder: Path, n_segments: int) -> Iterator[Node]:
    """Gives a node with the first documents of a corpus in so many segments of equal size."""
    lines = list(islice(corpus.lines(), _DOCUMENTS))
    with Node(NodeConfig(folder, background=False)) as node:
        app = create_app(node)
        settings = {"index": {"refresh_interval": "-1"}}
        call(app, "PUT", f"/{INDEX}", json.dumps({"mappings": MAPPING, "settings": settings}).encode())
        for part in range(n_segments):
            first, end = (len(lines) * number // n_segments for number in (part, part + 1))
            call(app, "POST", f"/{INDEX}/_bulk", bulk_body(lines[first:end], first))
            call(app, "POST", f"/{INDEX}/_refresh", b"")
        yield node


def _counts(node: Node, body: dict[str, Any]) -> tuple[int, int]:
    """Returns the calls of the query phase and of the whole search, both warm."""
    whole = SearchCall(INDEX, body)
    search(node, whole)
    targets = find_targets(node, INDEX, whole.options)
    with opened(node, targets) as ready:
        request, ctx = SearchRequest.parse(body), ready[0].ready
        query_phase_calls = profiled_calls(lambda: query_phase(request, ctx))
    return query_phase_calls, profiled_calls(lambda: search(node, whole))


def table(corpus: Corpus) -> list[str]:
    """Returns the lines of a Markdown table: the first query of each kind and mode."""
    queries = {query.group: query for query in draw_queries(corpus, 1) if query.mode in _MODES}
    rows: dict[str, list[str]] = {group: [] for group in queries}
    for n_segments in SEGMENTS:
        with tempfile.TemporaryDirectory() as folder, _index(corpus, Path(folder), n_segments) as node:
            for group, query in queries.items():
                rows[group].append("{}, {}".format(*_counts(node, query.body())))
    heads = [f"{n} segment{'s' if n > 1 else ''}" for n in SEGMENTS]
    lines = [f"| query phase, whole search | {' | '.join(heads)} |", f"|{' --- |' * (len(heads) + 1)}"]
    return lines + [f"| {group} | {' | '.join(cells)} |" for group, cells in rows.items()]


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.python_calls", description=__doc__)
    parser.add_argument("--corpus", type=Path, default=SAMPLE, help=f"JSON lines of fields such as {TEXT_FIELD}")
    print("\n".join(table(Corpus(parser.parse_args().corpus, _DOCUMENTS))))


if __name__ == "__main__":
    main()

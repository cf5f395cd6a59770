"""Digests and distinct counts beyond what is exact.

    python -m tools.oracle.sketches --judge URL [--findling URL]

Without --findling the judge's answers are written to where `make test` looks for them; with it what differs is printed.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from tools.oracle.client import Server

from tests.batteries.compare import differences
from tests.golden.sketches import corpus

RECORDED = Path(corpus.__file__).with_name("answers.ndjson")


def prepare(server: Server) -> None:
    """Makes the index anew, of one segment."""
    server.call("DELETE", f"/{corpus.INDEX}")
    settings = {"number_of_shards": 1, "number_of_replicas": 0}
    status, answer = server.call("PUT", f"/{corpus.INDEX}", {"settings": settings, "mappings": corpus.MAPPINGS})
    assert status == 200, answer
    pairs = [({"index": {"_id": name}}, document) for name, document in corpus.documents().items()]
    lines = [json.dumps(part) for pair in pairs for part in pair]
    _, answer = server.call("POST", f"/{corpus.INDEX}/_bulk?refresh=true", "\n".join(lines) + "\n")
    assert not answer["errors"], answer
    server.call("POST", f"/{corpus.INDEX}/_forcemerge?max_num_segments=1")
    server.call("POST", f"/{corpus.INDEX}/_refresh")


def is_in_order(server: Server) -> bool:
    """Tells whether the documents came in the order that they were sent in: digests depend on it."""
    body = {"size": corpus.N, "sort": ["_doc"], "_source": False}
    _, answer = server.call("POST", f"/{corpus.INDEX}/_search", body)
    return [hit["_id"] for hit in answer["hits"]["hits"]] == list(corpus.documents())


def answers(server: Server) -> list[Any]:
    """Returns what a server says to each aggregation."""
    prepare(server)
    while not is_in_order(server):
        prepare(server)
    found = []
    for aggregation in corpus.aggregations():
        _, answer = server.call("POST", f"/{corpus.INDEX}/_search", {"size": 0, "aggs": {"a": aggregation}})
        found.append(answer.get("aggregations", answer))
    server.call("DELETE", f"/{corpus.INDEX}")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.oracle.sketches", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--judge", required=True, help="URL of Elasticsearch")
    parser.add_argument("--findling", help="URL")
    options = parser.parse_args()
    theirs = answers(Server("judge", options.judge))
    if options.findling is None:
        RECORDED.write_text("".join(json.dumps(answer, separators=(",", ":")) + "\n" for answer in theirs))
        print(f"{len(theirs)} answers recorded")
        return 0
    ours = answers(Server("findling", options.findling))
    apart = 0
    for aggregation, one, other in zip(corpus.aggregations(), theirs, ours, strict=True):
        lines = list(differences(one, other, 1e-12))
        apart += bool(lines)
        if lines:
            print(json.dumps(aggregation), *lines[:3], sep="\n    ")
    print(f"{len(theirs) - apart} of {len(theirs)} alike")
    return int(bool(apart))


if __name__ == "__main__":
    sys.exit(main())

"""The command; see the package."""

from __future__ import annotations

import argparse
import sys

from tools.oracle.client import Server
from tools.oracle.mixed_aggregations import corpus
from tools.oracle.mixed_aggregations.lockstep import Lockstep
from tools.oracle.mixed_aggregations.trees import search


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.oracle.mixed_aggregations", description=__doc__)
    parser.add_argument("--seed", type=int, default=0, help="the first one")
    parser.add_argument("--requests", type=int, default=500)
    parser.add_argument("--judge", required=True, help="URL")
    parser.add_argument("--findling", required=True, help="URL")
    parser.add_argument(
        "--opensearch", action="store_true", help="the judge is OpenSearch: what it has beyond Elasticsearch's core"
    )
    parser.add_argument("--most", type=int, default=2, help="examples of each kind of difference")
    parser.add_argument("--kept", action="store_true", help="both have the indices already, and keep them")
    options = parser.parse_args()
    judge, findling = Server("judge", options.judge), Server("findling", options.findling)
    if not options.kept:
        for server in (judge, findling):
            corpus.fill(server, opensearch=options.opensearch)
    lockstep = Lockstep(judge, findling)
    for seed in range(options.seed, options.seed + options.requests):
        lockstep.ask(seed, *search(seed, opensearch=options.opensearch))
    print(lockstep.report(options.most))
    if not options.kept:
        for server in (judge, findling):
            corpus.clear(server)
    return 0


if __name__ == "__main__":
    sys.exit(main())

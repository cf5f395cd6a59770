"""How long shards are placed on many nodes, and how long the loss of one is decided.

    python -m benchmarks.allocation --nodes 1000 --indices 1000

Pure functions from a state to the next, without sockets or clocks; each index has fifty shards and a replica. Printed:
CPU time, and how far the least and most loaded nodes are from the mean.
"""

import argparse
import time
from collections.abc import Callable
from dataclasses import replace

from findling.cluster.shards.allocation import allocated
from findling.cluster.state import ClusterState
from tests.unit.cluster.shards.test_allocation import all_started, cluster, live, loads, with_indices


def timed(what: str, function: Callable[[], ClusterState]) -> ClusterState:
    begun = time.process_time()
    made = function()
    print(f"{time.process_time() - begun:6.2f} s  {what}")
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nodes", type=int, default=1000)
    parser.add_argument("--indices", type=int, default=1000)
    options = parser.parse_args()
    settings = {"cluster.routing.allocation.node_concurrent_recoveries": "1000"}
    state = replace(with_indices(cluster(options.nodes), options.indices, 50, 1), persistent=settings)
    primaries = timed("primaries", lambda: allocated(state, live(state), 0))
    started = all_started(primaries)
    placed = all_started(timed("replicas", lambda: allocated(started, live(started), 0)))
    counts, mean = sorted(loads(placed).values()), options.indices * 100 / options.nodes
    print(f"copies of a node: {counts[0]} to {counts[-1]}, {mean:g} in the mean")
    left = live(placed) - {"id0025"}
    timed("a node is lost", lambda: allocated(placed, left, 1000))


if __name__ == "__main__":
    main()

"""How long a hub takes for a fleet of many edges: their first words, a roll-out's plan, and the way to its end.

    python -m benchmarks.edge_fleet --edges 10000 --words 500

A real hub with its registry on the disk; edges are words in this process, without sockets. The registry is written at
once, and so many edges speak with the hub as `words` says. A roll-out is planned when its first wave has been written
down for the nodes it goes to; it is followed to its end with `--whole`, for which every edge speaks twice.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from findling.base.clock import FixedClock
from findling.edge.fleet.service import Fleet
from findling.edge.fleet.store import DEPLOYMENT, NODE
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node

START_MS = 1_800_000_000_000
POLICY = {"canary_percent": 1, "batch_percent": 33, "healthy_for_ms": 0}


def timed(what: str, function: Callable[[], Any]) -> Any:
    """Calls a function and prints how long it took."""
    began, began_busy = time.perf_counter(), time.process_time()
    made = function()
    took, busy = time.perf_counter() - began, time.process_time() - began_busy
    print(f"{took:8.2f} s ({busy:.2f} s of processor)  {what}", flush=True)
    return made


def syncs(fleet: Fleet, names: list[str]) -> dict[str, str]:
    """Lets edges speak once; those that are to run the bundle do so at the next word. Returns what each is to run."""
    wanted = {}
    for name in names:
        wanted[name] = fleet.sync(name, {"status": {}, "devices": {}})["bundles"]
    return {name: bundles["alarm"] for name, bundles in wanted.items() if bundles}


def healthy(fleet: Fleet, names: list[str], version: str) -> None:
    for name in names:
        fleet.sync(name, {"status": {"alarm": {"version": version, "state": "healthy"}}})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--edges", type=int, default=10_000)
    parser.add_argument("--words", type=int, default=500)
    parser.add_argument("--whole", action="store_true")
    options = parser.parse_args()
    clock = FixedClock(START_MS)
    names = [f"edge-{number}" for number in range(options.edges)]
    with (
        tempfile.TemporaryDirectory() as folder,
        Node(NodeConfig(data=Path(folder), threads=2), clock) as node,
    ):
        fleet = node.kept(Fleet.of)
        known = {name: {"revoked": False, "wants": {}, "last_seen": START_MS} for name in names}
        timed(f"{options.edges} edges are written into the registry", lambda: fleet.store.put_all(NODE, known))
        timed(f"{options.words} edges speak first", lambda: syncs(fleet, names[: options.words]))
        timed(f"{options.words} edges speak again", lambda: syncs(fleet, names[: options.words]))
        fleet.bundles.put("alarm", "1", {"files": {"main.py": ""}})
        asked = {"bundle": "alarm", "version": "1", "group": "_all", "policy": POLICY}
        shown = timed("a roll-out is planned and begun", lambda: fleet.deployments.put("first", asked))
        print(f"{'':12}waves of {shown['waves']}")
        told = 0
        while fleet.store.need(DEPLOYMENT, "first")["state"] in ("canary", "rolling"):
            found = fleet.store.need(DEPLOYMENT, "first")
            given = [name for wave in found["waves"][: found["wave"] + 1] for name in wave]
            healthy(fleet, given[told:], "1")
            told = len(given)
            clock.advance(1_000)
            timed(f"the step after wave {found['wave']}", fleet.deployments.advance)
            if not options.whole:
                return
        print(f"{'':12}{fleet.deployments.shown('first')['state']}, {told} nodes run it")


if __name__ == "__main__":
    main()

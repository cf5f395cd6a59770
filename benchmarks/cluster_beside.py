"""Findling's cluster and OpenSearch's under the same faults: the same clients, the same schedule, one after the other.

    python -m benchmarks.cluster_beside --opensearch DIR --java DIR --faults 9 --seed 1

DIR: an unpacked distribution of OpenSearch, and a JDK for it. Three nodes of each, a shard with one replica. Printed
for each kind of fault: the longest time without a read by id, a search and a write that succeeded, and how long it took
until all copies were there again; for the whole run what was acknowledged and is lost, processor time and memory.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from tests.cluster.checker import faults_of_counters, faults_of_registers, faults_of_set
from tests.cluster.clients import INDEX, Clients
from tests.cluster.embedded import EmbeddedNodes
from tests.cluster.history import Event, History, Kind
from tests.cluster.opensearch import OpenSearchNodes
from tests.cluster.processes import Nodes, source_path

KINDS: Final = ("kill", "halt", "restart")
_GREEN_S: Final = 300
_TICKS: Final = os.sysconf("SC_CLK_TCK")
_SEEN: Final[dict[str, tuple[Kind, ...]]] = {
    "reads": ("read",),
    "searches": ("search",),
    "writes": ("write", "increment", "insert"),
}


@dataclass
class Fault:
    """One fault as it was planned, and what came of it. held: seconds until it is mended; the times: monotonic clock"""

    kind: str
    number: int
    held: float
    began: float = 0.0
    ended: float = 0.0
    green: float = 0.0


@dataclass
class Outcome:
    """What became of a cluster. cpu: seconds; memory: bytes of all nodes, the most that was seen"""

    name: str
    faults: list[Fault]
    history: History = field(default_factory=History)
    lost: list[str] = field(default_factory=list)
    cpu: float = 0.0
    memory: int = 0


def planned(count: int, seed: int) -> list[Fault]:
    """Returns the schedule: every kind in turn, nodes and times drawn."""
    drawn = random.Random(seed)
    return [Fault(KINDS[turn % len(KINDS)], drawn.randrange(3), drawn.uniform(2, 7)) for turn in range(count)]


def outage(events: Iterable[Event], since: float, until: float) -> float:
    """Returns the longest time between two that succeeded, of those that ended in a span."""
    ends = sorted(event.ended for event in events if event.outcome == "ok" and since <= event.ended <= until)
    times = [since, *ends, until]
    return max(later - earlier for earlier, later in pairwise(times))


class Run:
    """One cluster under its faults."""

    def __init__(self, name: str, nodes: Nodes, faults: list[Fault], seed: int, pause: float) -> None:
        self.outcome = Outcome(name, faults)
        self._nodes = nodes
        self._seed = seed
        self._pause = pause
        self._used: dict[int, float] = {}

    def carry_out(self) -> Outcome:
        """Starts the nodes, breaks them as planned, and judges what clients saw."""
        nodes = self._nodes
        try:
            for name in nodes.names:
                nodes.start(name)
            nodes.wait_for_all(_GREEN_S)
            settings = {"number_of_shards": 1, "number_of_replicas": 1}
            status, answer = nodes.ask(nodes.names[0], "PUT", f"/{INDEX}", {"settings": settings})
            assert status == 200, answer
            self._green()
            clients = Clients(nodes, self.outcome.history, self._seed)
            clients.start()
            time.sleep(3)
            for fault in self.outcome.faults:
                self._break(fault)
            clients.stop()
            self._green()
            self.outcome.lost = self._judged()
            self._measure()
        finally:
            nodes.stop()
        self.outcome.cpu = sum(self._used.values())
        return self.outcome

    def _break(self, fault: Fault) -> None:
        nodes, name = self._nodes, self._nodes.names[fault.number]
        self._measure()
        fault.began = time.monotonic()
        if fault.kind == "halt":
            nodes.halt(name)
            time.sleep(fault.held)
            nodes.resume(name)
        else:
            nodes.kill(name, 15 if fault.kind == "restart" else 9)
            time.sleep(fault.held)
            nodes.start(name)
        nodes.wait_for_all(_GREEN_S)
        self._green()
        fault.green = time.monotonic()
        self._measure()
        time.sleep(self._pause)
        fault.ended = time.monotonic()

    def _green(self) -> None:
        self._nodes.wait_for("/_cluster/health", lambda body: body["status"] == "green", _GREEN_S)

    def _judged(self) -> list[str]:
        """Returns what was acknowledged and is not there, or is there twice, or was never written."""
        nodes, history = self._nodes, self.outcome.history
        nodes.ask(nodes.names[0], "POST", f"/{INDEX}/_refresh", timeout=60)
        final = documents(lambda body: nodes.ask(nodes.names[0], "POST", f"/{INDEX}/_search", body, 60)[1])
        values = {key: source["v"] for key, source in final.items() if key.startswith("c")}
        return (
            faults_of_registers(history)
            + faults_of_counters(history, values)
            + faults_of_set(history, [key for key in final if key.startswith("s")])
        )

    def _measure(self) -> None:
        """Notes processor time and memory of the processes that there are."""
        memory = 0
        for name in self._nodes.running:
            for pid in self._nodes.tree(name):
                with suppress(OSError):
                    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                    self._used[pid] = (int(fields[11]) + int(fields[12])) / _TICKS
                    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
                    memory += int(rollup.partition("\nPss:")[2].split()[0]) * 1024
        self.outcome.memory = max(self.outcome.memory, memory)


def documents(search: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
    """Returns all sources by id."""
    found: dict[str, Any] = {}
    body: dict[str, Any] = {"size": 5000, "sort": [{"_seq_no": "asc"}]}
    while hits := search(body)["hits"]["hits"]:
        found |= {hit["_id"]: hit["_source"] for hit in hits}
        body["search_after"] = hits[-1]["sort"]
    return found


def tell(outcomes: list[Outcome]) -> None:
    """Prints the table."""
    for outcome in outcomes:
        acknowledged = sum(event.outcome == "ok" for event in outcome.history.of(*_SEEN["writes"]))
        print(f"\n{outcome.name}: {len(outcome.faults)} faults, {acknowledged} writes acknowledged")
        print(f"    {len(outcome.lost)} lost, twice, invented or stale")
        print(f"    {outcome.cpu:.0f} s of processor time, {outcome.memory / 1e6:.0f} MB at most")
        for wrong in outcome.lost[:5]:
            print(f"    {wrong}")
    print(f"\n| fault | what | {' | '.join(outcome.name for outcome in outcomes)} |")
    print(f"| --- | --- | {' | '.join('---' for _ in outcomes)} |")
    for kind in KINDS:
        for what, kinds in _SEEN.items():
            cells = [
                max(
                    (
                        outage(one.history.of(*kinds), fault.began, fault.ended)
                        for fault in one.faults
                        if fault.kind == kind
                    ),
                    default=0.0,
                )
                for one in outcomes
            ]
            print(f"| {kind} | longest without {what}, s | {' | '.join(f'{cell:.1f}' for cell in cells)} |")
        cells = [
            max((fault.green - fault.began - fault.held for fault in one.faults if fault.kind == kind), default=0.0)
            for one in outcomes
        ]
        print(f"| {kind} | until green, s | {' | '.join(f'{cell:.1f}' for cell in cells)} |")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--opensearch", type=Path, help="folder of the distribution; without it Findling is alone")
    parser.add_argument("--java", type=Path)
    parser.add_argument("--heap", default="512m", help="of each node of OpenSearch")
    parser.add_argument("--faults", type=int, default=9)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pause", type=float, default=5, help="seconds between faults")
    given = parser.parse_args()
    source_path()
    directory = Path(tempfile.mkdtemp(prefix="findling-beside-"))
    print(f"logs and data are in {directory}", flush=True)
    clusters: list[tuple[str, Nodes]] = [("Findling", EmbeddedNodes(directory / "findling"))]
    if given.opensearch is not None:
        clusters.append(
            ("OpenSearch", OpenSearchNodes(directory / "opensearch", given.opensearch, given.java, given.heap))
        )
    outcomes = [
        Run(name, nodes, planned(given.faults, given.seed), given.seed, given.pause).carry_out()
        for name, nodes in clusters
    ]
    tell(outcomes)
    return 1 if outcomes[0].lost else 0


if __name__ == "__main__":
    sys.exit(main())

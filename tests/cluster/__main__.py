"""Runs a cluster under faults and says what the checker finds: `python -m tests.cluster --help`."""

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from tests.cluster.checker import faults_of_copies, faults_of_counters, faults_of_registers, faults_of_set
from tests.cluster.clients import INDEX, Clients
from tests.cluster.faults import KINDS, Faults
from tests.cluster.history import History
from tests.cluster.processes import NatsServers, Nodes, source_path

_SETTLE_S = 240


def dump(nodes: Nodes, name: str) -> dict[str, Any]:
    """Returns the documents of a node's own copy, by id."""
    found: dict[str, Any] = {}
    after: list[Any] | None = None
    while True:
        body = {"size": 5000, "sort": [{"_seq_no": "asc"}], "seq_no_primary_term": True, "version": True}
        status, answer = nodes.ask(
            name, "POST", f"/{INDEX}/_search", {**body, **({"search_after": after} if after else {})}, local=True
        )
        assert status == 200, answer
        hits = answer["hits"]["hits"]
        if not hits:
            return found
        for hit in hits:
            found[hit["_id"]] = (hit["_source"], hit["_seq_no"], hit["_primary_term"], hit["_version"])
        after = hits[-1]["sort"]


def copies(nodes: Nodes) -> dict[str, dict[str, Any]]:
    """Returns all copies by the name of their node, once all are there."""
    nodes.wait_for_all(_SETTLE_S)
    nodes.wait_for("/_cluster/health", lambda body: body["status"] == "green", _SETTLE_S)
    name = nodes.names[0]
    status, answer = nodes.ask(name, "POST", f"/{INDEX}/_refresh", timeout=60)
    assert status == 200, answer
    _, shards = nodes.ask(name, "GET", f"/_cat/shards/{INDEX}?format=json")
    return {shard["node"]: dump(nodes, shard["node"]) for shard in shards}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--replicas", type=int, default=1)
    parser.add_argument("--pause", type=float, default=8, help="seconds between faults")
    parser.add_argument("--directory", type=Path)
    given = parser.parse_args()
    source_path()
    directory = given.directory or Path(tempfile.mkdtemp(prefix="findling-cluster-"))
    print(f"logs and data are in {directory}")
    nats = NatsServers(directory / "nats")
    nodes = Nodes(directory / "nodes", nats.urls)
    try:
        for name in nats.names:
            nats.start(name)
        for name in nodes.names:
            nodes.start(name)
        started = time.monotonic()
        nodes.wait_for_all()
        print(f"three nodes after {time.monotonic() - started:.1f} s")
        settings = {"number_of_shards": 1, "number_of_replicas": given.replicas}
        status, answer = nodes.ask(nodes.names[0], "PUT", f"/{INDEX}", {"settings": settings})
        assert status == 200, answer
        nodes.wait_for("/_cluster/health", lambda body: body["status"] == "green")
        return _judged(nodes, nats, given)
    finally:
        nodes.stop()
        nats.stop()


def _judged(nodes: Nodes, nats: NatsServers, given: argparse.Namespace) -> int:
    history = History()
    clients = Clients(nodes, history, given.seed)
    faults = Faults(nodes, nats, given.seed, tuple(given.kinds.split(",")) if given.kinds else ())
    clients.start()
    until = time.monotonic() + given.seconds
    time.sleep(min(3, given.seconds))
    while given.kinds and time.monotonic() < until:
        broken = faults.step()
        print(f"  {broken.kind} {broken.name} for {broken.ended - broken.started:.1f} s", flush=True)
        # a second node may break once there are two copies again
        nodes.wait_for("/_cluster/health", lambda body: body["status"] == "green", _SETTLE_S)
        time.sleep(given.pause)
    time.sleep(max(0, until - time.monotonic()))
    clients.stop()
    settling = time.monotonic()
    found = copies(nodes)
    print(f"green and dumped after {time.monotonic() - settling:.1f} s")
    final = next(iter(found.values()))
    values = {key: entry[0]["v"] for key, entry in final.items() if key.startswith("c")}
    wrong = (
        faults_of_registers(history)
        + faults_of_counters(history, values)
        + faults_of_set(history, [key for key in final if key.startswith("s")])
        + faults_of_copies(found)
    )
    _tell(history, faults, found, wrong)
    return 1 if wrong else 0


def _tell(history: History, faults: Faults, found: dict[str, dict[str, Any]], wrong: list[str]) -> None:
    outcomes = Counter((event.kind, event.outcome) for event in history.events)
    for (kind, outcome), count in sorted(outcomes.items()):
        print(f"{kind:>10} {outcome:<8} {count}")
    for kinds in (("write", "increment", "insert"), ("read",), ("search",)):
        gap = history.longest_gap(*kinds)
        print(f"longest time without a {' or '.join(kinds)}: {gap:.1f} s")
    details = Counter(event.detail for event in history.events if event.detail and "conflict" not in event.detail)
    for detail, count in details.most_common(6):
        print(f"  {count} x {detail[:200]}")
    print(f"{len(faults.done)} faults; {len(found)} copies of {len(next(iter(found.values())))} documents")
    print("\n".join(wrong[:20]) or "nothing lost, nothing twice, nothing invented, all copies the same")


if __name__ == "__main__":
    sys.exit(main())

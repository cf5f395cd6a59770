"""Runs a cluster under faults and says what the checker finds: `python -m tests.cluster --help`."""

import argparse
import hashlib
import json
import signal
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from tests.cluster.apart import Apart
from tests.cluster.checker import faults_of_copies, faults_of_counters, faults_of_registers, faults_of_set
from tests.cluster.clients import INDEX, Clients
from tests.cluster.faults import APART_KINDS, KINDS, Faults
from tests.cluster.history import History, Kind
from tests.cluster.processes import NatsServers, Nodes, source_path

_SETTLE_S = 240
_WRITES: tuple[Kind, ...] = ("write", "increment", "insert")
_ALLOWED_S = (1.0, 1.0, 10.0)
"""Longer times without a read, a search, a write are told one by one, with the clock of the nodes' logs."""


def dump(nodes: Nodes, name: str) -> dict[str, Any]:
    """Returns the documents of a node's own copy, by id."""
    found: dict[str, Any] = {}
    after: list[Any] | None = None
    while True:
        body = {"size": 5000, "sort": [{"_seq_no": "asc"}], "seq_no_primary_term": True, "version": True}
        status, answer = nodes.ask(
            name,
            "POST",
            f"/{INDEX}/_search?preference=_only_local&allow_partial_search_results=false",
            {**body, **({"search_after": after} if after else {})},
        )
        assert status == 200, answer
        hits = answer["hits"]["hits"]
        if not hits:
            return found
        for hit in hits:
            found[hit["_id"]] = (hit["_source"], hit["_seq_no"], hit["_primary_term"], hit["_version"])
        after = hits[-1]["sort"]


def digest(copy: dict[str, Any]) -> str:
    """Returns the checksum of a copy's documents, written in one way: ordered by id, members by name."""
    return hashlib.sha256(json.dumps(copy, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


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
    parser.add_argument("--apart", action="store_true", help="in network namespaces, with disks and clocks (root)")
    parser.add_argument("--faults", type=int, help="as many as this instead of a time")
    parser.add_argument("--kinds", help="a list of: " + ", ".join(APART_KINDS))
    parser.add_argument("--replicas", type=int, default=1)
    parser.add_argument("--pause", type=float, default=8, help="seconds between faults")
    parser.add_argument("--directory", type=Path)
    given = parser.parse_args()
    source_path()
    # what runs is ended, and what was made is removed, also if this process is asked to end
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    directory = given.directory or Path(tempfile.mkdtemp(prefix="findling-cluster-"))
    print(f"logs and data are in {directory}")
    apart = Apart(directory) if given.apart else None
    nats = NatsServers(directory / "nats") if apart is None else apart.nats
    nodes = Nodes(directory / "nodes", nats.urls) if apart is None else apart.nodes
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
        return _judged(nodes, nats, given, apart)
    finally:
        nodes.stop()
        nats.stop()
        if apart is not None:
            apart.remove()


def _judged(nodes: Nodes, nats: NatsServers, given: argparse.Namespace, apart: Apart | None) -> int:
    history = History()
    clients = Clients(nodes, history, given.seed)
    every = KINDS if apart is None else APART_KINDS
    kinds = every if given.kinds is None else tuple(filter(None, given.kinds.split(",")))
    faults = Faults(nodes, nats, given.seed, kinds, apart)
    clients.start()
    until = time.monotonic() + given.seconds
    time.sleep(min(3, given.seconds))
    while kinds and (len(faults.done) < given.faults if given.faults else time.monotonic() < until):
        broken = faults.step()
        print(f"  {broken.kind} {broken.name} for {broken.ended - broken.started:.1f} s", flush=True)
        # a second one may break once all are there, and all copies
        nodes.wait_for_all(_SETTLE_S)
        nodes.wait_for("/_cluster/health", lambda body: body["status"] == "green", _SETTLE_S)
        time.sleep(given.pause)
    if not given.faults:
        time.sleep(max(0, until - time.monotonic()))
    settling = time.monotonic()
    clients.stop()
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
    _tell(history, faults, nodes.names, settling, found, wrong)
    return 1 if wrong else 0


def _clock(monotonic: float) -> str:
    """Returns the time of day at a time of the monotonic clock."""
    return time.strftime("%T", time.localtime(time.time() - time.monotonic() + monotonic))


def _tell_gaps(history: History, faults: Faults, names: list[str], stopped: float) -> None:
    """Prints for each kind of fault the longest time without success at a node that was not itself broken.

    stopped: when the clients were told to stop
    """
    longest: defaultdict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    ends = [broken.started for broken in faults.done[1:]] + [stopped]
    for broken, until in zip(faults.done, ends, strict=True):
        for name in names:
            if name not in broken.nodes:
                for place, kinds in enumerate((("read",), ("search",), _WRITES)):
                    since, gap = history.longest_gap(kinds, name, broken.started, until)
                    longest[broken.kind][place] = max(longest[broken.kind][place], gap)
                    if gap > _ALLOWED_S[place]:
                        when = f"from {since - broken.started:.1f} s after its beginning, {_clock(since)}"
                        print(f"  {broken.kind} {broken.name}: {gap:.1f} s without a {kinds[0]} at {name} {when}")
                        for detail, count in history.faults(kinds, name, since, since + gap).most_common(3):
                            print(f"      {count} x {detail}")
    print(f"{'longest time without':<22}{'read':>8}{'search':>8}{'write':>8}   at nodes that were not broken")
    for kind, gaps in sorted(longest.items()):
        print(f"{kind:<22}" + "".join(f"{gap:>8.1f}" for gap in gaps))


def _tell(
    history: History,
    faults: Faults,
    names: list[str],
    stopped: float,
    found: dict[str, dict[str, Any]],
    wrong: list[str],
) -> None:
    outcomes = Counter((event.kind, event.outcome) for event in history.events)
    for (kind, outcome), count in sorted(outcomes.items()):
        print(f"{kind:>10} {outcome:<8} {count}")
    _tell_gaps(history, faults, names, stopped)
    details = Counter(event.detail for event in history.events if event.detail and "conflict" not in event.detail)
    for detail, count in details.most_common(6):
        print(f"  {count} x {detail[:200]}")
    print(f"{len(faults.done)} faults; {len(found)} copies of {len(next(iter(found.values())))} documents")
    print("\n".join(f"{name}: sha256 {digest(copy)}" for name, copy in found.items()))
    print("\n".join(wrong[:20]) or "nothing lost, nothing twice, nothing invented, all copies the same")


if __name__ == "__main__":
    sys.exit(main())

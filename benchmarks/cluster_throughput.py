"""Searches a second over one, two and three data nodes: what a further node brings. As root, with iproute2.

    python -m benchmarks.cluster_throughput --share 0.3 --seconds 20

Each node is in a network namespace and may use so much of one processor; one shard with a copy on each node; as many
clients at each node. Printed: searches a second, their ratio to those of one node, and how long 50 and 99 of 100 took.
"""

import argparse
import http.client
import json
import random
import statistics
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from benchmarks.cpu_quota import CpuQuota
from tests.cluster.apart import Apart
from tests.cluster.processes import source_path

_INDEX: Final = "searched"
_WORDS: Final = 400
_WARM_S: Final = 5.0
_BULK: Final = 1000


@dataclass
class Clients:
    """Threads that search, each at one node. took: seconds of each search that ended while it was measured"""

    addresses: list[tuple[str, int]]
    each: int
    took: list[float] = field(default_factory=list)
    failed: int = 0
    _measured: threading.Event = field(default_factory=threading.Event)
    _stop: threading.Event = field(default_factory=threading.Event)

    def run(self, seconds: float) -> None:
        """Searches for so long, after a while that is not counted."""
        threads = [
            threading.Thread(target=self._search, args=(address, seed))
            for address in self.addresses
            for seed in range(self.each)
        ]
        for thread in threads:
            thread.start()
        time.sleep(_WARM_S)
        self._measured.set()
        time.sleep(seconds)
        self._stop.set()
        for thread in threads:
            thread.join()

    def _search(self, address: tuple[str, int], seed: int) -> None:
        drawn = random.Random(seed)
        connection = http.client.HTTPConnection(*address, timeout=60)
        while not self._stop.is_set():
            words = " ".join(f"w{drawn.randrange(_WORDS)}" for _ in range(3))
            body = {"query": {"match": {"text": words}}, "aggs": {"groups": {"terms": {"field": "group"}}}}
            began = time.monotonic()
            connection.request("POST", f"/{_INDEX}/_search", json.dumps(body), {"content-type": "application/json"})
            answer = connection.getresponse()
            answer.read()
            if self._measured.is_set() and not self._stop.is_set():
                self.took.append(time.monotonic() - began)
                self.failed += answer.status != 200
        connection.close()


def filled(apart: Apart, names: list[str], documents: int) -> None:
    """Indexes documents, with a copy on each node."""
    nodes, drawn = apart.nodes, random.Random(1)
    settings = {"number_of_shards": 1, "number_of_replicas": len(names) - 1}
    mappings = {"properties": {"text": {"type": "text"}, "group": {"type": "keyword"}}}
    assert nodes.ask(names[0], "PUT", f"/{_INDEX}", {"settings": settings, "mappings": mappings})[0] == 200
    for start in range(0, documents, _BULK):
        lines: list[Any] = []
        for number in range(start, start + _BULK):
            text = " ".join(f"w{int(drawn.paretovariate(0.5)) % _WORDS}" for _ in range(30))
            lines += [{"index": {"_id": str(number)}}, {"text": text, "group": f"g{number % 50}"}]
        _bulk(nodes.address(names[0]), lines)
    nodes.wait_for("/_cluster/health", lambda body: body["status"] == "green")
    assert nodes.ask(names[0], "POST", f"/{_INDEX}/_forcemerge?max_num_segments=1", timeout=300)[0] == 200
    assert nodes.ask(names[0], "POST", f"/{_INDEX}/_refresh")[0] == 200


def _bulk(address: tuple[str, int], lines: list[Any]) -> None:
    connection = http.client.HTTPConnection(*address, timeout=120)
    body = "".join(json.dumps(line) + "\n" for line in lines)
    connection.request("POST", f"/{_INDEX}/_bulk", body, {"content-type": "application/x-ndjson"})
    answer = json.loads(connection.getresponse().read())
    connection.close()
    assert not answer["errors"], answer["items"][0]


def measured(count: int, given: argparse.Namespace, directory: Path) -> Clients:
    """Returns what clients saw of a cluster with so many data nodes."""
    apart = Apart(directory)
    names = apart.nodes.names[:count]
    quotas = {name: CpuQuota(f"findling-{name}") for name in names}
    try:
        for name in apart.nats.names:
            apart.nats.start(name)
        for name in names:
            apart.nodes.start(name)
            quotas[name].add(apart.nodes.running[name].pid)
        apart.nodes.names[:] = names
        apart.nodes.wait_for_all()
        filled(apart, names, given.documents)
        for quota in quotas.values():  # it is the searches that are measured
            quota.set(given.share)
        clients = Clients([apart.nodes.address(name) for name in names], given.clients)
        clients.run(given.seconds)
        return clients
    finally:
        apart.remove()
        for quota in quotas.values():
            quota.remove()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--share", type=float, default=0.3, help="of one processor, for each node")
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--clients", type=int, default=4, help="at each node")
    parser.add_argument("--documents", type=int, default=20_000)
    given = parser.parse_args()
    source_path()
    one = 0.0
    print("| data nodes | searches a second | of one node | p50, ms | p99, ms | failed |\n" + "| --- " * 6 + "|")
    for count in (1, 2, 3):
        with tempfile.TemporaryDirectory(prefix="findling-throughput-") as directory:
            clients = measured(count, given, Path(directory))
        rate = len(clients.took) / given.seconds
        one = one or rate
        cuts = statistics.quantiles(clients.took, n=100)
        times = f"{cuts[49] * 1000:.0f} | {cuts[98] * 1000:.0f}"
        print(f"| {count} | {rate:.1f} | {rate / one:.2f} | {times} | {clients.failed} |", flush=True)


if __name__ == "__main__":
    main()

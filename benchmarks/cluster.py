"""What a cluster costs: searches of one local shard beside a node that is alone, and many shards that nobody uses.

    python -m benchmarks.cluster --searches 3000 --shards 300 --documents 20000

Searches: CPU time of this thread, a node of a cluster and one that is alone in turns, the medians. Shards: three nodes
and three nats-servers on this machine; until all primaries are there, and CPU time of each while nothing happens.
Documents: CPU time of all nodes and nats-servers for indexing them without a replica, and with one.
"""

import argparse
import http.client
import json
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.cluster.in_process import nodes as clustered
from tests.cluster.processes import NatsServers, Nodes, source_path
from tests.reference.api import Api

_SEARCH = {"query": {"match": {"text": "seven"}}, "size": 10}
_WORDS = ("one", "two", "three", "five", "seven", "eleven", "thirteen")
_DOCUMENTS = 1000
_CREATE_S = 600
_BULK = 500
_TURNS = 3


def filled(api: Api) -> Api:
    api.put("/a", {"settings": {"number_of_shards": 1, "number_of_replicas": 0}})
    lines = [f'{{"index":{{"_id":"{n}"}}}}\n{{"text":"{_WORDS[n % 7]} {_WORDS[n % 5]}"}}\n' for n in range(_DOCUMENTS)]
    assert not api.post("/a/_bulk?refresh=true", "".join(lines)).body["errors"]
    return api


def cost_us(api: Api) -> float:
    begun = time.thread_time_ns()
    answer = api.post("/a/_search", _SEARCH)
    took = time.thread_time_ns() - begun
    assert answer.status == 200
    return took / 1000


def searches(count: int, directory: Path) -> None:
    config = NodeConfig(data=directory / "alone", sync=False, background=False, threads=4)
    alone = Node(config).start()
    with clustered(directory, 1) as apis:
        rivals = {"alone": filled(Api(alone)), "cluster": filled(apis[0])}
        costs: dict[str, list[float]] = {name: [] for name in rivals}
        for _ in range(count):
            for name, api in rivals.items():
                costs[name].append(cost_us(api))
    alone.close()
    medians = {name: statistics.median(found) for name, found in costs.items()}
    print(f"a search of one local shard: {medians['alone']:.0f} us alone, {medians['cluster']:.0f} us in a cluster")


def cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def three_nodes(directory: Path) -> Iterator[tuple[NatsServers, Nodes]]:
    """Gives three nodes and three nats-servers, each a process."""
    servers = NatsServers(directory / "nats")
    nodes = Nodes(directory / "nodes", servers.urls)
    try:
        for processes in (servers, nodes):
            for name in processes.names:
                processes.start(name)
        nodes.wait_for_all()
        yield servers, nodes
    finally:
        nodes.stop()
        servers.stop()


def indexing(documents: int, directory: Path) -> None:
    with three_nodes(directory) as (servers, nodes):
        pids = [process.pid for process in (*servers.running.values(), *nodes.running.values())]
        used: dict[int, list[float]] = {0: [], 1: []}
        for turn in range(2 * _TURNS):
            used[turn % 2].append(indexed_cpu_s(nodes, f"i{turn}", turn % 2, documents, pids))
        none, one = (statistics.median(used[replicas]) for replicas in (0, 1))
        print(f"indexing {documents} documents: {none:.1f} s of CPU without a replica, {one:.1f} s with one", end="")
        print(f": {one / none:.2f} times as much")


def indexed_cpu_s(nodes: Nodes, name: str, replicas: int, documents: int, pids: list[int]) -> float:
    """Returns the CPU time of indexing documents into a new index of one shard, until all copies show them."""
    settings = {"number_of_shards": 1, "number_of_replicas": replicas}
    assert nodes.ask(nodes.names[0], "PUT", f"/{name}", {"settings": settings})[0] == 200
    nodes.wait_for("/_cluster/health", lambda body: body["status"] == "green")
    before = sum(map(cpu_s, pids))
    for start in range(0, documents, _BULK):
        lines = [f'{{"index":{{"_id":"{n}"}}}}\n{{"text":"{_text(n)}","n":{n}}}\n' for n in range(start, start + _BULK)]
        host, port = nodes.address(nodes.names[0])
        connection = http.client.HTTPConnection(host, port, timeout=120)
        connection.request("POST", f"/{name}/_bulk", "".join(lines), {"content-type": "application/x-ndjson"})
        assert not json.loads(connection.getresponse().read())["errors"]
        connection.close()
    assert nodes.ask(nodes.names[0], "POST", f"/{name}/_refresh", timeout=60)[0] == 200
    return sum(map(cpu_s, pids)) - before


def _text(number: int) -> str:
    return " ".join(f"{_WORDS[number % 7]}{number * place % 5000}" for place in range(1, 31))


def shards(count: int, idle_s: float, directory: Path) -> None:
    with three_nodes(directory) as (servers, nodes):
        settings = {"number_of_shards": count, "number_of_replicas": 0}
        begun = time.monotonic()
        status, answer = nodes.ask(nodes.names[0], "PUT", "/many?timeout=300s", {"settings": settings}, _CREATE_S)
        assert status == 200, answer
        nodes.wait_for("/_cluster/health", lambda body: body["status"] == "green", _CREATE_S)
        print(f"{count} shards on three nodes are there after {time.monotonic() - begun:.1f} s")
        every = {**servers.running, **nodes.running}
        time.sleep(10)  # what the making has left to be done
        before = {name: cpu_s(process.pid) for name, process in every.items()}
        time.sleep(idle_s)
        used = {name: (cpu_s(process.pid) - before[name]) / idle_s for name, process in every.items()}
        print("idle, in cores: " + ", ".join(f"{name} {cores:.3f}" for name, cores in used.items()))
        print(f"together: nodes {sum(used[name] for name in nodes.names):.2f}, all {sum(used.values()):.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--searches", type=int, default=3000)
    parser.add_argument("--shards", type=int, default=300)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--idle", type=float, default=30, help="seconds")
    given = parser.parse_args()
    source_path()
    with tempfile.TemporaryDirectory(prefix="findling-cluster-") as directory:
        if given.searches:
            searches(given.searches, Path(directory) / "searches")
        if given.documents:
            indexing(given.documents, Path(directory) / "indexing")
        if given.shards:
            shards(given.shards, given.idle, Path(directory) / "shards")


if __name__ == "__main__":
    main()

"""A rolling restart under load: nodes and nats-servers end and come back one by one, while clients go on that retry.

    python -m tests.cluster.rolling --rounds 1

Each node is announced to be restarted (the shutdown API), ended by SIGTERM with the nats-server beside it, started
again, and the next one follows when all copies are there. Clients use elasticsearch-py as it is, told to try again.
"""

import argparse
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Final

from elasticsearch import Elasticsearch, NotFoundError

from tests.cluster.processes import NatsServers, Nodes, source_path

INDEX: Final = "rolled"
_AGAIN: Final = (429, 502, 503, 504)
_GREEN_S: Final = 240


@dataclass
class Load:
    """What clients have seen. longest: seconds of the slowest request of each kind"""

    client: Elasticsearch
    asked: Counter[str] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)
    longest: dict[str, float] = field(default_factory=dict)
    written: set[str] = field(default_factory=set)
    _stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        for step in (self._write, self._get, self._search, self._bulk):
            self._threads.append(threading.Thread(target=self._run, args=(step,), daemon=True))
            self._threads[-1].start()

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(120)

    def _run(self, step: Callable[[int], None]) -> None:
        for number in count():
            if self._stop.wait(0.01):
                return
            kind = step.__name__[1:]
            began = time.monotonic()
            try:
                step(number)
            except Exception as error:
                self.failed.append(f"{kind}: {error!r}"[:300])
            self.asked[kind] += 1
            self.longest[kind] = max(self.longest.get(kind, 0.0), time.monotonic() - began)

    def _write(self, number: int) -> None:
        self.client.index(index=INDEX, id=f"w{number}", document={"n": number})
        self.written.add(f"w{number}")

    def _bulk(self, number: int) -> None:
        ids = [f"b{number}-{place}" for place in range(10)]
        lines: list[Any] = [line for id_ in ids for line in ({"index": {"_id": id_}}, {"n": number})]
        answer = self.client.bulk(index=INDEX, operations=lines)
        wrong = [item["index"] for item in answer["items"] if item["index"]["status"] >= 300]
        assert not wrong, wrong[0]
        self.written.update(ids)

    def _get(self, number: int) -> None:
        try:
            self.client.get(index=INDEX, id=f"w{number}")
        except NotFoundError:
            return  # it was not written yet

    def _search(self, number: int) -> None:
        self.client.search(
            index=INDEX, query={"range": {"n": {"gte": number % 100}}}, allow_partial_search_results=False
        )


def restart(nodes: Nodes, nats: NatsServers, client: Elasticsearch, number: int) -> float:
    """Restarts a node with its nats-server, and returns how long it took until all copies were there."""
    began, name = time.monotonic(), nodes.names[number]
    (id_,) = (id_ for id_, node in client.nodes.info()["nodes"].items() if node["name"] == name)
    client.perform_request(
        "PUT", f"/_nodes/{id_}/shutdown", body={"type": "restart", "reason": "a new version"},
        headers={"content-type": "application/json", "accept": "application/json"},
    )  # fmt: skip
    nodes.kill(name, 15)
    nats.kill(nats.names[number], 15)
    nats.start(nats.names[number])
    nodes.start(name)
    nodes.wait_for_all(_GREEN_S)
    client.perform_request("DELETE", f"/_nodes/{id_}/shutdown", headers={"accept": "application/json"})
    nodes.wait_for("/_cluster/health", lambda body: body["status"] == "green", _GREEN_S)
    return time.monotonic() - began


def lost(client: Elasticsearch, ids: list[str]) -> list[str]:
    """Returns the ids of documents that are not there."""
    found: list[Any] = []
    for start in range(0, len(ids), 1000):
        found += client.mget(index=INDEX, ids=ids[start : start + 1000], source=False)["docs"]
    return [one["_id"] for one in found if not one["found"]]


def rolled(directory: Path, rounds: int, say: Callable[[str], None] = print) -> Load:
    """Runs the restarts and returns what the clients saw; every document that was acknowledged is looked for."""
    source_path()
    nats = NatsServers(directory / "nats")
    nodes = Nodes(directory / "nodes", nats.urls)
    try:
        for name in nats.names:
            nats.start(name)
        for name in nodes.names:
            nodes.start(name)
        nodes.wait_for_all()
        hosts = [f"http://127.0.0.1:{port}" for port in nodes.ports.values()]
        client = Elasticsearch(
            hosts,
            max_retries=20,
            retry_on_timeout=True,
            retry_on_status=_AGAIN,
            request_timeout=30,
            dead_node_backoff_factor=0.5,
        )
        client.indices.create(index=INDEX, settings={"number_of_shards": 2, "number_of_replicas": 1})
        nodes.wait_for("/_cluster/health", lambda body: body["status"] == "green")
        load = Load(client)
        load.start()
        try:
            for turn in range(rounds * len(nodes.names)):
                number = turn % len(nodes.names)
                took = restart(nodes, nats, client, number)
                say(f"{nodes.names[number]} was restarted: all copies were there after {took:.1f} s")
        finally:
            load.stop()
        client.indices.refresh(index=INDEX)
        load.failed += [f"lost: {id_}" for id_ in lost(client, sorted(load.written))]
        return load
    finally:
        nodes.stop()
        nats.stop()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=1)
    given = parser.parse_args()
    directory = Path(tempfile.mkdtemp(prefix="findling-rolling-"))
    print(f"logs and data are in {directory}")
    load = rolled(directory, given.rounds)
    for kind, asked in sorted(load.asked.items()):
        print(f"{kind}: {asked} asked, the longest took {load.longest[kind]:.2f} s")
    print(f"{len(load.written)} documents were acknowledged; {len(load.failed)} requests failed or documents were lost")
    for one in load.failed[:10]:
        print(f"    {one}")
    return 1 if load.failed else 0


if __name__ == "__main__":
    sys.exit(main())

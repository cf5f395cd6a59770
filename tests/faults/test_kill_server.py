"""kill -9 while bulk requests are under way: what was acknowledged is there after a restart, nothing else is."""

import random
import threading
import time
from pathlib import Path
from typing import Any

import orjson
import pytest

from findling.cli.connection import Connection, ServerError
from tests.system.server_process import ServerProcess

BATCH = 200


class Writer(threading.Thread):
    """Sends bulk requests until the server is gone. Each document's value counts its writes."""

    def __init__(self, url: str, documents: dict[str, int | None], seed: int) -> None:
        super().__init__()
        self.url = url
        self.random = random.Random(seed)
        self.acknowledged = dict(documents)
        self.in_doubt: dict[str, int | None] = {}
        self.failure: str | None = None

    def batch(self) -> dict[str, int | None]:
        """What some documents become: a number, or None for deleted."""
        names = {str(self.random.randrange(5000)) for _ in range(BATCH)}
        return {name: None if self.random.random() < 0.2 else self.random.randrange(1 << 30) for name in names}

    def run(self) -> None:
        with Connection(self.url) as connection:
            while True:
                changes = self.batch()
                lines: list[Any] = []
                for name, value in changes.items():
                    lines += [{"delete": {"_id": name}}] if value is None else [{"index": {"_id": name}}, {"v": value}]
                body = b"".join(orjson.dumps(line) + b"\n" for line in lines)
                self.in_doubt = changes
                try:
                    answer = connection.request("POST", "/things/_bulk", body, "application/x-ndjson")
                except ServerError:
                    return
                if any(next(iter(item.values()))["status"] not in (200, 201, 404) for item in answer["items"]):
                    self.failure = str(answer)[:1000]
                    return
                self.acknowledged.update(changes)
                self.in_doubt = {}


def stored(connection: Connection) -> dict[str, int]:
    connection.request("POST", "/things/_refresh")
    body = {"size": 10_000, "query": {"match_all": {}}}
    hits = connection.request("POST", "/things/_search", orjson.dumps(body))["hits"]["hits"]
    return {hit["_id"]: hit["_source"]["v"] for hit in hits}


def check(found: dict[str, int], writer: Writer) -> None:
    """A batch in doubt may have been applied or not, document by document; everything else is as acknowledged."""
    for name in writer.acknowledged.keys() | found.keys() | writer.in_doubt.keys():
        allowed = {writer.acknowledged.get(name)}
        if name in writer.in_doubt:
            allowed.add(writer.in_doubt[name])
        assert found.get(name) in allowed, f"document {name}"


def kill_rounds(data: Path, rounds: int, seed: int) -> None:
    chance = random.Random(seed)
    known: dict[str, int | None] = {}
    for number in range(rounds):
        with ServerProcess(data) as server:
            with Connection(server.url) as connection:
                if number == 0:
                    connection.request("PUT", "/things", orjson.dumps({"settings": {"refresh_interval": "50ms"}}))
            writer = Writer(server.url, known, seed + number)
            writer.start()
            time.sleep(chance.uniform(0.05, 0.6))
            server.kill()
            writer.join()
        assert writer.failure is None, writer.failure
        with ServerProcess(data) as server, Connection(server.url) as connection:
            found = stored(connection)
            check(found, writer)
            count = connection.request("GET", "/things/_count")["count"]
            assert count == len(found)
            if number % 3 == 2:
                connection.request("POST", "/things/_flush")
        known = dict(found)


def test_kill_three_times(tmp_path: Path) -> None:
    kill_rounds(tmp_path / "data", rounds=3, seed=1)


@pytest.mark.slow
def test_kill_fifty_times(tmp_path: Path) -> None:
    kill_rounds(tmp_path / "data", rounds=50, seed=100)

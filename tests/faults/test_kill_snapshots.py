"""kill -9 while snapshots are made and deleted: the repository is whole, and what was acknowledged can be restored."""

import random
import threading
from pathlib import Path
from typing import Any

import orjson

from findling.cli.connection import Connection, ServerError
from tests.system.server_process import ServerProcess

ROUNDS = 3
REPOSITORY = "/_snapshot/backup"


class Maker(threading.Thread):
    """Writes, makes snapshots and deletes some of them until the server is gone.

    made: acknowledged snapshots that nobody has begun to delete, with the documents there were
    """

    def __init__(self, url: str, beginning: int, made: dict[str, int]) -> None:
        super().__init__()
        self.url = url
        self.beginning = beginning
        self.made = made
        self.enough = threading.Event()

    def run(self) -> None:
        with Connection(self.url) as connection:
            for number in range(self.beginning, 1_000_000):
                try:
                    self._step(connection, number)
                except ServerError:
                    return
                if number == self.beginning + 4:
                    self.enough.set()

    def _step(self, connection: Connection, number: int) -> None:
        connection.request("PUT", f"/store/_doc/{number}", orjson.dumps({"n": number}))
        name = f"s{number}"
        body = orjson.dumps({"indices": "store"})
        answer = connection.request("PUT", f"{REPOSITORY}/{name}?wait_for_completion=true", body)
        assert answer["snapshot"]["state"] == "SUCCESS"
        self.made[name] = number + 1
        if number % 3 == 2:
            oldest = next(iter(self.made))
            del self.made[oldest]
            connection.request("DELETE", f"{REPOSITORY}/{oldest}")


def check(connection: Connection, made: dict[str, int]) -> None:
    """Looks for all that was acknowledged, reads all content, and restores one of the snapshots."""
    found: Any = connection.request("GET", f"{REPOSITORY}/_all")["snapshots"]
    assert set(made) <= {snapshot["snapshot"] for snapshot in found}
    assert {snapshot["state"] for snapshot in found} <= {"SUCCESS"}
    connection.request("POST", f"{REPOSITORY}/_cleanup")
    assert connection.request("POST", f"{REPOSITORY}/_verify_integrity")["log"] == []
    name = random.Random(len(found)).choice(sorted(made))
    renaming = orjson.dumps({"rename_pattern": "store", "rename_replacement": "copy"})
    connection.request("POST", f"{REPOSITORY}/{name}/_restore?wait_for_completion=true", renaming)
    assert connection.request("GET", "/copy/_count")["count"] == made[name]
    connection.request("DELETE", "/copy")


def test_snapshots_outlive_the_process(tmp_path: Path) -> None:
    made: dict[str, int] = {}
    chance = random.Random(7)
    beginning = 0
    for round_ in range(ROUNDS):
        with ServerProcess(tmp_path / "data", "--security", "off") as server:
            with Connection(server.url) as connection:
                if round_ == 0:
                    location = orjson.dumps({"type": "fs", "settings": {"location": "backup"}})
                    connection.request("PUT", REPOSITORY, location)
                else:
                    check(connection, made)
                    beginning = connection.request("GET", "/store/_count")["count"]
            maker = Maker(server.url, beginning, made)
            maker.start()
            assert maker.enough.wait(60)
            threading.Event().wait(chance.random() / 20)
            server.kill()
            maker.join()
    with ServerProcess(tmp_path / "data", "--security", "off") as server, Connection(server.url) as connection:
        check(connection, made)

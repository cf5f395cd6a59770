"""kill -9 while policies change and decide: what was acknowledged is in force again, every decision is noted."""

import threading
import time
from pathlib import Path

import orjson

from findling.cli.connection import Connection, ServerError
from tests.system.server_process import ServerProcess

MODULE = "package app\n\nallow if input.n < data.app_limit\n"


class Asker(threading.Thread):
    """Changes data and asks for decisions until the server is gone."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self.decided: list[str] = []
        self.stored = 0
        self.enough = threading.Event()

    def run(self) -> None:
        with Connection(self.url) as connection:
            for number in range(1_000_000):
                try:
                    if number % 10 == 0:
                        connection.request("PUT", "/_policy/v1/data/app_limit", orjson.dumps(number))
                        self.stored = number
                    answer = connection.request(
                        "POST", "/_policy/v1/data/app/allow", orjson.dumps({"input": {"n": number}})
                    )
                except ServerError:
                    return
                self.decided.append(answer["decision_id"])
                if number == 25:
                    self.enough.set()


def noted(connection: Connection, wanted: int) -> set[str]:
    """Returns the ids of the decisions in the index, once there are as many as are wanted."""
    body = orjson.dumps({"size": 10_000, "_source": False})
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            hits = connection.request("POST", "/.findling-decisions/_search", body)["hits"]["hits"]
        except ServerError:
            hits = []
        if len(hits) >= wanted:
            return {hit["_id"] for hit in hits}
        time.sleep(0.05)
    raise AssertionError("decisions are missing")


def test_policies_and_decisions_outlive_the_process(tmp_path: Path) -> None:
    with ServerProcess(tmp_path / "data", "--security", "off") as server:
        with Connection(server.url) as connection:
            connection.request("PUT", "/_policy/v1/policies/app", MODULE.encode(), "text/plain")
            connection.request("PUT", "/_policy/settings", orjson.dumps({"decision_log": "all"}))
        asker = Asker(server.url)
        asker.start()
        assert asker.enough.wait(60)
        server.kill()
        asker.join()
    with ServerProcess(tmp_path / "data", "--security", "off") as server, Connection(server.url) as connection:
        limit = connection.request("GET", "/_policy/v1/data/app_limit")["result"]
        assert limit in (asker.stored, asker.stored + 10)  # the last change may have been stored and not answered
        assert set(asker.decided) <= noted(connection, len(asker.decided))

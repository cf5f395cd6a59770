"""kill -9 in every phase of a rebuild: the index is the old one or the new one, with all that was acknowledged."""

import random
import threading
from pathlib import Path
from typing import Any

import orjson
import pytest

from findling.cli.connection import Connection, ServerError
from tests.system.server_process import ServerProcess

N = 3000
NUMBER: dict[str, Any] = {"properties": {"n": {"type": "integer"}}}
WORD: dict[str, Any] = {"properties": {"n": {"type": "keyword"}}}


class Writer(threading.Thread):
    """Writes and deletes until the server is gone.

    there: what was acknowledged; open: the id whose write was under way at the end, of which nobody knows
    """

    def __init__(self, url: str, there: dict[str, dict[str, str]]) -> None:
        super().__init__()
        self.url = url
        self.there = there
        self.open = ""

    def run(self) -> None:
        with Connection(self.url) as connection:
            for i in range(1_000_000):
                self.open = f"w{i % 40}"
                try:
                    if i % 9 == 8 and self.open in self.there:
                        connection.request("DELETE", f"/store/_doc/{self.open}")
                        del self.there[self.open]
                    else:
                        document = {"n": str(i)}
                        connection.request("PUT", f"/store/_doc/{self.open}", orjson.dumps(document))
                        self.there[self.open] = document
                except ServerError:
                    return


def documents(connection: Connection) -> dict[str, dict[str, str]]:
    connection.request("POST", "/store/_refresh")
    found = connection.request("GET", "/store/_search?size=10000")
    return {hit["_id"]: hit["_source"] for hit in found["hits"]["hits"]}


def mapping(connection: Connection) -> Any:
    return connection.request("GET", "/store/_mapping")["store"]["mappings"]


def rebuild_until(connection: Connection, phase: str, speed: str) -> None:
    """Starts a rebuild to the other mapping; returns as soon as it is that far, or done."""
    other = NUMBER if mapping(connection) == WORD else WORD
    body = orjson.dumps({"mappings": other, "batch": 100})
    path = f"/store/_rebuild?wait_for_completion=false{speed}"
    task = connection.request("POST", path, body)["task"]
    while True:
        found = connection.request("GET", f"/_tasks/{task}")
        if found["completed"] or found["task"].get("status", {}).get("phase") == phase:
            return


@pytest.mark.parametrize(
    ("phase", "speed"),
    [("copy", "&requests_per_second=3000"), ("catch_up", ""), ("verify", ""), ("swap", ""), ("done", "")],
)
def test_the_index_outlives_the_process(tmp_path: Path, phase: str, speed: str) -> None:
    chance = random.Random(phase)
    there = {str(i): {"n": str(i)} for i in range(N)}
    with ServerProcess(tmp_path / "data", "--security", "off") as server, Connection(server.url) as connection:
        connection.request("PUT", "/store", orjson.dumps({"mappings": WORD}))
        lines = b"".join(b'{"index":{"_id":"%d"}}\n{"n":"%d"}\n' % (i, i) for i in range(N))
        connection.request("POST", "/store/_bulk", lines, "application/x-ndjson")
        writer = Writer(server.url, there)
        writer.start()
        rebuild_until(connection, phase, speed)
        threading.Event().wait(chance.random() / 50)
        server.kill()
        writer.join()
    with ServerProcess(tmp_path / "data", "--security", "off") as server, Connection(server.url) as connection:
        found = documents(connection)
        assert mapping(connection) in (NUMBER, WORD)
        found.pop(writer.open, None)
        there.pop(writer.open, None)
        assert found == there
        while connection.request("GET", "/_cat/indices/.rebuild-copy-*?format=json&expand_wildcards=all"):
            pass
        answer = connection.request("POST", "/store/_rebuild", orjson.dumps({"mappings": NUMBER}))
        assert answer["copied"] == len(documents(connection))

"""kill -9 while policies are carried out: the next start goes on, and no document is lost or there twice."""

import random
import threading
import time
from pathlib import Path
from typing import Any

import orjson

from findling.cli.connection import Connection
from tests.system.server_process import ServerProcess

ROUNDS = 4
DOCUMENTS = 200
SECONDS = 180
POLICY = {
    "phases": {
        "hot": {"actions": {"rollover": {"max_docs": DOCUMENTS}}},
        "warm": {"actions": {"shrink": {"number_of_shards": 1}, "forcemerge": {"max_num_segments": 1}}},
        "cold": {"actions": {"searchable_snapshot": {"snapshot_repository": "repo"}}},
    }
}


def _put(connection: Connection, path: str, body: Any) -> None:
    connection.request("PUT", path, orjson.dumps(body))


def _prepare(connection: Connection) -> None:
    _put(connection, "/_cluster/settings", {"persistent": {"indices.lifecycle.poll_interval": "1s"}})
    _put(connection, "/_snapshot/repo", {"type": "fs", "settings": {"location": "repo"}})
    _put(connection, "/_ilm/policy/p", {"policy": POLICY})
    settings = {"number_of_shards": 2, "number_of_replicas": 0, "index.lifecycle.name": "p"}
    template = {"settings": settings}
    _put(connection, "/_index_template/t", {"index_patterns": ["s*"], "data_stream": {}, "template": template})
    for stream in ("s1", "s2", "s3"):
        lines = "".join(f'{{"create":{{}}}}\n{{"@timestamp":"2026-01-01","n":{n}}}\n' for n in range(DOCUMENTS))
        connection.request("POST", f"/{stream}/_bulk?refresh=true", lines.encode(), "application/x-ndjson")


def _is_done(connection: Connection) -> bool:
    """Whether each stream has one index at the end of its policy beside the one that takes the writes."""
    streams = connection.request("GET", "/_data_stream")["data_streams"]
    first = [stream["indices"][0]["index_name"] for stream in streams]
    return len(streams) == 3 and all(name.startswith("restored-shrink-") for name in first)


def test_policies_outlive_the_process(tmp_path: Path) -> None:
    chance = random.Random(11)
    for round_ in range(ROUNDS):
        with ServerProcess(tmp_path / "data", "--security", "off", ready_s=120.0) as server:
            with Connection(server.url) as connection:
                if round_ == 0:
                    _prepare(connection)
            threading.Event().wait(chance.uniform(0.5, 2.5))
            server.kill()
    with (
        ServerProcess(tmp_path / "data", "--security", "off", ready_s=120.0) as server,
        Connection(server.url) as connection,
    ):
        deadline = time.monotonic() + SECONDS
        while not _is_done(connection):
            explained = connection.request("GET", "/_all/_ilm/explain?expand_wildcards=all")
            assert time.monotonic() < deadline, explained
            threading.Event().wait(0.2)
        for stream in ("s1", "s2", "s3"):
            body = orjson.dumps({"size": 0, "aggs": {"n": {"cardinality": {"field": "n"}}}, "track_total_hits": True})
            answer = connection.request("POST", f"/{stream}/_search", body)
            assert answer["hits"]["total"]["value"] == DOCUMENTS
        names = connection.request("GET", "/_all?expand_wildcards=all")
        names = [name for name in names if "ilm-history" not in name]
        assert len(names) == 6, sorted(names)

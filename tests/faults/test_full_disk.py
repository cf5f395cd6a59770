"""A server on a disk that fills up: 429 until there is room again, and nothing that was acknowledged is lost."""

import os
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.system.server_process import ServerProcess

FULL = "[TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, index has read-only-allow-delete block]"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "disk"
    path.mkdir()
    if (
        os.geteuid()
        or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", path], check=False).returncode
    ):
        pytest.skip("only who may mount can make a small disk")
    yield path
    subprocess.run(["umount", "-l", path], check=True)


def call(url: str, method: str, path: str, body: bytes | None = None) -> tuple[int, Any]:
    request = urllib.request.Request(url + path, body, {"content-type": "application/json"}, method=method)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, orjson.loads(answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return error.code, orjson.loads(error.read())


def fill(url: str) -> int:
    """Writes until nothing is taken any more; returns how many documents were acknowledged."""
    acknowledged = refused = 0
    while refused < 20:
        document = orjson.dumps({"text": os.urandom(20_000).hex()})
        status, body = call(url, "POST", "/things/_doc", document)
        if status == 201:
            acknowledged += 1
            continue
        refused += 1
        assert (status, body["error"]["type"]) == (429, "cluster_block_exception")
        assert FULL in body["error"]["reason"]
    return acknowledged


def wait_for(holds: Any) -> None:
    deadline = time.monotonic() + 40
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.2)


@pytest.mark.slow
def test_a_disk_fills_up_and_gets_room(small_disk: Path) -> None:
    with ServerProcess(small_disk / "data") as server:
        interval = b'{"persistent":{"cluster.info.update.interval":"10s"}}'
        assert call(server.url, "PUT", "/_cluster/settings", interval)[0] == 200
        acknowledged = fill(server.url)
        assert acknowledged > 50

        def symptom() -> str:
            report = call(server.url, "GET", "/_health_report/disk")[1]
            return str(report["indicators"]["disk"]["symptom"])

        wait_for(lambda: symptom() == "1 index is not allowed to be updated.")
        subprocess.run(["mount", "-o", "remount,size=128m", small_disk], check=True)
        wait_for(lambda: call(server.url, "PUT", "/things/_doc/new", b"{}")[0] == 201)
        assert call(server.url, "POST", "/things/_refresh")[0] == 200
        assert call(server.url, "GET", "/things/_count")[1]["count"] == acknowledged + 1
        server.kill()
    with ServerProcess(small_disk / "data") as server:
        call(server.url, "POST", "/things/_refresh")
        assert call(server.url, "GET", "/things/_count")[1]["count"] == acknowledged + 1

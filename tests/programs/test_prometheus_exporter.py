"""The Prometheus exporter for Elasticsearch finds the figures it exports."""

import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from findling.cli.connection import Connection

NAME = "prometheus-elasticsearch-exporter"


@pytest.fixture
def metrics(url: str, tmp_path: Path) -> Iterator[str]:
    if shutil.which(NAME) is None:
        pytest.skip(f"{NAME} is missing: on Debian, apt-get install {NAME}")
    with Connection(url) as connection:
        connection.request("PUT", "/measured/_doc/1?refresh=true", orjson.dumps({"n": 1}))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{free.getsockname()[1]}"
    flags = ["--es.all", "--es.indices", "--es.shards", "--es.indices_settings", "--es.cluster_settings"]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [NAME, f"--es.uri={url}", f"--web.listen-address={place}", *flags], stdout=log, stderr=log
        )
    try:
        yield _scraped(f"http://{place}/metrics", tmp_path / "log")
    finally:
        process.kill()
        process.wait()


def _scraped(address: str, log: Path) -> str:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=30) as answer:
                return str(answer.read().decode())
        except OSError:
            time.sleep(0.1)
    raise AssertionError(log.read_text())


def test_health_nodes_and_indices_are_exported(metrics: str) -> None:
    lines = metrics.splitlines()
    assert any(line.startswith("elasticsearch_cluster_health_status{") and line.endswith(" 1") for line in lines)
    assert any(line.startswith("elasticsearch_cluster_health_up") and line.endswith(" 1") for line in lines)
    assert any(line.startswith("elasticsearch_indices_docs{") for line in lines)
    assert any(line.startswith("elasticsearch_jvm_memory_used_bytes{") for line in lines)
    assert any(
        line.startswith("elasticsearch_indices_docs_primary{") and 'index="measured"' in line and line.endswith(" 1")
        for line in lines
    )

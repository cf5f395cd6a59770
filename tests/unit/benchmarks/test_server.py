"""The server as the benchmark starts it."""

import json
from pathlib import Path

import pytest

from benchmarks.corpus import SAMPLE, Corpus
from benchmarks.server_process import ServerProcess, index_files


@pytest.mark.slow
def test_a_server_is_started_fed_and_stopped(tmp_path: Path) -> None:
    path = tmp_path / "documents.jsonl"
    path.write_bytes(b"".join(line + b"\n" for line in Corpus(SAMPLE, 50).lines()))
    with ServerProcess(tmp_path / "data") as server, server.connect() as connection:
        assert index_files(server.url, "corpus", [path], "--id-field", "id") > 0
        assert json.loads(connection.request("GET", "/corpus/_count"))["count"] == 50
        assert server.peak_bytes >= server.resident_bytes > 10_000_000
        with pytest.raises(RuntimeError, match="404"):
            connection.request("GET", "/none/_count")
    assert server.first_answer_s > 0

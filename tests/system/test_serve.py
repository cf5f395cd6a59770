"""The commands, as a stranger types them."""

import http.client
import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from findling.cli.connection import Connection
from tests.system.server_process import ServerProcess


def findling(*arguments: str, given: str | None = None, timeout_s: float = 60) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "findling.cli", *arguments]
    return subprocess.run(command, input=given, capture_output=True, text=True, timeout=timeout_s, check=False)


def test_version_and_help() -> None:
    assert findling("--version").stdout.startswith("findling, version ")
    for command in ("serve", "index", "search", "completion"):
        assert command in findling("--help").stdout
        assert "Usage: findling" in findling(command, "--help").stdout


def test_completion() -> None:
    for shell in ("bash", "zsh", "fish"):
        assert "_FINDLING_COMPLETE" in findling("completion", shell).stdout


def test_sample_data_is_loaded_once_and_ctrl_c_stops_cleanly(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with ServerProcess(data, "--sample") as server:
        output = server.wait_for("# a geo query")
        assert "loading 10,000 sample documents" in output
        assert output.count("curl -s") == 3
        with Connection(server.url) as connection:
            assert connection.request("GET", "/strikes/_count")["count"] == 10_000
        assert server.interrupt() == 0
        assert "Traceback" not in server.output.read_text()
    with ServerProcess(data, "--sample") as server:
        assert "loading" not in server.wait_for("# a geo query")
        with Connection(server.url) as connection:
            assert connection.request("GET", "/strikes/_count")["count"] == 10_000


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = findling("serve", "--data", str(tmp_path / "data"), "--port", str(port))
    assert done.returncode == 1
    assert f"cannot listen on 127.0.0.1:{port}: Address already in use" in done.stderr


def test_data_in_use_is_named(tmp_path: Path) -> None:
    with ServerProcess(tmp_path / "data"):
        done = findling("serve", "--data", str(tmp_path / "data"), "--port", "0")
    assert done.returncode == 1
    assert str(tmp_path / "data") in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> object:
    with ServerProcess(tmp_path_factory.mktemp("serve") / "data") as server:
        yield server.url


def test_index_and_search(url: str, tmp_path: Path) -> None:
    path = tmp_path / "documents.jsonl"
    path.write_text(
        "".join(json.dumps({"id": str(n), "text": f"document number {n}", "n": n}) + "\n" for n in range(250))
    )
    done = findling("index", "documents", str(path), "--id-field", "id", "--url", url)
    assert done.returncode == 0, done.stderr
    assert "250 documents in" in done.stderr
    best = ("search", "documents", "number AND n:[10 TO 12]", "--sort", "n:desc", "--url", url)
    shown = findling(*best, "--format", "json")
    assert [json.loads(line)["_id"] for line in shown.stdout.splitlines()] == ["12", "11", "10"]
    table = findling("search", "documents", "n:7", "--url", url)
    assert "document number 7" in table.stdout
    assert findling(*best, "--format", "csv", "--field", "text").stdout.splitlines() == [
        "_id,_score,n,text",
        *(f"{n},{score},{n},document number {n}" for n, score in zip((12, 11, 10), _scores(shown.stdout), strict=True)),
    ]
    assert "\ntext    document number 12\n" in findling(*best, "--format", "vertical").stdout
    assert "1 hits in" in table.stderr


def _scores(lines: str) -> list[str]:
    return [f"{json.loads(line)['_score']:.4f}" for line in lines.splitlines()]


def test_index_reports_bad_lines_by_number_and_goes_on(url: str, tmp_path: Path) -> None:
    path = tmp_path / "documents.jsonl"
    path.write_text('{"n": 1}\n{"n": \n{"n": 2}\n{"n": "many"}\n{"n": 3}\n')
    done = findling("index", "lines", str(path), "--url", url)
    assert done.returncode == 1
    assert f"{path}:2: " in done.stderr
    assert f"{path}:4: document_parsing_exception" in done.stderr
    assert "3 documents in" in done.stderr
    assert "2 failed" in done.stderr
    assert findling("search", "lines", "*", "--format", "json", "--url", url).stdout.count("\n") == 3


def test_index_shows_each_kind_of_error_once(url: str, tmp_path: Path) -> None:
    path = tmp_path / "documents.jsonl"
    path.write_text('{"n": 1}\n' + '{"n": "many"}\n' * 30)
    done = findling("index", "repeats", str(path), "--url", url)
    assert done.stderr.count(f"{path}:") == 1
    assert "29 more: document_parsing_exception" in done.stderr
    assert "30 failed" in done.stderr


def test_index_from_standard_input(url: str) -> None:
    done = findling(
        "index", "piped", "-", "--url", url, given='{"index": {"_id": "a"}}\n{"x": 1}\n{"delete": {"_id": "a"}}\n'
    )
    assert done.returncode == 0, done.stderr
    assert findling("search", "piped", "*", "--format", "json", "--url", url).stdout == ""


def test_search_errors_are_one_line(url: str) -> None:
    done = findling("search", "nowhere", "x", "--url", url)
    assert done.returncode == 1
    assert done.stderr.strip() == "Error: index_not_found_exception: no such index [nowhere]"


def test_no_server_is_named() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        done = findling("search", "a", "x", "--url", f"http://127.0.0.1:{unused.getsockname()[1]}")
    assert done.returncode == 1
    assert "Start one with: findling serve" in done.stderr


def test_requests_are_logged_as_json_with_the_ids_clients_gave(tmp_path: Path) -> None:
    flags = ("--access-log", "true", "--log-format", "json")
    with ServerProcess(tmp_path / "data", *flags) as server:
        place = server.url.removeprefix("http://")
        http_client = http.client.HTTPConnection(place, timeout=30)
        http_client.request("GET", "/nowhere?pretty", headers={"X-Request-Id": "abc-1"})
        answer = http_client.getresponse()
        answer.read()
        http_client.close()
        assert answer.headers["x-request-id"] == "abc-1"
        lines = [json.loads(line) for line in server.wait_for("abc-1").splitlines() if line.startswith("{")]
    (line,) = [line for line in lines if line["log.logger"] == "findling.access"]
    assert (line["http.request.method"], line["url.path"], line["url.query"]) == ("GET", "/nowhere", "pretty")
    assert (line["http.response.status_code"], line["http.request.id"]) == (404, "abc-1")


def test_the_configuration_is_shown_with_its_origins(tmp_path: Path) -> None:
    (tmp_path / "findling.yml").write_text("node_name: n\n")
    shown = findling("config", "--config", str(tmp_path / "findling.yml")).stdout
    assert f"\nnode_name: n  # {tmp_path}/findling.yml\n" in shown
    assert "\nport: 9200  # default\n" in shown
    assert yaml.safe_load(shown)["node_name"] == "n"


def test_a_data_directory_that_cannot_be_is_named(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    done = findling("serve", "--data", str(file), "--port", "0")
    assert done.returncode == 1
    assert done.stderr.startswith(f"Error: cannot use the data directory {file}: ")
    assert "Traceback" not in done.stderr

"""`findling diagnose` against a real server: everything is there, and no secret of it."""

import zipfile
from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner

from findling.cli.connection import Connection
from findling.cli.diagnose import PATHS, without_secrets
from findling.cli.main import main
from tests.system.server_process import ServerProcess

SECRETS = ("hunter2", "AKIAEXAMPLE", "s3cr3tkey", "tok-12345678")


def _secret_settings(connection: Connection) -> None:
    client = {"access_key": SECRETS[1], "secret_key": SECRETS[2], "location": "repo"}
    connection.request("PUT", "/_snapshot/repo?verify=false", orjson.dumps({"type": "fs", "settings": client}))
    processors = [
        {"set": {"field": "password", "value": "x", "description": f"see https://me:{SECRETS[0]}@host/"}},
        {"set": {"field": "a", "value": f"Bearer {SECRETS[3]}"}},
    ]
    connection.request("PUT", "/_ingest/pipeline/p", orjson.dumps({"processors": processors}))
    connection.request("PUT", "/store/_doc/1?refresh=true", orjson.dumps({"password": "hunter2", "said": "a document"}))


def test_an_archive_without_secrets(tmp_path: Path) -> None:
    made = tmp_path / "made.zip"
    with ServerProcess(tmp_path / "data", "--security", "off") as server:
        with Connection(server.url) as connection:
            _secret_settings(connection)
        done = CliRunner().invoke(main, ["diagnose", "--url", server.url, "-o", str(made)])
    assert done.exit_code == 0, done.output
    assert done.output.startswith(f"{made}: {len(PATHS)} files"), done.output
    with zipfile.ZipFile(made) as archive:
        assert set(archive.namelist()) == {*PATHS, "manifest.json"}
        manifest = orjson.loads(archive.read("manifest.json"))
        assert {told["status"] for told in manifest["files"].values()} == {200}
        for name in archive.namelist():
            content = archive.read(name).decode()
            assert content.strip(), name
            assert not [secret for secret in (*SECRETS, "a document") if secret in content], name
        assert "[hidden]" in archive.read("snapshots/repositories.json").decode()
        assert "store" in orjson.loads(archive.read("indices/mappings.json"))


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    made = tmp_path / "made.zip"
    done = CliRunner().invoke(main, ["diagnose", "--url", "http://127.0.0.1:9", "-o", str(made)])
    assert done.exit_code == 1
    assert not made.exists()


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        (b'{"a": {"api_key": "x"}}', {"a": {"api_key": "[hidden]"}}),
        (b'{"s3.client.default.secret_key": "x", "n": 1}', {"s3.client.default.secret_key": "[hidden]", "n": 1}),
        (b'{"password": {"type": "keyword"}, "tokens": 3}', {"password": {"type": "keyword"}, "tokens": 3}),
        (b'["http://u:p@h/x", "plain"]', ["http://[hidden]@h/x", "plain"]),
    ],
)
def test_what_is_hidden(answer: bytes, shown: object) -> None:
    assert orjson.loads(without_secrets(answer)) == shown

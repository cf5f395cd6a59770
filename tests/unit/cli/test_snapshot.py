"""`findling snapshot` against a real server: registered, made, listed, checked, restored, deleted."""

from pathlib import Path

from click.testing import CliRunner, Result

from findling.cli.connection import Connection
from findling.cli.main import main
from tests.system.server_process import ServerProcess


def run(url: str, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["snapshot", *arguments, "--url", url])


def test_the_life_of_a_snapshot(tmp_path: Path) -> None:
    with ServerProcess(tmp_path / "data", "--security", "off") as server:
        url = server.url
        with Connection(url) as connection:
            connection.request("PUT", "/store/_doc/1", b'{"n":1}')
        assert run(url, "register", "backup", "backup").output == "backup: registered\n"
        assert run(url, "list").output == 'backup  fs  {"location":"backup"}\n'
        made = run(url, "create", "backup", "first", "--index", "store", "--quiet")
        assert made.output == "first: SUCCESS, 1 of 1 shards\n"
        assert "first  SUCCESS" in run(url, "list", "backup").output
        assert run(url, "verify", "backup").output == "1 snapshots, 1 files: pass\n"
        assert "already exists" in run(url, "create", "backup", "first").output
        assert run(url, "restore", "backup", "first", "--rename", "store", "copy").output == "copy: restored\n"
        (file,) = (tmp_path / "data" / "repositories" / "backup" / "data").iterdir()
        file.write_bytes(file.read_bytes()[:-1])
        damaged = run(url, "verify", "backup")
        assert damaged.exit_code == 1
        assert "is damaged" in damaged.output
        assert run(url, "delete", "backup", "first").output == "deleted\n"
        assert run(url, "list", "backup").output == ""


def test_wrong_usage() -> None:
    assert "wants NAME=VALUE" in run("http://127.0.0.1:9", "register", "backup", "--setting", "bucket").output

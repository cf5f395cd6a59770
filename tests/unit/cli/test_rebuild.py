"""`findling rebuild` and `findling index --batch` against a real server."""

from pathlib import Path

import orjson
from click.testing import CliRunner, Result

from findling.cli.connection import Connection
from findling.cli.main import main
from tests.system.server_process import ServerProcess


def run(url: str, *arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--url", url])


def test_the_life_of_a_rebuild(tmp_path: Path) -> None:
    documents = tmp_path / "documents.jsonl"
    documents.write_bytes(b"".join(orjson.dumps({"n": str(i)}) + b"\n" for i in range(2500)))
    mapping = tmp_path / "mapping.json"
    mapping.write_text('{"properties": {"n": {"type": "integer"}}}')
    with ServerProcess(tmp_path / "data", "--security", "off") as server:
        url = server.url
        for batch in ("auto", "400"):
            assert run(url, "index", "store", str(documents), "--batch", batch).exit_code == 0
        made = run(url, "rebuild", "store", "--mapping", str(mapping), "--set", "number_of_replicas=0", "--quiet")
        assert made.output == "store: 5,000 documents copied, 0 written and 0 deleted meanwhile\n"
        with Connection(url) as connection:
            assert connection.request("GET", "/store/_mapping")["store"]["mappings"]["properties"]["n"] == {
                "type": "integer"
            }
            assert connection.request("GET", "/store/_count")["count"] == 5000
        assert '"kept_as"' in run(url, "rebuild", "store", "--status").output
        assert run(url, "rebuild", "store", "--undo").output.startswith("store: 0 documents copied")
        assert run(url, "rebuild", "store", "--forget").output == "store: the old index is deleted\n"
        assert "no rebuild that can be undone" in run(url, "rebuild", "store", "--undo").output
        documents.write_text('{"n": "many"}\n')
        run(url, "index", "store", str(documents))
        failed = run(url, "rebuild", "store", "--mapping", str(mapping))
        assert failed.exit_code == 1
        assert "1 documents of a batch were refused" in failed.output


def test_wrong_usage(tmp_path: Path) -> None:
    nowhere = "http://127.0.0.1:9"
    assert "wants NAME=VALUE" in run(nowhere, "rebuild", "store", "--set", "codec").output
    assert "exclude each other" in run(nowhere, "rebuild", "store", "--undo", "--forget").output
    assert "must be a number, or auto" in run(nowhere, "rebuild", "store", "--batch", "many").output
    odd = tmp_path / "odd.json"
    odd.write_text("[]")
    assert "not a JSON object" in run(nowhere, "rebuild", "store", "--mapping", str(odd)).output

"""elasticdump takes an index out, and puts it back under another name."""

from pathlib import Path

import orjson

from findling.cli.connection import Connection
from tests.programs.conftest import Run, installed

KINDS = ("analyzer", "settings", "mapping", "data", "alias")
DEFINITION = {
    "settings": {"analysis": {"analyzer": {"plain": {"type": "custom", "tokenizer": "whitespace"}}}},
    "mappings": {"properties": {"name": {"type": "text", "analyzer": "plain"}, "n": {"type": "integer"}}},
    "aliases": {"all": {}},
}


def test_an_index_comes_back_as_it_was(url: str, run: Run, tmp_path: Path) -> None:
    dump = installed("npm", "node_modules", ".bin", "elasticdump")
    with Connection(url) as connection:
        connection.request("PUT", "/before", orjson.dumps(DEFINITION))
        lines = [part for n in range(250) for part in ({"index": {"_id": str(n)}}, {"name": f"number {n}", "n": n})]
        body = b"".join(orjson.dumps(line) + b"\n" for line in lines)
        connection.request("POST", "/before/_bulk?refresh=true", body, "application/x-ndjson")
        for kind in KINDS:
            run([dump, f"--input={url}/before", f"--output={tmp_path}/{kind}.json", f"--type={kind}"])
        assert len((tmp_path / "data.json").read_text().splitlines()) == 250
        for kind in ("analyzer", "mapping", "data"):
            run([dump, f"--input={tmp_path}/{kind}.json", f"--output={url}/after", f"--type={kind}"])
        connection.request("POST", "/after/_refresh")
        assert connection.request("GET", "/after/_count")["count"] == 250
        assert connection.request("GET", "/after/_source/7") == {"name": "number 7", "n": 7}
        mapping = connection.request("GET", "/after/_mapping")["after"]["mappings"]
        assert mapping["properties"] == DEFINITION["mappings"]["properties"]

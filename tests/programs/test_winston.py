"""Log lines of a Node.js program arrive through winston's transport."""

import shutil
from pathlib import Path

from findling.cli.connection import Connection
from tests.programs.conftest import Run, installed

SCRIPT = Path(__file__).parent / "winston.js"


def test_messages_arrive(url: str, run: Run) -> None:
    modules = installed("npm", "node_modules", "winston-elasticsearch").parent
    node = shutil.which("node") or "node"
    run([node, SCRIPT, url], NODE_PATH=str(modules))
    with Connection(url) as connection:
        connection.request("POST", "/winston*/_refresh")
        answer = connection.request("GET", "/winston*/_search?size=50&q=severity:info")
    assert {hit["_source"]["fields"]["n"] for hit in answer["hits"]["hits"]} == set(range(50))

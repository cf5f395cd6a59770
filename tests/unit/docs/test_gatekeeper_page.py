"""The examples of docs/gatekeeper.md do what the page says."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from findling.cli.policy.commands import command
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.rest.server import ServerThread
from tests.reference.api import Api

PAGE = Path(__file__).parents[3] / "docs" / "gatekeeper.md"
FILE = re.compile(r"# (\S+\.(?:yaml|rego))\n")
OF_A_SERVER = ("apply", "review")


def blocks() -> Iterator[str]:
    """Yields the code of the page; paragraphs of code after one another are blocks of their own."""
    for block in re.findall(r"(?:^    .*\n)+", PAGE.read_text(), re.MULTILINE):
        yield re.sub(r"^    ", "", block, flags=re.MULTILINE)


def test_the_examples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = {"files": 0, "commands": 0, "requests": 0}
    with (
        Node(NodeConfig(data=tmp_path / "data", sync=False, background=False, threads=2)) as node,
        ServerThread(node) as server,
    ):
        api = Api(node)
        for block in blocks():
            named = FILE.match(block)
            if named:
                Path(named[1]).write_text(block)
                done["files"] += 1
            elif block.startswith("$ findling policy "):
                check_command(block, server.url)
                done["commands"] += 1
            elif re.match(r"[A-Z]+ /", block):
                check_request(block, api)
                done["requests"] += 1
    assert done == {"files": 9, "commands": 10, "requests": 8}


def check_command(block: str, url: str) -> None:
    line, *expected = block.splitlines()
    arguments = shlex.split(line.removeprefix("$ findling policy "))
    if arguments[0] in OF_A_SERVER:
        arguments += ["--url", url]
    output = CliRunner().invoke(command, arguments).output.splitlines()
    assert [line for line in expected if line not in output] == [], output
    if arguments[0] in OF_A_SERVER:
        assert output == expected


def check_request(block: str, api: Api) -> None:
    lines = [line for line in block.splitlines() if not line.startswith("#")]
    method, path = lines[0].split(" ", 1)
    answer = api.call(method, path, "\n".join(lines[1:]).encode() or None)
    status = re.search(r"^# (\d{3})$", block, re.MULTILINE)
    assert answer.status == int(status[1]) if status else answer.status < 300, (block, answer.text)
    for part in re.findall(r"^# has (.*)$", block, re.MULTILINE):
        assert part in answer.text, (block, answer.text)

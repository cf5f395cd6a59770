"""The examples of docs/security.md do what the page says."""

import re
from base64 import b64encode
from pathlib import Path

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.reference.api import Api

PAGE = Path(__file__).parents[3] / "docs" / "security.md"
PASSWORD = "PASSWORD"


def requests() -> list[str]:
    """Returns the requests of the page with the comments around them, those with a method first in a line."""
    blocks = re.findall(r"(?:^    .*\n)+", PAGE.read_text(), re.MULTILINE)
    return [
        re.sub(r"^    ", "", block, flags=re.MULTILINE) for block in blocks if not block.lstrip().startswith("findling")
    ]


def test_the_examples(tmp_path: Path) -> None:
    config = NodeConfig(data=tmp_path / "data", sync=False, background=False, threads=2, security=True)
    asked = 0
    with Node(config) as node:
        assert node.security is not None
        node.security.users.bootstrap(PASSWORD)
        api, credentials = Api(node), ""
        for block in requests():
            who = re.search(r"^# as (\S+) (\S+)$", block, re.MULTILINE)
            if who:
                credentials = b64encode(f"{who[1]}:{who[2]}".encode()).decode()
            lines = [line for line in block.splitlines() if not line.startswith("#")]
            method, path = lines[0].split(" ", 1)
            body = "\n".join(lines[1:]).encode() or None
            answer = api.call(method, path, body, {"authorization": f"Basic {credentials}"})
            expected = re.search(r"^# (\d{3})$", block, re.MULTILINE)
            assert answer.status == int(expected[1]) if expected else answer.status < 300, (block, answer.text)
            found = re.search(r"^# finds ?(.*)$", block, re.MULTILINE)
            if found:
                ids = [hit["_id"] for hit in answer.body["hits"]["hits"]]
                assert sorted(ids) == sorted(filter(None, found[1].split(", "))), block
            asked += 1
    assert asked > 12


def test_each_risk_has_a_test_that_is_there() -> None:
    named = re.findall(r"`(tests[\w.]+)::(\w+)`", PAGE.read_text())
    assert len(named) == 10
    for path, name in named:
        assert f"def {name}(" in (PAGE.parents[1] / f"{path.replace('.', '/')}.py").read_text(), name

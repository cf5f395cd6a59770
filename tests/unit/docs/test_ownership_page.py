"""The examples of docs/ownership.md do what the page says."""

import re
from pathlib import Path

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.reference.api import Api

TEXT = (Path(__file__).parents[3] / "docs" / "ownership.md").read_text()
ELASTIC = {"authorization": "Basic ZWxhc3RpYzplbGFzdGljLXBhc3N3b3Jk"}


def test_the_examples(tmp_path: Path) -> None:
    found = [block.strip() for block in re.findall(r"(?:^    .*\n)+", TEXT, re.MULTILINE)]
    blocks = [block for block in found if not block.startswith("findling")]
    with Node(NodeConfig(data=tmp_path / "data", sync=False, background=False, threads=2, security=True)) as node:
        assert node.security is not None
        node.security.users.bootstrap("elastic-password")
        for block in blocks:
            line, _, body = block.partition("\n")
            method, target = line.split(" ")
            answer = Api(node).call(method, target, body.encode() or None, ELASTIC)
            assert answer.status == 200, answer.text
        assert len(blocks) == 5

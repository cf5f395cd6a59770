"""The examples of docs/around-search.md are answered."""

import re
from collections.abc import Iterator
from pathlib import Path

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.reference.api import Api

PAGE = Path(__file__).parents[3] / "docs" / "around-search.md"
REQUEST = re.compile(r"(GET|PUT|POST|DELETE) (/\S*)\n(.*)", re.DOTALL)


def examples() -> Iterator[tuple[str, str, str]]:
    """Yields method, path and body."""
    for block in re.findall(r"(?:^ {4}.*\n)+", PAGE.read_text(), re.MULTILINE):
        text = re.sub(r"^ {4}", "", block, flags=re.MULTILINE)
        request = REQUEST.fullmatch(text)
        assert request is not None, text
        yield request[1], request[2], request[3]


def test_every_example(tmp_path: Path) -> None:
    id = ""
    with Node(NodeConfig(data=tmp_path / "data", sync=False, background=False, threads=2)) as node:
        api = Api(node)
        for method, path, body in examples():
            raw = body if "_bulk" in path else body.encode() if body else None
            answer = api.call(method, path.replace("{id}", id), raw)
            assert answer.status in (200, 201), (path, answer.raw)
            if b'"id":' in answer.raw[:10]:
                id = answer.body["id"]

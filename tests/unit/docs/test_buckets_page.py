"""The examples of docs/buckets.md are answered with the buckets that the page says."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.search.aggs.base.aggregation import aggregation_class, aggregation_names
from tests.reference.api import Api

ROOM = "findling.search.aggs.bucket"
PAGE = Path(__file__).parents[3] / "docs" / "buckets.md"
REQUEST = re.compile(r"(PUT|POST) (/\S*)\n(.*?)(?:# gives (.*)\n)?", re.DOTALL)


def examples() -> Iterator[tuple[str, str, str, str | None]]:
    """Yields method, path, body and what is given."""
    for block in re.findall(r"(?:^ {4}.*\n)+", PAGE.read_text(), re.MULTILINE):
        text = re.sub(r"^ {4}", "", block, flags=re.MULTILINE)
        request = REQUEST.fullmatch(text)
        assert request is not None, text
        yield request[1], request[2], request[3], request[4]


def shown(result: dict[str, Any]) -> str:
    """Returns keys and counts of the buckets of an answer."""
    buckets = result.get("buckets")
    if buckets is None:
        return f"{result['doc_count']} documents"
    rows = (
        buckets.items()
        if isinstance(buckets, dict)
        else [(row.get("key_as_string", row["key"]), row) for row in buckets]
    )
    return ", ".join(
        f"{json.dumps(key) if isinstance(key, dict | list) else key} {row['doc_count']}" for key, row in rows
    )


def test_every_example(tmp_path: Path) -> None:
    told = 0
    with Node(NodeConfig(data=tmp_path / "data", sync=False, background=False, threads=2)) as node:
        api = Api(node)
        for method, path, body, given in examples():
            answer = api.call(method, path, body if "_bulk" in path else body.encode())
            assert answer.status == 200, (body, answer.text)
            if given is not None:
                assert shown(answer.body["aggregations"]["a"]) == given, body
                told += 1
    assert told > 30


def test_all_are_there() -> None:
    kinds = {name: aggregation_class(name) for name in aggregation_names()}
    wanted = {name for name, kind in kinds.items() if kind is not None and kind.__module__.startswith(ROOM)}
    page = PAGE.read_text()
    missing = {name for name in wanted if f'{{"{name}": {{' not in page}
    assert missing == set()

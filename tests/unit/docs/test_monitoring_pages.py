"""The examples of docs/monitoring.md and docs/opensearch.md are answered, and do what the pages say."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from findling.node.services.config import Flavor, NodeConfig
from findling.node.services.node import Node
from tests.reference.api import Api

DOCS = Path(__file__).parents[3] / "docs"


def requests_of(page: str) -> Iterator[tuple[str, str, Any]]:
    """Yields method, path and body of each block of a page."""
    for method, path, rest in re.findall(r"^    (GET|PUT|POST|DELETE) (\S+)\n((?:    .*\n)*)", page, re.MULTILINE):
        body = "\n".join(line for line in rest.splitlines() if not line.lstrip().startswith("#")).strip()
        yield method, path, json.loads(body) if body else None


def answers(page: str, data: Path, flavor: Flavor) -> dict[str, Any]:
    """Returns the answers to a page's requests, by path; text of tables."""
    found: dict[str, Any] = {}
    config = NodeConfig(data=data, sync=False, background=False, threads=2, flavor=flavor)
    with Node(config) as node:
        api = Api(node)
        for method, path, body in requests_of((DOCS / page).read_text(encoding="utf-8")):
            answer = api.call(method, path, body)
            assert answer.status in (200, 201), (path, answer.text)
            found[path] = answer.body if "json" in answer.headers["content-type"] else answer.text
    return found


def test_monitoring(tmp_path: Path) -> None:
    told = answers("monitoring.md", tmp_path / "data", "elasticsearch")
    search = told["/sales/_stats/search,fielddata?groups=*&fields=*"]["_all"]["total"]
    assert search["search"]["groups"]["shopping"]["query_total"] == 1
    assert search["fielddata"]["fields"]["note"]["memory_size_in_bytes"] > 0
    files = told["/sales/_stats?level=shards&include_segment_file_sizes=true"]["_all"]["total"]["segments"][
        "file_sizes"
    ]
    assert files["cfs"]["count"] == 1
    assert told["/_nodes/_all,data:false"]["_nodes"]["total"] == 0
    assert told["/_nodes/usage"]["_nodes"]["total"] == 1
    shards = told["/_cat/shards/sales?v&h=index,shard,docs,search.query_total&s=shard"].splitlines()
    assert [line.split()[:2] for line in shards[1:]] == [["sales", "0"], ["sales", "1"]]


def test_opensearch(tmp_path: Path) -> None:
    told = answers("opensearch.md", tmp_path / "data", "opensearch")
    assert told["/"]["version"]["distribution"] == "opensearch"
    assert told["/films/_search"]["hits"]["max_score"] == 1.0
    assert [pit["successful"] for pit in told["/_search/point_in_time/_all"]["pits"]] == [True]
    assert told["/_list/indices?format=json&h=index,health&size=1"]["indices"] == [
        {"index": "films", "health": "green"}
    ]
    assert [hit["_id"] for hit in told["/orders/_search"]["hits"]["hits"]] == ["1"]
    assert [hit["fields"] for hit in told["/requests/_search"]["hits"]["hits"]] == [{"method": ["GET"]}]

"""Findling answers what is asked about data streams as Elasticsearch did; see record.py for the files."""

import json
from pathlib import Path

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.batteries.compare import differences
from tests.golden.streams.record import HERE, comparable, on, requests, shown, today
from tests.reference.api import Api


def test_answered_as_recorded(tmp_path: Path) -> None:
    day, apart = today(), []
    recorded = json.loads((HERE / "answers.json").read_text())
    with Node(NodeConfig(data=tmp_path / "data", sync=False, background=False, threads=2)) as node:
        api = Api(node)
        for (method, path, body), (asked, status, expected) in zip(requests(), recorded, strict=True):
            assert asked == f"{method} {path} {body or ''}".strip(), "the requests have changed: record them again"
            answer = api.call(method, on(day, path), body and on(day, body).encode())
            ours = [answer.status, comparable(shown(answer.raw), day)]
            apart += [f"{asked}\n    {line}" for line in differences([status, expected], ours)]
    assert apart == [], "\n".join(["recorded | ours", *apart])

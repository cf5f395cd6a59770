"""Findling answers a few indices and what is asked of them as Elasticsearch or OpenSearch did, see record.py."""

import json
from pathlib import Path

import pytest

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.batteries.compare import differences
from tests.golden.scenarios.record import flavor_of, label, lines, names, recorded
from tests.golden.searches.record import outcome
from tests.golden.searches.test_searches import comparable
from tests.reference.api import Api


@pytest.mark.parametrize("name", names())
def test_answered_as_recorded(name: str, tmp_path: Path) -> None:
    apart = []
    data = tmp_path / "data"
    with Node(NodeConfig(data=data, sync=False, background=False, threads=2, flavor=flavor_of(name))) as node:
        api, answers = Api(node), iter(recorded(name))
        for line in lines(name):
            answer = api.call(line.method, line.path, line.body and line.body.encode())
            if line.sets_up:
                assert answer.status < 400, (line, answer.text)
                continue
            asked, expected = next(answers)
            assert asked == label(line), "the requests have changed: record them again"
            ours = json.loads(json.dumps(outcome(answer.status, answer.body if answer.raw else {})))
            apart += [f"{asked}\n    {line}" for line in differences(comparable(expected), comparable(ours))]
    assert apart == [], "\n".join(["recorded | ours", *apart])

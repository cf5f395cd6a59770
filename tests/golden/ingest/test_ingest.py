"""Findling answers simulated pipelines as recorded; see record.py."""

import json
from pathlib import Path

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.golden.ingest.otherwise import is_otherwise
from tests.golden.ingest.record import answers, cases, path_and_body
from tests.reference.api import Api


def test_answered_as_recorded(tmp_path: Path) -> None:
    apart, compared = [], 0
    with Node(NodeConfig(data=tmp_path / "data", sync=False, background=False, threads=2)) as node:
        api = Api(node)
        for case in cases():
            ours = answers(api.post(*path_and_body(case)).body)
            if len(ours) != len(case["answers"]):
                apart += [] if is_otherwise(case["pipeline"], case["answers"], ours) else [(case, ours)]
                continue
            for recorded, own in zip(case["answers"], ours, strict=True):
                compared += 1
                if recorded != own and not is_otherwise(case["pipeline"], recorded, own):
                    apart.append((case["pipeline"], recorded, own))
    assert apart == [], "\n".join(json.dumps(each)[:800] for each in apart[:20])
    assert compared > 2_000

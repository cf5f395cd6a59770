"""Findling answers requests with scripts as the real servers did."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.golden.scripts.recorded import alike, load, names, simplified
from tests.reference.api import Api


@pytest.mark.parametrize("name", names())
def test_answers_are_those_recorded(name: str, tmp_path: Path) -> None:
    record = load(name)
    with Node(NodeConfig(data=tmp_path / "data", sync=False, background=False, threads=4)) as node:
        api = Api(node)
        for method, path, body in record["setup"]:
            api.call(method, path, body)
        differing = [shown for case in record["cases"] if (shown := _difference(api, case)) is not None]
    assert not differing, f"{len(differing)} of {len(record['cases'])}:\n" + "\n".join(differing)


def _difference(api: Api, case: dict[str, Any]) -> str | None:
    """Returns request and both answers if they differ; cases that stand with a reason may."""
    answer = api.call(*case["request"])
    given = simplified(answer.status, answer.raw)
    if "differs" in case or alike(case["answer"], given):
        return None
    shown = [orjson.dumps(each).decode() for each in (case["request"], case["answer"], given)]
    return "\n  ".join(shown)

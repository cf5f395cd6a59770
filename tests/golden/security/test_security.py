"""Findling with security on answers as Elasticsearch did; see record.py for the files."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.rest.server import ServerThread
from tests.golden.security.record import Kept, ask, lines, names, outcome, recorded

HERE: Final = Path(__file__).parent
PASSWORD: Final = "golden-password"
DIFFERENCES: Final[dict[str, dict[str, str]]] = json.loads((HERE / "differences.json").read_text())
"""By scenario: a request and why the answer is another than Elasticsearch's."""


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    # scores count deleted documents until they are merged away, which is not to happen in between
    config = NodeConfig(data=tmp_path / "data", sync=False, background=False, security=True, threads=2)
    with Node(config) as node:
        assert node.security is not None
        node.security.users.bootstrap(PASSWORD)
        with ServerThread(node) as server:
            yield server.url


@pytest.mark.parametrize("name", names())
def test_answered_as_recorded(name: str, url: str) -> None:
    kept, answers, apart = Kept(), iter(recorded(name)), {}
    for line in lines(name):
        status, body = ask(url, line, kept, PASSWORD)
        if line.sets_up:
            assert status < 400, (line, body)
            continue
        asked, expected = next(answers)
        assert asked == line.label, "the requests have changed: record them again"
        ours = json.loads(json.dumps(outcome(status, body)))
        if ours != expected:
            apart[asked] = (expected, ours)
    assert apart.keys() == DIFFERENCES.get(name, {}).keys(), shown(apart, DIFFERENCES.get(name, {}))


def shown(apart: dict[str, Any], known: dict[str, str]) -> str:
    new = [f"{asked}\n  theirs {pair[0]}\n  ours   {pair[1]}" for asked, pair in apart.items() if asked not in known]
    gone = [f"no longer different: {asked}" for asked in known if asked not in apart]
    return "\n".join([*new, *gone])

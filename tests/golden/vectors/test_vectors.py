"""Findling searches vectors as Elasticsearch does: hits, scores of quantized vectors too, and errors."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.batteries.compare import differences
from tests.golden.searches.record import outcome
from tests.golden.searches.test_searches import comparable
from tests.golden.vectors.record import HERE, INDEX, bulk, label
from tests.golden.vectors.requests import Json, bodies, mapping
from tests.reference.api import Api

BODIES = bodies()


@cache
def recorded() -> dict[str, Any]:
    answers: dict[str, Any] = json.loads((HERE / "recorded.json").read_text())
    return answers


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    folder = tmp_path_factory.mktemp("vectors")
    with Node(NodeConfig(data=folder / "data", sync=False, background=False, threads=2)) as node:
        api = Api(node)
        assert api.put(f"/{INDEX}", {"mappings": mapping()}).status == 200
        assert not api.post(f"/{INDEX}/_bulk?refresh=true", bulk()).body["errors"]
        yield api


def test_all_searches_are_recorded_and_nothing_else() -> None:
    assert set(recorded()) == set(map(label, BODIES))


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
def test_answered_as_recorded(api: Api, body: Json) -> None:
    answer = api.call("POST", f"/{INDEX}/_search", body)
    ours = json.loads(json.dumps(outcome(answer.status, answer.body)))
    assert list(differences(comparable(recorded()[label(body)]), comparable(ours))) == [], body

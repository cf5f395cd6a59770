"""Some random requests of GraphQL: `make fuzz-graphql` sends many more."""

from collections.abc import Iterator

import pytest

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.fuzz.graphql import Campaign, fault
from tests.reference.api import Api


@pytest.fixture
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    data = tmp_path_factory.mktemp("graphql") / "data"
    with Node(NodeConfig(data=data, sync=False, background=False, threads=2)) as node:
        yield Api(node)


@pytest.mark.parametrize("seed", [1, 2])
def test_random_requests(api: Api, seed: int) -> None:
    campaign = Campaign(api, seed)
    campaign.run(400)
    assert campaign.faults == {}
    assert min(campaign.answers[kind] for kind in ("refused", "with errors", "answered")) > 20


def test_what_a_fault_is() -> None:
    assert fault(200, {"data": {}}, True) is None
    assert fault(500, {}, False) == "status 500"
    assert fault(200, {}, False) == "neither data nor errors"
    assert fault(200, {"errors": [{"message": "", "extensions": {"type": "internal_error"}}]}, False) is not None

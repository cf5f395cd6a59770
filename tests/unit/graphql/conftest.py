"""A node with users and their posts, and a client that asks it in GraphQL."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.reference.api import Api

Ask = Callable[..., Any]


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    with Node(NodeConfig(data=tmp_path / "data", sync=False, background=False, threads=4)) as started:
        yield started


@pytest.fixture
def api(node: Node) -> Api:
    return Api(node)


@pytest.fixture
def ask(api: Api) -> Ask:
    """Returns the data of an answer without errors."""

    def ask(query: str, **variables: Any) -> Any:
        body = api.post("/_graphql", {"query": query, "variables": variables}).body
        assert "errors" not in body, body
        return body["data"]

    return ask

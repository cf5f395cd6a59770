"""A node with users and their posts, and a client that asks it in GraphQL."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.reference.api import Answer, Api

Ask = Callable[..., Any]


class GraphQLApi(Api):
    """Wants to be told by the status what was not executed."""

    def call(self, method: str, target: str, body: Any = None, headers: dict[str, str] | None = None) -> Answer:
        return super().call(method, target, body, {"accept": "application/graphql-response+json", **(headers or {})})


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    with Node(NodeConfig(data=tmp_path / "data", sync=False, background=False, threads=4)) as started:
        yield started


@pytest.fixture
def api(node: Node) -> Api:
    return GraphQLApi(node)


@pytest.fixture
def ask(api: Api) -> Ask:
    """Returns the data of an answer without errors."""

    def ask(query: str, **variables: Any) -> Any:
        body = api.post("/_graphql", {"query": query, "variables": variables}).body
        assert "errors" not in body, body
        return body["data"]

    return ask

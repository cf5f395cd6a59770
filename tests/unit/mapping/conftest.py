"""A mapping from its properties, and the columns of a few documents, in one call each."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from findling.analysis.registry import AnalysisRegistry
from findling.mapping.mapping import Mapping
from findling.mapping.parsed_batch import ParsedBatch
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.reference.api import Api

MakeMapping = Callable[..., Mapping]
Parse = Callable[..., ParsedBatch]


@pytest.fixture(scope="session")
def make_mapping() -> MakeMapping:
    """Returns a function: definition, settings -> Mapping."""

    def make(definition: dict[str, Any] | None = None, settings: dict[str, Any] | None = None) -> Mapping:
        return Mapping.from_json(definition or {}, AnalysisRegistry.from_settings({}), settings or {})

    return make


@pytest.fixture(scope="session")
def parse(make_mapping: MakeMapping) -> Parse:
    """Returns a function: properties, documents -> ParsedBatch; ids are 1, 2, ..."""

    def run(properties: dict[str, Any], *documents: Any, **options: Any) -> ParsedBatch:
        mapping = make_mapping({"properties": properties, **options})
        return mapping.parse_batch([str(number + 1) for number in range(len(documents))], list(documents))

    return run


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    """A node of the module's own."""
    folder = tmp_path_factory.mktemp("mappings")
    with Node(NodeConfig(data=folder / "data", sync=False, background=False, threads=2)) as started:
        yield started


@pytest.fixture
def api(node: Node) -> Iterator[Api]:
    """A client; what it made is gone afterwards."""
    made = Api(node)
    yield made
    for index in made.get("/_cat/indices?format=json&h=index").body:
        made.delete(f"/{index['index']}")

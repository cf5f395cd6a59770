"""A mapping from its properties, and the columns of a few documents, in one call each."""

from collections.abc import Callable
from typing import Any

import pytest

from findling.analysis.registry import AnalysisRegistry
from findling.mapping.mapping import Mapping
from findling.mapping.parsed_batch import ParsedBatch

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

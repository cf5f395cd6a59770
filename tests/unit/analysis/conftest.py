"""How the tests of components ask for tokens."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from findling.analysis.analyzer import Analyzer
from findling.analysis.catalogue import Kind
from findling.analysis.chain import chained
from findling.analysis.registry import AnalysisRegistry

Definition = str | dict[str, Any]
Chain = Callable[..., Analyzer]


@pytest.fixture(scope="session")
def chain() -> Chain:
    """Returns a maker of analyzers from names or definitions."""
    registry = AnalysisRegistry({}, {"index.max_ngram_diff": 20, "index.max_shingle_diff": 9})

    def part(kind: Kind, given: Definition) -> Any:
        if isinstance(given, str):
            return registry.named(kind, given, "test")
        return registry.make(kind, "test", given)

    def make(
        tokenizer: Definition = "standard", filters: Sequence[Definition] = (), char_filters: Sequence[Definition] = ()
    ) -> Analyzer:
        first, before = part("tokenizer", tokenizer), [part("char_filter", given) for given in char_filters]
        row = chained(first, before, [("test", part("filter", given)) for given in filters])
        return Analyzer("test", first, row, before)

    return make


@pytest.fixture(scope="session")
def words(chain: Chain) -> Callable[..., list[str]]:
    """Returns the terms of a text by a chain."""
    return lambda text, *args, **kwargs: [token.term for token in chain(*args, **kwargs).terms(text)]

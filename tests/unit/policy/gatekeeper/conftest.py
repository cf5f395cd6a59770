"""A framework with the real engine."""

from collections.abc import Iterator

import pytest

from findling.policy.engine.probe import find_engine_kind
from findling.policy.gatekeeper.framework import Framework


@pytest.fixture
def framework() -> Iterator[Framework]:
    kind = find_engine_kind()
    made = Framework(lambda: kind, lambda sources: kind.load(sources).close())
    yield made
    made.close()

"""One provider for the tests of a module; each test makes its own people."""

from collections.abc import Iterator

import pytest

from tests.unit.identity.provider import Provider, provider


@pytest.fixture(scope="module")
def idp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    with provider(tmp_path_factory.mktemp("idp")) as made:
        yield made

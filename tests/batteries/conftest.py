"""One engine for all checks."""

from collections.abc import Iterator

import pytest

from tests.batteries.engine import Engine, engine


@pytest.fixture(scope="package")  # a thousand open files: too many for neighbours that use select()
def battery() -> Iterator[Engine]:
    with engine() as started:
        yield started

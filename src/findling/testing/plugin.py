"""The pytest plugin. Installed with Findling, it is active without further ado.

    findling              a Findling with a socket: .url, .client, .async_client; seed data only, in every test
    findling_in_process   the same without a socket: the clients call the server directly

pytest.ini or pyproject.toml:

    findling_seeds = tests/seed           folder of seed files (findling.testing.seeds says how they look)
    findling_read_your_writes = true      every acknowledged write is searchable at once; false: as Elasticsearch does

There is one server per process, so one per pytest-xdist worker; it is started when a test first asks for it.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from findling.base.lazy import lazy_module

if TYPE_CHECKING:
    from findling.testing.instance import Findling

# every pytest run on a machine with Findling loads this file; the server is loaded by the runs that use it
instance = lazy_module("findling.testing.instance")
seeds = lazy_module("findling.testing.seeds")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini("findling_seeds", "folder of seed files that every test finds", default="")
    parser.addini("findling_read_your_writes", "acknowledged writes are searchable at once", type="bool", default=True)


def started(config: pytest.Config, socket: bool) -> "Findling":
    folder: str = config.getini("findling_seeds")
    files = seeds.seed_files(config.rootpath / folder) if folder else list[Path]()
    server: Findling = instance.Findling(files, config.getini("findling_read_your_writes"), socket)
    return server


@pytest.fixture(scope="session")
def findling_server(pytestconfig: pytest.Config) -> "Iterator[Findling]":
    """The session's server. Tests use `findling`, which starts from the seed data every time."""
    with started(pytestconfig, socket=True) as server:
        yield server


@pytest.fixture
def findling(findling_server: "Findling") -> "Iterator[Findling]":
    """A server on a free port with the seed data and nothing else."""
    yield findling_server
    findling_server.reset()


@pytest.fixture(scope="session")
def findling_in_process_server(pytestconfig: pytest.Config) -> "Iterator[Findling]":
    """The session's server without a socket. Tests use `findling_in_process`."""
    with started(pytestconfig, socket=False) as server:
        yield server


@pytest.fixture
def findling_in_process(findling_in_process_server: "Findling") -> "Iterator[Findling]":
    """A server without a socket with the seed data and nothing else."""
    yield findling_in_process_server
    findling_in_process_server.reset()

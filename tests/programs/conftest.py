"""A server for programs of others, each installed unmodified by tools/install-programs in a folder of its own."""

import os
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from tests.system.server_process import ServerProcess

ROOT = Path(__file__).parents[2]
PROGRAMS = ROOT / ".venv" / "programs"
Run = Callable[..., str]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(item.path).parent == Path(__file__).parent:
            item.add_marker("programs")


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with ServerProcess(tmp_path_factory.mktemp("programs") / "data") as server:
        yield server.url


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """run(command, ...): the program's output; an exit status that is not accepted fails the test."""

    def run_program(
        command: Sequence[str | Path], timeout_s: float = 300, accepted: Sequence[int] = (0,), **environment: str
    ) -> str:
        done = subprocess.run(
            [str(part) for part in command],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": "", **environment},
            timeout=timeout_s,
            check=False,
        )
        assert done.returncode in accepted, done.stdout[-4000:] + done.stderr[-4000:]
        return done.stdout + done.stderr

    return run_program


def installed(*parts: str) -> Path:
    """Returns the path of an installed program; skips the test where it could not be installed."""
    path = PROGRAMS.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"{path.relative_to(ROOT)} is missing: tools/install-programs installs it where it can be had")
    return path

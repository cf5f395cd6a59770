"""What is published: built, checked, installed without a compiler, and served from."""

import re
import shutil
import tarfile
import zipfile
from pathlib import Path

import orjson
import pytest

from findling.cli.connection import Connection
from tests.packaging.distribution import TOOLS, Distribution, build, run
from tests.system.server_process import ServerProcess

pytestmark = pytest.mark.package
PYTHONS = [name for name in ("python3.11", "python3.12", "python3.13", "python3.14") if shutil.which(name)] or [
    "python3"
]
NO_COMPILER = {"CC": "/bin/false", "CXX": "/bin/false"}
"""A compiler that fails: whoever installs a wheel needs none."""


@pytest.fixture(autouse=True)
def _no_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    """What runs here is the wheel, not a checkout."""
    monkeypatch.delenv("PYTHONPATH", raising=False)


@pytest.fixture(scope="module")
def distribution() -> Distribution:
    return build()


def test_the_wheel_is_for_every_python_from_3_11_on_any_linux(distribution: Distribution) -> None:
    assert "-cp311-abi3-manylinux" in distribution.wheel.name
    assert re.search(r"consistent\s+with\s+the\s+following\s+platform\s+tag:\s+\"manylinux_2_\d+_", distribution.shown)


def test_descriptions_are_fit_to_publish(distribution: Distribution) -> None:
    run([TOOLS / "twine", "check", "--strict", distribution.sdist, distribution.wheel])


def test_contents(distribution: Distribution) -> None:
    with zipfile.ZipFile(distribution.wheel) as file:
        names = file.namelist()
    assert "findling/py.typed" in names
    assert any(name.startswith("findling/kernels/search/topk.abi3") for name in names)
    assert [name for name in names if name.endswith(".c")] == []
    with tarfile.open(distribution.sdist) as archive:
        packed = {name.split("/", 1)[-1] for name in archive.getnames()}
    assert {"pyproject.toml", "setup.py", "LICENSE", "NOTICE", "src/findling/kernels/search/topk.pxd"} <= packed


@pytest.mark.parametrize("python", PYTHONS)
def test_serves_from_a_fresh_environment_without_a_compiler(
    distribution: Distribution, python: str, tmp_path: Path
) -> None:
    try:
        run([python, "-c", "import ensurepip, venv"])
    except AssertionError:
        pytest.skip(f"{python} of this machine is not usable")
    run([python, "-m", "venv", tmp_path / "venv"])
    own = tmp_path / "venv/bin"
    run([own / "pip", "install", "-q", "--only-binary", ":all:", distribution.wheel], **NO_COMPILER)
    kernel = "import findling.kernels.search.topk as k; print(k.__file__)"
    assert run([own / "python", "-I", "-c", kernel]).strip().endswith(".abi3.so")
    assert run([own / "findling", "--version"]).startswith("findling, version ")
    with ServerProcess(tmp_path / "data", command=[str(own / "findling")]) as server:
        _stores_and_finds(server.url)
        assert server.interrupt() == 0


def test_uvx_serves_from_the_wheel(distribution: Distribution, tmp_path: Path) -> None:
    command = [str(TOOLS / "uvx"), "--from", str(distribution.wheel), "findling"]
    with ServerProcess(tmp_path / "data", command=command, ready_s=300) as server:
        _stores_and_finds(server.url)


def _stores_and_finds(url: str) -> None:
    document = orjson.dumps({"name": "a telephone"})
    query = orjson.dumps({"query": {"match": {"name": "telephone"}}})
    with Connection(url) as connection:
        connection.request("PUT", "/store/_doc/1?refresh=true", document)
        assert connection.request("POST", "/store/_search", query)["hits"]["hits"][0]["_id"] == "1"

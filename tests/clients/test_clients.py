"""The clients people use, over a real socket."""

import shutil
import subprocess
from collections.abc import Callable

import pytest

from findling.testing.instance import Findling
from tests.clients.conftest import CLIENTS, SCRIPTS

Run = Callable[..., str]


@pytest.mark.parametrize(("library", "major"), [("es7", "7"), ("es8", "8"), ("es9", "9")])
def test_elasticsearch_py(run_script: Run, library: str, major: str) -> None:
    assert run_script(library, "elasticsearch_sync.py").startswith(f"({major}, ")


@pytest.mark.parametrize(("library", "major"), [("es7", "7"), ("es8", "8"), ("es9", "9")])
def test_elasticsearch_py_asynchronous(run_script: Run, library: str, major: str) -> None:
    assert run_script(library, "elasticsearch_async.py").startswith(f"({major}, ")


@pytest.mark.parametrize("library", ["es8", "es9"])
def test_elasticsearch_py_as_a_store_of_vectors(run_script: Run, library: str) -> None:
    assert run_script(library, "vector_store.py") == "ok"


def test_opensearch_py(run_script: Run) -> None:
    assert run_script("opensearch", "opensearch_client.py")


def test_opensearch_py_with_its_own_names(run_script: Run) -> None:
    with Findling(read_your_writes=False, flavor="opensearch") as other:
        assert run_script("opensearch", "opensearch_client.py", other.url)
        assert run_script("opensearch", "opensearch_names.py", other.url) == "ok"


def test_elasticsearch_dsl(run_script: Run) -> None:
    assert run_script("dsl", "dsl_client.py") == "ok"


@pytest.mark.skipif(shutil.which("node") is None, reason="no node on this machine")
def test_javascript(server: Findling) -> None:
    command = ["node", str(SCRIPTS / "javascript_client.mjs"), server.url, str(CLIENTS / "js")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    server.reset()
    assert (done.returncode, done.stdout.strip()) == (0, "ok"), done.stderr

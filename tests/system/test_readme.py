"""The README's examples, run as they are printed beside a server with the sample data."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.system.server_process import ServerProcess

ROOT = Path(__file__).parents[2]
TRY_IT = (ROOT / "README.md").read_text().partition("## Try it")[2].partition("\n## ")[0]
COMMANDS = re.findall(r"^    (\S.*?)(?=\n\n|\n    \S|\Z)", TRY_IT, re.MULTILINE | re.DOTALL)
PYTHON = re.findall(r"```python\n(.*?)```", TRY_IT, re.DOTALL)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with ServerProcess(tmp_path_factory.mktemp("readme") / "data", "--sample") as server:
        server.wait_for("# a geo query")
        yield server.url


def run(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_command_answers_with_hits(url: str) -> None:
    assert len(COMMANDS) == 6
    for command in COMMANDS:
        here = command.replace("127.0.0.1:9200", url.removeprefix("http://"))
        here = re.sub(r"^\.venv/bin/findling (\S+)", rf"{sys.executable} -m findling.cli \1 --url {url}", here)
        output = run(["bash", "-c", here])
        assert "index" in command or "hits" in output or len(output.splitlines()) > 2, command


def test_the_python_example_finds_its_document(url: str) -> None:
    (example,) = PYTHON
    assert "a telephone" in run([sys.executable, "-c", example.replace("http://127.0.0.1:9200", url)])

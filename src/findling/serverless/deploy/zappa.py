"""Runs the Zappa of the virtual environment, and passes on what it says and its result."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Final

import findling
from findling.base.errors import IllegalArgumentError

WANTED: Final = "0.63"
_ROOT: Final = Path(findling.__file__).parent


def check_environment(project: str, prefix: Path = Path(sys.prefix)) -> None:
    """Raises IllegalArgumentError where Zappa could not build a package that runs."""
    if sys.prefix == sys.base_prefix:
        raise IllegalArgumentError("Zappa packs a virtual environment: run findling deploy in one")
    if prefix.name == project or prefix.name in _folders():
        raise IllegalArgumentError(
            f"the virtual environment is named [{prefix.name}] as the project, or as a folder of Findling: Zappa "
            "leaves folders of its name out of the package; give it another name"
        )
    try:
        found = metadata.version("zappa")
    except metadata.PackageNotFoundError:
        raise IllegalArgumentError("Zappa is not installed: pip install findling[serverless]") from None
    if not found.startswith(WANTED):
        raise IllegalArgumentError(f"Zappa {found} is installed, {WANTED} is what this is tested with")


def _folders() -> set[str]:
    """Returns the names of Findling's folders."""
    return {"findling", *(path.name for path in _ROOT.rglob("*") if path.is_dir())}


def run_zappa(
    arguments: Sequence[str], folder: Path, tell: Callable[[str], None], environment: Mapping[str, str] = os.environ
) -> tuple[int, str]:
    """Runs a command of Zappa in a folder. Returns its exit code and all it said; tell: gets each line at once."""
    # columns of errors are a fifth of byte code
    given = {**environment, "VIRTUAL_ENV": sys.prefix, "PYTHONUNBUFFERED": "1", "PYTHONNODEBUGRANGES": "1"}
    command = [sys.executable, "-c", "from zappa.cli import handle; handle()", *arguments]
    said: list[str] = []
    with subprocess.Popen(
        command, cwd=folder, env=given, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            said.append(line)
            tell(line.rstrip("\n"))
    return process.returncode, "".join(said)

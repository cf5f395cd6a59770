"""The command of setuptools that builds GraphiQL: `python setup.py build_graphiql`, and part of every build.

Without Node.js the package is built all the same, and its page says why it is not there. FINDLING_GRAPHIQL=require
makes that an error, FINDLING_GRAPHIQL=skip builds nothing. What was built carries a stamp, the hash of its sources:
where it fits, as in what an sdist brings along, nothing is built again.
"""

import gzip
import hashlib
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import ClassVar

from setuptools import Command

SOURCES = Path("web/graphiql")
BUILT = Path("src/findling/rest/graphql/graphiql")
OLDEST_NODE = (20, 19)
TIMEOUT_S = 900
_NOT_SOURCES = {"node_modules", "dist", "__pycache__"}


class BuildGraphiql(Command):
    """Builds the page where Node.js is."""

    description = "build GraphiQL, the page at /_graphql (needs Node.js)"
    user_options: ClassVar[list[tuple[str, str | None, str]]] = []

    def initialize_options(self) -> None:
        """Nothing can be set."""

    def finalize_options(self) -> None:
        """Nothing was set."""

    def run(self) -> None:
        mode = os.environ.get("FINDLING_GRAPHIQL", "auto")
        if mode == "skip" or is_built():
            return
        try:
            build()
        except (OSError, RuntimeError, subprocess.SubprocessError) as error:
            if mode == "require":
                raise
            self.warn(f"GraphiQL is not built, everything else works without it: {error}")


def is_built() -> bool:
    """Whether what is there was built of these sources."""
    stamp = BUILT / "stamp"
    return stamp.is_file() and stamp.read_text() == digest()


def digest() -> str:
    """Returns the hash of the sources."""
    found = hashlib.sha256()
    for path in sorted(SOURCES.rglob("*")):
        if path.is_file() and not _NOT_SOURCES.intersection(path.relative_to(SOURCES).parts):
            found.update(path.relative_to(SOURCES).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()


def build() -> None:
    """Builds the page and puts it into the package. Raises RuntimeError if that cannot be done here."""
    npm = _npm()
    for command in (("ci", "--ignore-scripts", "--prefer-offline", "--fetch-retries=1"), ("run", "build")):
        _run(npm, *command)
    shutil.rmtree(BUILT, ignore_errors=True)
    (BUILT / "assets").mkdir(parents=True)
    shutil.copy(SOURCES / "dist/index.html", BUILT)
    for path in sorted((SOURCES / "dist/assets").iterdir()):
        (BUILT / "assets" / f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes(), mtime=0))
    (BUILT / "stamp").write_text(digest())


def _npm() -> str:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise RuntimeError("node and npm are not there")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True, timeout=60).stdout
    if tuple(map(int, re.findall(r"\d+", version)[:2])) < OLDEST_NODE:
        raise RuntimeError(f"node {version.strip()} is older than 20.19")
    return npm


def _run(npm: str, *command: str) -> None:
    settings = {f"npm_config_{name}": "false" for name in ("update_notifier", "fund", "audit")}
    done = subprocess.run(
        [npm, *command],
        cwd=SOURCES,
        env={**os.environ, **settings, "CI": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"npm {command[0]} failed:\n{done.stdout[-3000:]}")

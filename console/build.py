"""The commands of setuptools that build the pages: `setup.py build_console` and `build_graphiql`, in every build too.

Without Node.js the package is built all the same, and a page says why it is not there. FINDLING_CONSOLE=require and
FINDLING_GRAPHIQL=require make that an error, =skip builds nothing. What was built carries a stamp, the hash of its
sources: where it fits, as in what an sdist brings along, nothing is built again.
"""

import gzip
import hashlib
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from setuptools import Command

WORKSPACE = Path("console")
OLDEST_NODE = (20, 19)
TIMEOUT_S = 900
_SHARED = ("package.json", "package-lock.json")


@dataclass(frozen=True)
class Page:
    """A page that is built. sources: within the workspace; built: where the package has it; variable: its setting"""

    name: str
    folder: str
    sources: tuple[str, ...]
    built: Path
    variable: str

    def is_built(self) -> bool:
        """Whether what is there was built of these sources."""
        stamp = self.built / "stamp"
        return stamp.is_file() and stamp.read_text() == self.digest()

    def digest(self) -> str:
        """Returns the hash of the sources."""
        found = hashlib.sha256()
        for source in (*_SHARED, *self.sources):
            place = WORKSPACE / source
            for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
                if path.is_file():
                    found.update(path.relative_to(WORKSPACE).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
        return found.hexdigest()

    def build(self) -> None:
        """Builds the page and puts it into the package. Raises RuntimeError if that cannot be done here."""
        npm = find_npm()
        install(npm)
        run(npm, WORKSPACE / self.folder, "run", "build")
        made = WORKSPACE / self.folder / "dist"
        shutil.rmtree(self.built, ignore_errors=True)
        (self.built / "assets").mkdir(parents=True)
        shutil.copy(made / "index.html", self.built)
        for path in sorted((made / "assets").iterdir()):
            (self.built / "assets" / f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes(), mtime=0))
        (self.built / "stamp").write_text(self.digest())


CONSOLE = Page(
    "the console",
    ".",
    ("index.html", "src", "vite.config.ts", "tsconfig.json"),
    Path("src/findling/rest/pages/console"),
    "FINDLING_CONSOLE",
)
GRAPHIQL = Page(
    "GraphiQL",
    "graphiql",
    ("graphiql/index.html", "graphiql/src", "graphiql/vite.config.js", "graphiql/package.json"),
    Path("src/findling/rest/graphql/graphiql"),
    "FINDLING_GRAPHIQL",
)


class BuildPage(Command):
    """Builds a page where Node.js is."""

    page: ClassVar[Page]
    user_options: ClassVar[list[tuple[str, str | None, str]]] = []

    def initialize_options(self) -> None:
        """Nothing can be set."""

    def finalize_options(self) -> None:
        """Nothing was set."""

    def run(self) -> None:
        mode = os.environ.get(self.page.variable, "auto")
        if mode == "skip" or self.page.is_built():
            return
        try:
            self.page.build()
        except (OSError, RuntimeError, subprocess.SubprocessError) as error:
            if mode == "require":
                raise
            self.warn(f"{self.page.name} is not built, everything else works without it: {error}")


class BuildConsole(BuildPage):
    """Builds the console."""

    description = "build the console, the page at /_console/ (needs Node.js)"
    page = CONSOLE


class BuildGraphiql(BuildPage):
    """Builds GraphiQL."""

    description = "build GraphiQL, the page at /_graphql (needs Node.js)"
    page = GRAPHIQL


def install(npm: str) -> None:
    """Installs what the pages are built of, once for all of them."""
    lock, kept = WORKSPACE / "package-lock.json", WORKSPACE / "node_modules/.installed"
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    if kept.is_file() and kept.read_text() == digest:
        return
    run(npm, WORKSPACE, "ci", "--ignore-scripts", "--prefer-offline", "--fetch-retries=1")
    kept.write_text(digest)


def find_npm() -> str:
    """Returns the path of npm. Raises RuntimeError without one, or without a Node.js of our days."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise RuntimeError("node and npm are not there")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True, timeout=60).stdout
    if tuple(map(int, re.findall(r"\d+", version)[:2])) < OLDEST_NODE:
        raise RuntimeError(f"node {version.strip()} is older than 20.19")
    return npm


def run(npm: str, folder: Path, *command: str) -> None:
    """Runs a command of npm. Raises RuntimeError with the end of what it said."""
    settings = {f"npm_config_{name}": "false" for name in ("update_notifier", "fund", "audit")}
    done = subprocess.run(
        [npm, *command],
        cwd=folder,
        env={**os.environ, **settings, "CI": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"npm {command[0]} failed:\n{done.stdout[-3000:]}")

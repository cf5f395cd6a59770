"""The archives of bundles that run on a node, kept over restarts: the version that runs, one folder a bundle."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import orjson

from findling.base.errors import ResourceNotFoundError
from findling.edge.functions.bundle import Bundle

_CURRENT: Final = "current.json"


class KeptBundles:
    """`write` before a version is tried, `settle` once it runs: what ran before is kept until then."""

    def __init__(self, home: Path) -> None:
        self.home = home
        home.mkdir(parents=True, exist_ok=True)

    def write(self, bundle: Bundle, archive: bytes) -> None:
        """Writes the archive of a version."""
        folder = self.home / bundle.name
        folder.mkdir(exist_ok=True)
        (folder / _file(bundle)).write_bytes(archive)

    def settle(self, bundle: Bundle) -> None:
        """Makes a version the one that runs after a restart, and forgets the others."""
        folder, file = self.home / bundle.name, _file(bundle)
        pending = folder / f"{_CURRENT}.new"
        pending.write_bytes(orjson.dumps({"file": file, "version": bundle.version}))
        pending.replace(folder / _CURRENT)
        for old in folder.glob("*.bundle"):
            if old.name != file:
                old.unlink()

    def current(self) -> Iterator[tuple[str, bytes]]:
        """Yields name and archive of each bundle that ran."""
        for current in sorted(self.home.glob(f"*/{_CURRENT}")):
            file = str(orjson.loads(current.read_bytes())["file"])
            yield current.parent.name, (current.parent / file).read_bytes()

    def has(self, name: str) -> bool:
        return (self.home / name).is_dir()

    def remove(self, name: str) -> None:
        """Removes a bundle and all that lies in its folder. Raises ResourceNotFoundError."""
        if not self.has(name):
            raise ResourceNotFoundError(f"bundle [{name}] is not deployed here")
        shutil.rmtree(self.home / name)


def _file(bundle: Bundle) -> str:
    return f"{bundle.version}.bundle"

"""A small object kept in a file, replaced as a whole."""

import os
from pathlib import Path
from typing import Any

import orjson


class KeptJson:
    """Reads the file once; `write` returns when it is on the disk."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)

    def read(self) -> dict[str, Any]:
        """Returns what is kept, {} if nothing is."""
        try:
            kept: dict[str, Any] = orjson.loads(self._path.read_bytes())
        except FileNotFoundError:
            return {}
        return kept

    def write(self, kept: dict[str, Any]) -> None:
        pending = self._path.with_suffix(".new")
        with pending.open("wb") as file:
            file.write(orjson.dumps(kept))
            file.flush()
            os.fsync(file.fileno())
        pending.replace(self._path)

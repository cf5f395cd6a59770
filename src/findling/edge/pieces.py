"""Files that go from a hub to an edge piece by piece, so that they may be larger than a message and break off."""

import base64
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

_BYTES: Final = 512 << 10


def piece_of(path: Path, offset: int) -> dict[str, Any]:
    """Returns a piece of a file as base64, and the file's whole size."""
    with path.open("rb") as file:
        file.seek(offset)
        content = base64.b64encode(file.read(_BYTES)).decode()
        return {"content": content, "size_in_bytes": file.seek(0, 2)}


def bring(
    part: Path, ask: Callable[[int], Mapping[str, Any]], came: Callable[[int], None] = lambda n_bytes: None
) -> None:
    """Goes on with a file where it broke off, to its end. ask: gives the piece at an offset; came: is told of bytes"""
    with part.open("ab") as file:
        while True:
            piece = ask(file.tell())
            content = base64.b64decode(piece["content"])
            file.write(content)
            file.flush()
            came(len(content))
            if file.tell() >= piece["size_in_bytes"] or not content:
                return

"""Golden data directories: what each release wrote of every kind, kept in tests/formats as it was, with its answers.

`python -m tests.reference.golden_data NAME` makes one of the version at work. What is there already is never made
again: then only today's answers are recorded, for when they have changed for a good reason.
"""

import io
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

import orjson
import zstandard

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.reference.every_kind.asking import answers
from tests.reference.every_kind.filling import fill_directory

FOLDER = Path(__file__).parents[1] / "formats"


def names() -> list[str]:
    """Returns the names of all that are kept."""
    return sorted(path.name.removesuffix(".tar.zst") for path in FOLDER.glob("*.tar.zst"))


def unpack(name: str, target: Path) -> Path:
    """Returns the data directory, unpacked below `target`."""
    packed = zstandard.ZstdDecompressor().decompress((FOLDER / f"{name}.tar.zst").read_bytes())
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(target, filter="data")
    return target / "data"


def recorded(name: str) -> dict[str, Any]:
    """Returns the answers that the version which wrote the directory gave."""
    packed = (FOLDER / f"{name}.answers.json.zst").read_bytes()
    found: dict[str, Any] = orjson.loads(zstandard.ZstdDecompressor().decompress(packed))
    return found


def asked(data: Path) -> dict[str, Any]:
    """Returns today's answers, as JSON has them."""
    with Node(NodeConfig(data=data, sync=False, background=False, threads=2)) as node:
        found: dict[str, Any] = orjson.loads(orjson.dumps(dict(answers(node)), option=orjson.OPT_NON_STR_KEYS))
    return found


def make(name: str, work: Path) -> None:
    """Writes a directory, unless it is there, and its answers. work: a directory of no use afterwards"""
    compressor = zstandard.ZstdCompressor(level=19, write_content_size=True)
    if name not in names():
        fill_directory(work / "data")
        (FOLDER / f"{name}.tar.zst").write_bytes(compressor.compress(_archive(work / "data")))
    answered = orjson.dumps(asked(unpack(name, work / "copy")), option=orjson.OPT_SORT_KEYS)
    (FOLDER / f"{name}.answers.json.zst").write_bytes(compressor.compress(answered))


def _archive(data: Path) -> bytes:
    """Returns a tar file that says nothing of who made it, or when."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        for path in sorted(data.rglob("*")):
            info = tar.gettarinfo(path, path.relative_to(data.parent).as_posix())
            info.uid = info.gid = info.mtime = 0
            info.uname = info.gname = ""
            tar.addfile(info, io.BytesIO(path.read_bytes()) if path.is_file() else None)
    return archive.getvalue()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as directory:
        make(sys.argv[1], Path(directory))

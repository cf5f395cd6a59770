"""Commit points: the JSON manifest that says which segments make up a shard.

A file `commit-<generation>` has two lines: `findling-commit 1 <CRC32C of the JSON, 8 hex digits> <its size in bytes>`,
then the JSON. It is written under another name, synced, renamed, and its directory synced, so that it is there whole
or not at all; the newest generation counts.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from findling.codec.checksums import crc32c
from findling.codec.durable_files import write_durably
from findling.codec.segment import corrupt

PREFIX = "commit-"
FORMAT = 1
_NAMED = re.compile(rb"findling-commit (\d{1,3}) [0-9a-f]{8} \d+$")


def commit_path(directory: Path | str, generation: int) -> Path:
    """Returns the path of a generation's commit point."""
    return Path(directory) / f"{PREFIX}{generation}"


def write_commit(directory: Path | str, generation: int, manifest: Mapping[str, object], sync: bool = True) -> Path:
    """Writes a commit point durably and returns its path; sync: false leaves the syncs out."""
    payload = orjson.dumps(manifest)
    target = commit_path(directory, generation)
    write_durably(target, _head(payload) + b"\n" + payload, sync)
    return target


def read_commit(path: Path | str) -> dict[str, object]:
    """Returns the manifest of a commit point; raises CorruptIndexError if it is damaged."""
    path = Path(path)
    head, _, payload = path.read_bytes().partition(b"\n")
    named = _NAMED.match(head)
    if named is not None and int(named[1]) > FORMAT:
        raise corrupt(f"commit point of format {int(named[1])}, this Findling reads {FORMAT}", path, 0)
    if head != _head(payload):
        raise corrupt("checksum of the commit point does not match", path, 0)
    manifest: dict[str, Any] = orjson.loads(payload)
    return manifest


def _head(payload: bytes) -> bytes:
    return b"findling-commit %d %08x %d" % (FORMAT, crc32c(payload), len(payload))


def commit_generations(directory: Path | str) -> list[int]:
    """Returns the generations of all commit points in a directory, increasing."""
    names = (entry.name.removeprefix(PREFIX) for entry in Path(directory).glob(f"{PREFIX}*"))
    return sorted(int(name) for name in names if name.isdigit())

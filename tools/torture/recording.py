"""Reads what the shim recorded, and rebuilds what a disk may hold after a power cut at any point of it.

Strict POSIX: what was written to a file is there for sure only after a sync of that file, the name of a file or of a
directory only after a sync of the directory above it. Anything else may be there whole, in part or not at all, in any
order; a rename happened or not. A sync counts once it has returned.
"""

import random
import struct
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_HEAD = struct.Struct("<cQQII")
_SECTOR = 512
SHIM = Path(__file__).with_name("shim.c")


def build_shim(directory: Path) -> Path:
    """Compiles the shim; returns the library."""
    library = directory / "shim.so"
    command = ["cc", "-O1", "-shared", "-fPIC", "-o", str(library), str(SHIM), "-ldl", "-lpthread"]
    subprocess.run(command, check=True)
    return library


@dataclass(frozen=True, slots=True)
class Call:
    """One change of the file system, as shim.c describes it."""

    kind: str
    inode: int
    offset: int
    path: str
    data: bytes


def read_calls(log: Path) -> list[Call]:
    """Returns the calls of a recording, in order."""
    raw = log.read_bytes()
    calls, at = [], 0
    while at < len(raw):
        kind, inode, offset, n_path, n_data = _HEAD.unpack_from(raw, at)
        at += _HEAD.size
        path = raw[at : at + n_path].decode()
        calls.append(Call(kind.decode(), inode, offset, path, raw[at + n_path : at + n_path + n_data]))
        at += n_path + n_data
    return calls


@dataclass
class _File:
    """safe: content after the last sync; pending: writes (offset, bytes) and truncations (size, None) since then."""

    safe: bytearray = field(default_factory=bytearray)
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)

    def sync(self) -> None:
        for offset, data in self.pending:
            _apply(self.safe, offset, data)
        self.pending.clear()

    def after_cut(self, chance: random.Random) -> bytes:
        """Returns what may be read after a power cut."""
        content = bytearray(self.safe)
        fate = chance.random()  # a third each: all, nothing, any part of it
        for offset, data in self.pending:
            if fate > 2 / 3 or (fate > 1 / 3 and chance.random() < 0.5):
                if data is not None and fate <= 2 / 3 and chance.random() < 0.5:
                    data = data[: chance.randrange(0, len(data) + 1) // _SECTOR * _SECTOR]
                _apply(content, offset, data)
        return bytes(content)


def _apply(content: bytearray, offset: int, data: bytes | None) -> None:
    if len(content) < offset:
        content += bytes(offset - len(content))
    if data is None:
        del content[offset:]
    else:
        content[offset : offset + len(data)] = data


Entry = tuple[str, "Inode | None"]


@dataclass(eq=False)
class Inode:
    """A file, or a directory of names.

    safe: a directory's names after its last sync; pending: changes since then, in order: each a group of entries that
    happen together
    """

    file: _File | None = None
    names: dict[str, "Inode"] = field(default_factory=dict)
    safe: dict[str, "Inode"] = field(default_factory=dict)
    pending: list[Entry] = field(default_factory=list)

    def change(self, name: str, inode: "Inode | None") -> None:
        _set(self.names, name, inode)
        self.pending.append((name, inode))

    def sync(self) -> None:
        if self.file is not None:
            self.file.sync()
            return
        self.safe, self.pending = dict(self.names), []

    def names_after_cut(self, chance: random.Random) -> dict[str, "Inode"]:
        """Returns the names that may be there: those changed since the last sync as before, as now or as in between.

        Changes of one name happen in order; those of different names in any.
        """
        names = dict(self.safe)
        fate = chance.random()
        by_name: dict[str, list[Inode | None]] = {}
        for name, inode in self.pending:
            by_name.setdefault(name, []).append(inode)
        for name, changes in by_name.items():
            reached = len(changes) if fate > 2 / 3 else 0 if fate < 1 / 3 else chance.randrange(len(changes) + 1)
            for inode in changes[:reached]:
                _set(names, name, inode)
        return names


def _set(names: dict[str, Inode], name: str, inode: Inode | None) -> None:
    if inode is None:
        names.pop(name, None)
    else:
        names[name] = inode


class Disk:
    """The file system below a directory, as far as calls have been played."""

    def __init__(self, root: Path) -> None:
        self._root = str(root)
        self._top = Inode()
        self._inodes: dict[int, Inode] = {}

    def play(self, call: Call) -> None:
        """Does a call."""
        if call.kind in "WTS":
            inode = self._inodes.get(call.inode)
            if inode is None:
                return
            if call.kind == "S":
                inode.sync()
            elif inode.file is not None:
                inode.file.pending.append((call.offset, call.data if call.kind == "W" else None))
            return
        above, name = self._place(call.path)
        if call.kind in "CM":
            made = Inode(_File() if call.kind == "C" else None)
            self._inodes[call.inode] = made
            above.change(name, made)
        elif call.kind in "UD":
            above.change(name, None)
        else:
            target, new_name = self._place(call.data.decode())
            target.change(new_name, above.names[name])
            if call.kind == "R":
                above.change(name, None)

    def _place(self, path: str) -> tuple[Inode, str]:
        """Returns the directory of a path, and the name in it."""
        *parts, name = path.removeprefix(self._root).strip("/").split("/")
        above = self._top
        for part in parts:
            above = above.names[part]
        return above, name

    def write_after_cut(self, target: Path, chance: random.Random) -> None:
        """Makes a directory with what may be there after a power cut now. The top's own names are safe."""
        self._top.sync()
        for path, content in _files(self._top, target, chance, {}):
            if content is None:
                path.mkdir(exist_ok=True)
            else:
                path.write_bytes(content)


def _files(
    inode: Inode, path: Path, chance: random.Random, cut: dict[int, bytes]
) -> Iterator[tuple[Path, bytes | None]]:
    yield path, None
    for name, child in inode.names_after_cut(chance).items():
        if child.file is None:
            yield from _files(child, path / name, chance, cut)
        else:
            if id(child) not in cut:  # one file may have several names
                cut[id(child)] = child.file.after_cut(chance)
            yield path / name, cut[id(child)]

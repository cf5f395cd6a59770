"""The parts of a data directory that a campaign damages, by the kind of their bytes."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from findling.codec.segment import Segment
from tests.reference.every_kind.asking import SYSTEM_GROUP

_UNCHECKED: Final = ("node.lock",)


@dataclass(frozen=True)
class Part:
    """Bytes of one kind: an array of a segment, or a whole file.

    group: what of the data is asked for, see asking.questions; None: all of it
    """

    kind: str
    file: Path
    start: int
    end: int
    group: str | None


def parts_by_kind(data: Path, indices: dict[str, str]) -> dict[str, list[Part]]:
    """Returns all parts. indices: names by uuid"""
    found: dict[str, list[Part]] = {}
    for part in _parts(data, indices):
        found.setdefault(part.kind, []).append(part)
    return dict(sorted(found.items()))


def _parts(data: Path, indices: dict[str, str]) -> Iterator[Part]:
    for file in sorted(path for path in data.rglob("*") if path.is_file() and path.name not in _UNCHECKED):
        place = file.relative_to(data)
        is_system = place.parts[0] == "system"
        group = SYSTEM_GROUP if is_system else indices.get(place.parts[1]) if len(place.parts) > 1 else None
        if file.suffix == ".seg":
            yield from _parts_of_segment(file, group)
        elif file.stat().st_size:
            kind = "commit" if file.name.startswith("commit") else file.suffix or file.name
            yield Part(f"system {kind}" if is_system else kind, file, 0, file.stat().st_size, group)


def _parts_of_segment(file: Path, group: str | None) -> Iterator[Part]:
    segment = Segment.open(file)
    end = 64
    yield Part("preamble", file, 0, end, group)
    for name in sorted(segment.names(), key=segment.offset):
        field, _, array = name.rpartition("/")
        kind = f"{field}/{array}" if field.startswith("_") else array
        if segment.nbytes(name):
            yield Part(kind, file, segment.offset(name), segment.offset(name) + segment.nbytes(name), group)
        end = max(end, segment.offset(name) + segment.nbytes(name))
    yield Part("directory", file, end, segment.size_bytes, group)
    segment.close()


def damage(file: Path, part: Part, chance: random.Random) -> str:
    """Damages a file that has the part; returns in which way. It is another file then: what is linked stays whole."""
    content = bytearray(file.read_bytes())
    file.unlink()
    draw = chance.random()
    if draw < 0.02:
        return "removed"
    if draw < 0.06:
        del content[chance.randrange(len(content)) :]
        what = f"cut to {len(content)} bytes"
    else:
        place = chance.randrange(part.start, part.end)
        content[place] ^= 1 << chance.randrange(8)
        what = f"bit flipped at {place} in"
    file.write_bytes(content)
    return what

"""What could not be indexed, kept with the reasons: lines of JSON in an object beside the others."""

from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from findling.published.place import Place


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A line that is no document, or one that was refused. line: its number; text: as it came"""

    line: int
    type: str
    reason: str
    text: str


def keep(place: Place, name: str, letters: Sequence[DeadLetter]) -> str:
    """Writes letters under a name, instead of earlier ones; returns the object. Raises PlaceError."""
    target = f"{name}.ndjson"
    lines = (
        orjson.dumps({"line": one.line, "error": {"type": one.type, "reason": one.reason}, "document": one.text})
        for one in letters
    )
    with place.told(f"could not write [{target}]"):
        place.blobs.put(target, b"\n".join(lines) + b"\n")
    return target

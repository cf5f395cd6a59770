"""What processors ask of the node that they are in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from findling.script.service import UNCHECKED, ScriptService

if TYPE_CHECKING:
    from findling.ingest.pipeline import Pipeline

Found = Sequence[Mapping[str, Any]]


def _no_pipeline(name: str) -> Pipeline | None:
    return None


@dataclass(slots=True)
class IngestServices:
    """Doors to other parts. scripts: compiles; pipeline: finds one by its id"""

    scripts: ScriptService = UNCHECKED
    pipeline: Callable[[str], Pipeline | None] = _no_pipeline
    doors: dict[str, Any] = field(default_factory=dict)

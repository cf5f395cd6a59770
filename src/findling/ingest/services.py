"""What processors ask of the node that they are in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from findling.base.errors import IllegalArgumentError
from findling.inference.rows import FindRowModel, no_row_model
from findling.ingest.ip_database import IpDatabases
from findling.script.service import UNCHECKED, ScriptService

if TYPE_CHECKING:
    from findling.ingest.enrich import EnrichIndex
    from findling.ingest.pipeline import Pipeline


def _no_pipeline(name: str) -> Pipeline | None:
    return None


def _nobody() -> Mapping[str, Any] | None:
    return None


def _no_model(name: str, texts: Sequence[str]) -> Sequence[Any]:
    raise IllegalArgumentError(f"Inference endpoint not found [{name}]")


def _no_policy(name: str) -> EnrichIndex | None:
    return None


@dataclass(slots=True)
class IngestServices:
    """Doors to other parts.

    scripts: compiles; pipeline: finds one by its id; user: what is known of who makes the request, None for nobody
    infer: results of a model for texts; row_model: finds models of numbers; databases: of addresses
    policy: what a policy to enrich documents has made
    """

    scripts: ScriptService = UNCHECKED
    pipeline: Callable[[str], Pipeline | None] = _no_pipeline
    user: Callable[[], Mapping[str, Any] | None] = _nobody
    infer: Callable[[str, Sequence[str]], Sequence[Any]] = _no_model
    row_model: FindRowModel = no_row_model
    policy: Callable[[str], EnrichIndex | None] = _no_policy
    databases: IpDatabases = field(default_factory=lambda: IpDatabases(Path("ingest-geoip")))

"""The bank of patterns: name -> definition."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Final

from findling.base.errors import IllegalArgumentError

MODES: Final = ("disabled", "v1")
_FILES: Final = {"disabled": ("common.txt", "legacy.txt"), "v1": ("common.txt", "ecs.txt")}


@cache
def patterns(mode: str = "disabled") -> Mapping[str, str]:
    """Returns the patterns of a mode of compatibility with the Elastic Common Schema. Raises IllegalArgumentError."""
    if mode not in MODES:
        raise IllegalArgumentError(f"unsupported ECS compatibility mode [{mode}]")
    found: dict[str, str] = {}
    for name in _FILES[mode]:
        text = resources.files("findling.ingest.grok").joinpath("data", name).read_text("utf-8")
        for line in text.splitlines():
            if line and not line.startswith("#"):
                key, _, definition = line.partition(" ")
                found[key] = definition
    return found

"""`_source` filtering: which parts of a document a client wants to see."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from findling.base.errors import ParsingError
from findling.cluster.wildcards import compile_pattern


@dataclass(frozen=True, slots=True)
class SourceFilter:
    """Dotted patterns to keep (empty means all) and to leave out. `enabled` False shows no source at all."""

    enabled: bool = True
    includes: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()

    @property
    def everything(self) -> bool:
        return self.enabled and not self.includes and not self.excludes

    def apply(self, source: dict[str, Any]) -> dict[str, Any]:
        """Returns the parts of a document that are wanted."""
        if self.everything:
            return source
        return _filter(source, "", self.includes, self.excludes, not self.includes)


def parse_source_filter(value: Any) -> SourceFilter:
    """Returns the filter of a `_source` member: a boolean, pattern, list of patterns, or includes and excludes."""
    if value is None or value is True or value == "true":
        return SourceFilter()
    if value is False or value == "false":
        return SourceFilter(enabled=False)
    if isinstance(value, dict):
        for key in value:
            if key not in ("includes", "include", "excludes", "exclude"):
                raise ParsingError(f"Unknown key for a START_OBJECT in [{key}].", line=1, col=1)
        return SourceFilter(
            True,
            _patterns(value.get("includes", value.get("include"))),
            _patterns(value.get("excludes", value.get("exclude"))),
        )
    return SourceFilter(True, _patterns(value))


def _patterns(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    if isinstance(value, Sequence) and all(isinstance(item, str) for item in value):
        return tuple(value)
    raise ParsingError(f"Expected one of [VALUE_BOOLEAN, VALUE_STRING, START_ARRAY, START_OBJECT] but found [{value}]")


@lru_cache(maxsize=512)
def _relation(patterns: tuple[str, ...], path: str) -> str:
    """Returns "whole" if a pattern takes the path with all below it, "inside" if one may reach below it, else ""."""
    relation = ""
    for pattern in patterns:
        if compile_pattern(pattern).fullmatch(path) or compile_pattern(f"{pattern}.*").fullmatch(path):
            return "whole"
        if _may_reach(pattern, path):
            relation = "inside"
    return relation


def _may_reach(pattern: str, path: str) -> bool:
    parts, wanted = path.split("."), pattern.split(".")
    for part, want in zip(parts, wanted, strict=False):
        if "*" in want and compile_pattern(want).fullmatch(part) is None:
            return "*" in pattern and compile_pattern(want.partition("*")[0] + "*").fullmatch(part) is not None
        if "*" in want:
            return True
        if part != want:
            return False
    return len(wanted) > len(parts)


def _filter(
    value: dict[str, Any], prefix: str, includes: tuple[str, ...], excludes: tuple[str, ...], taken: bool
) -> dict[str, Any]:
    """taken: whether an include pattern took the object as a whole already."""
    kept: dict[str, Any] = {}
    for key, member in value.items():
        path = f"{prefix}{key}"
        if excludes and _relation(excludes, path) == "whole":
            continue
        relation = "whole" if taken else _relation(includes, path)
        if relation == "whole" and not excludes:
            kept[key] = member
        elif relation:
            inner = _descend(member, path, includes, excludes, relation == "whole")
            if inner is not None:
                kept[key] = inner[0]
    return kept


def _descend(
    member: Any, path: str, includes: tuple[str, ...], excludes: tuple[str, ...], taken: bool
) -> tuple[Any] | None:
    """Returns what is kept of a member in a tuple, None if nothing."""
    if isinstance(member, dict):
        inner = _filter(member, f"{path}.", includes, excludes, taken)
        return (inner,) if inner or taken or not member else None
    if isinstance(member, list):
        items = [found[0] for found in (_descend(item, path, includes, excludes, taken) for item in member) if found]
        return (items,) if items or taken else None
    return (member,) if taken else None

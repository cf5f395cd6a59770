"""Parts of JSON objects, chosen by dotted patterns with `*`."""

from bisect import bisect_left
from collections.abc import Mapping
from typing import Any

from findling.base.wildcards import matches, may_begin
from findling.base.work.short_cache import short_cache


def filter_object(
    document: Mapping[str, object], includes: tuple[str, ...], excludes: tuple[str, ...]
) -> dict[str, object]:
    """Returns the parts of an object that some pattern includes (all if there is none) and no pattern excludes."""
    return _filter_object(document, "", _patterns(includes), _patterns(excludes), not includes)


class _Patterns:
    """Patterns of paths: those without stars are looked up, however many they are; a star stands for dots too."""

    def __init__(self, patterns: tuple[str, ...]) -> None:
        self._paths = sorted({pattern for pattern in patterns if "*" not in pattern})
        self._exact = frozenset(self._paths)
        self._starred = tuple({pattern for pattern in patterns if "*" in pattern})

    @property
    def has_stars(self) -> bool:
        """Whether any pattern has a star."""
        return bool(self._starred)

    def take(self, path: str) -> bool:
        """Whether a pattern takes a path, or a path above it."""
        return self._has(path) or any(matches(p, path) or matches(f"{p}.*", path) for p in self._starred)

    def may_take_below(self, path: str) -> bool:
        """Whether a pattern may take something below a path."""
        below = f"{path}."
        at = bisect_left(self._paths, below)
        if at < len(self._paths) and self._paths[at].startswith(below):
            return True
        return any(may_begin(pattern, below) for pattern in self._starred)

    def _has(self, path: str) -> bool:
        if path in self._exact:
            return True
        dot = path.rfind(".")
        while dot >= 0:
            if path[:dot] in self._exact:
                return True
            dot = path.rfind(".", 0, dot)
        return False


@short_cache(256)
def _patterns(patterns: tuple[str, ...]) -> _Patterns | None:
    return _Patterns(patterns) if patterns else None


def _filter_object(
    value: Mapping[str, object], prefix: str, includes: _Patterns | None, excludes: _Patterns | None, inside: bool
) -> dict[str, object]:
    """inside: whether an include pattern has taken the object already."""
    kept: dict[str, Any] = {}
    for key, entry in value.items():
        path = f"{prefix}{key}"
        if excludes is not None and excludes.take(path):
            continue
        taken = inside or (includes is not None and includes.take(path))
        if taken and (excludes is None or not excludes.may_take_below(path)):
            kept[key] = entry
        elif taken or (includes is not None and includes.may_take_below(path)):
            found = _filter_value(entry, path, includes, excludes, taken)
            if found is not _DROPPED:
                kept[key] = found
    return kept


_DROPPED = object()


def _filter_value(
    value: object, path: str, includes: _Patterns | None, excludes: _Patterns | None, taken: bool
) -> object:
    if isinstance(value, Mapping):
        kept = _filter_object(value, f"{path}.", includes, excludes, taken)
        return kept if kept or (taken and _stays_empty(value, excludes)) else _DROPPED
    if isinstance(value, list):
        entries = [_filter_value(entry, path, includes, excludes, taken) for entry in value]
        left = [entry for entry in entries if entry is not _DROPPED]
        if excludes is not None and excludes.has_stars:
            left = [entry for entry in left if entry or not isinstance(entry, (dict, list))]
        return left if left or (taken and _stays_empty(value, excludes)) else _DROPPED
    return value if taken else _DROPPED


def _stays_empty(value: Mapping[str, Any] | list[Any], excludes: _Patterns | None) -> bool:
    """Whether an object or list of which nothing is left is shown: as in Elasticsearch, if a pattern has a star."""
    return not value or (excludes is not None and excludes.has_stars)

"""Parts of JSON objects, chosen by dotted patterns with `*`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any


def filter_object(document: Mapping[str, Any], includes: tuple[str, ...], excludes: tuple[str, ...]) -> dict[str, Any]:
    """Returns the parts of an object that some pattern includes (all if there is none) and no pattern excludes."""
    return _filter_object(document, "", _compiled(includes), _compiled(excludes), not includes)


@dataclass(frozen=True, slots=True)
class _Patterns:
    """Compiled patterns.

    whole: matches a path that a pattern takes, or a path below one
    partial: matches a path below which a pattern may take something
    """

    whole: re.Pattern[str]
    partial: re.Pattern[str]


@lru_cache(maxsize=256)
def _compiled(patterns: tuple[str, ...]) -> _Patterns | None:
    if not patterns:
        return None
    whole = "|".join(f"(?:{_regex(pattern)}(?:\\..*)?)" for pattern in patterns)
    partial = "|".join(prefix for pattern in patterns for prefix in _prefixes(pattern))
    return _Patterns(re.compile(whole, re.DOTALL), re.compile(partial or "(?!)", re.DOTALL))


def _regex(pattern: str) -> str:
    return ".*".join(map(re.escape, pattern.split("*")))


def _prefixes(pattern: str) -> list[str]:
    """Returns expressions for all paths above what a pattern takes."""
    parts = pattern.split(".")
    found = []
    for i in range(1, len(parts)):
        found.append(_regex(".".join(parts[:i])))
    star = pattern.find("*")
    if star >= 0:
        # a star also stands for dots: anything that begins like the part before it may lead there
        head = pattern[:star]
        found.append(re.escape(head) + ".*")
        found += [re.escape(head[:at]) for at in range(len(head)) if head[at] == "."]
    return found


def _filter_object(
    value: Mapping[str, Any], prefix: str, includes: _Patterns | None, excludes: _Patterns | None, inside: bool
) -> dict[str, Any]:
    """inside: whether an include pattern has taken the object already."""
    kept: dict[str, Any] = {}
    for key, entry in value.items():
        path = f"{prefix}{key}"
        if excludes is not None and excludes.whole.fullmatch(path):
            continue
        taken = inside or (includes is not None and includes.whole.fullmatch(path) is not None)
        if taken and excludes is None:
            kept[key] = entry
        elif taken or (includes is not None and includes.partial.fullmatch(path)):
            found = _filter_value(entry, path, includes, excludes, taken)
            if found is not _DROPPED:
                kept[key] = found
    return kept


_DROPPED = object()


def _filter_value(value: Any, path: str, includes: _Patterns | None, excludes: _Patterns | None, taken: bool) -> Any:
    if isinstance(value, Mapping):
        kept = _filter_object(value, f"{path}.", includes, excludes, taken)
        return kept if kept or taken else _DROPPED
    if isinstance(value, list):
        entries = [_filter_value(entry, path, includes, excludes, taken) for entry in value]
        left = [entry for entry in entries if entry is not _DROPPED]
        return left if left or taken else _DROPPED
    return value if taken else _DROPPED

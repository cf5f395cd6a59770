"""`_source` filtering: which parts of a document are shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson

from findling.base.errors import ParsingError
from findling.search.query.parameters import json_token


@dataclass(frozen=True, slots=True)
class SourceFilter:
    """Dotted patterns with `*` to keep (none: all) and to leave out.

    enabled: whether the source is shown at all
    """

    enabled: bool = True
    includes: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether the document is shown as it is."""
        return self.enabled and not self.includes and not self.excludes

    def apply(self, source: bytes) -> Any:
        """Returns the source as a JSON value to be spliced into the response; undecoded if nothing is filtered."""
        if self.is_whole:
            return orjson.Fragment(source)
        return self.filter(orjson.loads(source))

    def filter(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """Returns the wanted parts of a decoded document."""
        kept = _filter_object(document, "", _compiled(self.includes), _compiled(self.excludes), not self.includes)
        return kept if isinstance(kept, dict) else {}


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


def parse_source_filter(value: Any) -> SourceFilter:
    """Reads `_source`: true, false, a pattern, patterns, or an object of includes and excludes. Raises ParsingError."""
    if isinstance(value, bool) or value in ("true", "false"):
        return SourceFilter(enabled=value in (True, "true"))
    if isinstance(value, (str, list)):
        return SourceFilter(includes=_patterns(value))
    if not isinstance(value, Mapping):
        raise ParsingError(
            f"Expected one of [VALUE_BOOLEAN, START_OBJECT, VALUE_STRING, START_ARRAY] but found [{json_token(value)}]"
        )
    includes: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    for key, patterns in value.items():
        if key in ("includes", "include"):
            includes = _patterns(patterns)
        elif key in ("excludes", "exclude"):
            excludes = _patterns(patterns)
        else:
            raise ParsingError(f"Unknown key for a {json_token(patterns)} in [{key}].")
    return SourceFilter(includes=includes, excludes=excludes)


def _patterns(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list) and all(isinstance(entry, str) for entry in value):
        return tuple(value)
    raise ParsingError(f"Unknown key for a {json_token(value)} in [_source].")


def source_filter_of_parameters(params: Mapping[str, Any]) -> SourceFilter | None:
    """Returns the filter of the URL parameters _source, _source_includes and _source_excludes, None without any."""
    value = params.get("_source")
    includes = _list_of(params, "_source_includes") or _list_of(params, "_source_include")
    excludes = _list_of(params, "_source_excludes") or _list_of(params, "_source_exclude")
    enabled = True
    if value is not None:
        if value in ("true", "false", "", True, False):
            enabled = value not in ("false", False)
        else:
            includes = tuple(str(value).split(","))
    elif not includes and not excludes:
        return None
    return SourceFilter(enabled, includes, excludes)


def _list_of(params: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = params.get(name)
    return tuple(str(value).split(",")) if value else ()

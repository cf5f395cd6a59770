"""`_source` filtering: which parts of a document are shown."""

from __future__ import annotations

import copyreg
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from findling.base.errors import ParsingError
from findling.base.json_values import as_boolean, json_token, required_text
from findling.base.object_filter import filter_object
from findling.base.work.json_decoding import decode


def _fragment_parts(fragment: orjson.Fragment) -> tuple[type[orjson.Fragment], tuple[bytes]]:
    return orjson.Fragment, (orjson.dumps(fragment),)


# sources are parts of answers that are copied and kept
copyreg.pickle(orjson.Fragment, _fragment_parts)


@dataclass(frozen=True, slots=True)
class SourceFilter:
    """Dotted patterns with `*` to keep (none: all) and to leave out.

    enabled: whether the source is shown at all
    exclude_vectors: whether the fields that hold vectors are left out
    """

    enabled: bool = True
    includes: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    exclude_vectors: bool = False

    def on_fields(self, vectors: Sequence[str]) -> SourceFilter:
        """Returns the filter under a mapping with these fields of vectors."""
        if not self.exclude_vectors:
            return self
        return SourceFilter(self.enabled, self.includes, (*self.excludes, *vectors))

    @property
    def is_whole(self) -> bool:
        """Whether the document is shown as it is."""
        return self.enabled and not self.includes and not self.excludes

    @property
    def shown(self) -> Callable[[bytes], object]:
        """What `apply` does, looked up once for many documents."""
        return orjson.Fragment if self.is_whole else self.apply

    def apply(self, source: bytes) -> object:
        """Returns the source as a JSON value to be spliced into the response; undecoded if nothing is filtered."""
        if self.is_whole:
            return orjson.Fragment(source)
        return self.filter(decode(source))

    def filter(self, document: Mapping[str, object]) -> dict[str, Any]:
        """Returns the wanted parts of a decoded document."""
        return filter_object(document, self.includes, self.excludes)


WHOLE_SOURCE: Final = SourceFilter()
_NO_SOURCE: Final = SourceFilter(enabled=False)


def parse_source_filter(value: object) -> SourceFilter:
    """Reads `_source`: true, false, a pattern, patterns, or an object of includes and excludes. Raises ParsingError."""
    if isinstance(value, bool):
        return WHOLE_SOURCE if value else _NO_SOURCE
    if isinstance(value, str):
        return SourceFilter(includes=(value,))
    if isinstance(value, list):
        return SourceFilter(includes=tuple([required_text(entry) for entry in value]))
    if value is None:
        raise ParsingError("Unknown key for a VALUE_NULL in [_source].")
    if not isinstance(value, Mapping):
        raise ParsingError(
            f"Expected one of [VALUE_BOOLEAN, VALUE_STRING, START_ARRAY, START_OBJECT] but found [{json_token(value)}]"
        )
    includes: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    without = False
    for key, patterns in value.items():
        if key in ("includes", "include"):
            includes = _patterns(key, patterns)
        elif key in ("excludes", "exclude"):
            excludes = _patterns(key, patterns)
        elif key == "exclude_vectors" and isinstance(patterns, (bool, str)):
            without = as_boolean(patterns)
        else:
            raise ParsingError(f"Unknown key for a {json_token(patterns)} in [{key}].")
    return SourceFilter(includes=includes, excludes=excludes, exclude_vectors=without)


def _patterns(name: str, value: object) -> tuple[str, ...]:
    patterns = value if isinstance(value, list) else [value]
    for pattern in patterns:
        if not isinstance(pattern, str):
            raise ParsingError(f"Unknown key for a {json_token(pattern)} in [{name}].")
    return tuple(patterns)


def source_filter_of_parameters(params: Mapping[str, object]) -> SourceFilter | None:
    """Returns the filter of the URL parameters that begin with `_source`, None without any."""
    value = params.get("_source")
    includes = _list_of(params, "_source_includes") or _list_of(params, "_source_include")
    excludes = _list_of(params, "_source_excludes") or _list_of(params, "_source_exclude")
    without = "_source_exclude_vectors" in params and as_boolean(params["_source_exclude_vectors"] or True)
    enabled = True
    if value is not None:
        if value in ("true", "false", "", True, False):
            enabled = value not in ("false", False)
        else:
            includes = includes or tuple(str(value).split(","))
    elif not includes and not excludes and "_source_exclude_vectors" not in params:
        return None
    return SourceFilter(enabled, includes, excludes, without)


def _list_of(params: Mapping[str, object], name: str) -> tuple[str, ...]:
    value = params.get(name)
    return tuple(str(value).split(",")) if value else ()

"""Reading JSON (and YAML, CBOR) bodies."""

import importlib
import math
from functools import cache
from typing import Any, ClassVar

import orjson

from findling.base.duplicate_keys import check_names
from findling.base.errors import UnsupportedContentTypeError, XContentParseError
from findling.base.json_fault import json_error
from findling.base.lazy import lazy_module
from findling.base.work.json_decoding import decode
from findling.rest.json_comments import without_comments
from findling.rest.media_types import MediaType

_yaml = lazy_module("yaml")


def parse_json(raw: bytes, content_type: MediaType | None = None, by_names: bool = False) -> object:
    """Returns a decoded body. Raises XContentParseError that names line and column.

    by_names: how the end of a text that is cut off is told, see JsonFault.error
    """
    kind = content_type.format if content_type is not None else "json"
    if kind == "yaml":
        return _parse_yaml(raw)
    if kind == "cbor":
        return _parse_cbor(raw)
    if kind == "smile":
        raise UnsupportedContentTypeError("Content-Type header [application/smile] is not supported")
    return parse_json_text(raw, by_names)


def parse_json_text(raw: bytes, by_names: bool = False) -> object:
    """Returns decoded JSON. Raises XContentParseError."""
    try:
        value = _loads(raw)
    except orjson.JSONDecodeError as error:
        fault = json_error(raw, error, by_names)
        raise fault from fault.__cause__
    check_names(raw, value)
    return value


def _loads(raw: bytes) -> object:
    try:
        return decode(raw)
    except orjson.JSONDecodeError:
        if b"/*" not in raw and b"//" not in raw:
            raise
    return decode(without_comments(raw))


def _parse_yaml(raw: bytes) -> object:
    try:
        return as_json(_yaml.load(raw, _json_loader()))
    except (_yaml.YAMLError, RecursionError, ValueError, TypeError) as error:
        raise XContentParseError(f"[1:1] {error}", line=1, col=1) from None


@cache
def _json_loader() -> object:
    """Returns a loader of the YAML that is JSON written in another way: no aliases, and dates are texts."""

    class JsonLoader(_yaml.SafeLoader):  # type: ignore[misc, name-defined]  # the module is Any
        yaml_implicit_resolvers: ClassVar[Any] = {
            first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":timestamp", ":merge"))]
            for first, resolvers in _yaml.SafeLoader.yaml_implicit_resolvers.items()
        }

        def compose_node(self, parent: object, index: object) -> object:
            if self.check_event(_yaml.AliasEvent):
                raise _yaml.YAMLError("aliases are not supported: an alias can stand for more than there is memory")
            return super().compose_node(parent, index)

    return JsonLoader


def _parse_cbor(raw: bytes) -> Any:
    module = load_cbor()
    try:
        return as_json(module.loads(raw))
    except (module.CBORDecodeError, RecursionError, ValueError, TypeError, MemoryError, OverflowError) as error:
        raise XContentParseError(f"[1:1] {error}", line=1, col=1) from None


def as_json(value: object) -> Any:
    """Returns a decoded value if it is JSON, names of scalars as text. Raises ValueError for anything else.

    An object or array that stands in two places is refused: it may stand in so many that there is no end to them.
    """
    return _as_json(value, set())


def _as_json(value: Any, seen: set[int]) -> Any:
    kind = type(value)
    if kind in (bool, type(None)):
        return value
    if kind is str:
        value.encode()  # raises UnicodeEncodeError, a ValueError, for half of a character
        return value
    if kind in (int, float):
        if not (-(2**63) <= value < 2**64 if kind is int else math.isfinite(value)):
            raise ValueError(f"Numeric value ({str(value)[:40]}) out of range")
        return value
    if kind not in (dict, list):
        raise ValueError(f"a value of type [{kind.__name__}] is not JSON")
    if id(value) in seen:
        raise ValueError("a value that stands in several places is not JSON")
    seen.add(id(value))
    if kind is list:
        return [_as_json(entry, seen) for entry in value]
    return {_name(key): _as_json(entry, seen) for key, entry in value.items()}


def _name(key: object) -> str:
    if type(key) is bool:
        return "true" if key else "false"
    if type(key) not in (str, int, float, type(None)):
        raise ValueError(f"a name of type [{type(key).__name__}] is not JSON")
    return "null" if key is None else str(key)


def load_cbor() -> Any:
    """Returns the optional cbor2 module. Raises UnsupportedContentTypeError if it is not installed."""
    try:
        return importlib.import_module("cbor2")
    except ModuleNotFoundError as error:
        raise UnsupportedContentTypeError(
            "Content-Type header [application/cbor] is not supported: it needs findling[cbor]"
        ) from error

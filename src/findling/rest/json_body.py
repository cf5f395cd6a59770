"""Reading JSON (and YAML, CBOR) bodies."""

import importlib
from typing import Any

import orjson

from findling.base.duplicate_keys import check_names
from findling.base.errors import UnsupportedContentTypeError, XContentParseError
from findling.base.lazy import lazy_module
from findling.rest.media_types import MediaType

_yaml = lazy_module("yaml")


def parse_json(raw: bytes, content_type: MediaType | None = None) -> Any:
    """Returns a decoded body. Raises XContentParseError that names line and column."""
    kind = content_type.format if content_type is not None else "json"
    if kind == "yaml":
        return _parse_yaml(raw)
    if kind == "cbor":
        return _parse_cbor(raw)
    if kind == "smile":
        raise UnsupportedContentTypeError("Content-Type header [application/smile] is not supported")
    return parse_json_text(raw)


def parse_json_text(raw: bytes, first_line: int = 1) -> Any:
    """Returns decoded JSON.

    first_line: number of the first line of `raw` in the whole body, for the error
    """
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        line = error.lineno + first_line - 1
        raise XContentParseError(f"[{line}:{error.colno}] {_fault(error)}", line=line, col=error.colno) from None
    check_names(raw, value, first_line)
    return value


def _fault(error: orjson.JSONDecodeError) -> str:
    message = error.msg.partition(": line")[0]
    if "ecursion" in message:
        return "Document nesting depth (1001) exceeds the maximum allowed (1000)"
    return f"Unexpected content: {message}"


def _parse_yaml(raw: bytes) -> Any:
    try:
        return _yaml.safe_load(raw)
    except (_yaml.YAMLError, RecursionError) as error:
        raise XContentParseError(f"[1:1] {error}", line=1, col=1) from None


def _parse_cbor(raw: bytes) -> Any:
    module = load_cbor()
    try:
        return module.loads(raw)
    except (module.CBORDecodeError, RecursionError) as error:
        raise XContentParseError(f"[1:1] {error}", line=1, col=1) from None


def load_cbor() -> Any:
    """Returns the optional cbor2 module. Raises UnsupportedContentTypeError if it is not installed."""
    try:
        return importlib.import_module("cbor2")
    except ModuleNotFoundError as error:
        raise UnsupportedContentTypeError(
            "Content-Type header [application/cbor] is not supported: it needs findling[cbor]"
        ) from error

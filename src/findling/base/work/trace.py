"""Whose request runs here: the ids that a client sent, for the log lines of what was slow or is outdated."""

import re
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Final

_NOBODYS: Final[Mapping[str, str]] = {}
_HEADERS: Final[ContextVar[Mapping[str, str]]] = ContextVar("headers", default=_NOBODYS)
_TRACE: Final = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")
"""The header `traceparent` of the W3C's Trace Context."""


def begin_trace(headers: Mapping[str, str]) -> None:
    """Says that what runs from now on in this thread is of a request with these headers, names in lower case."""
    _HEADERS.set(headers)


def trace_members() -> dict[str, str]:
    """Returns the ids of the request by their names in the Elastic Common Schema: those that the client sent."""
    headers = _HEADERS.get()
    found = _TRACE.fullmatch(headers.get("traceparent", ""))
    members = {} if found is None else {"trace.id": found[1]}
    if "x-opaque-id" in headers:
        members["elasticsearch.slowlog.id"] = headers["x-opaque-id"]
    return members

"""Many searches in one request; each succeeds or fails by itself, but all have to be readable."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import orjson

from findling.base.duplicate_keys import check_names
from findling.base.error_body import error_body
from findling.base.errors import (
    ActionRequestValidationError,
    FindlingError,
    IllegalArgumentError,
    ParseError,
    ParsingError,
    TaskCancelledError,
)
from findling.base.json_fault import json_error
from findling.base.json_values import json_text, json_token
from findling.base.work.breakers import MemoryAccount
from findling.base.work.current import check_work

_HEADER_KEYS: Final = frozenset(
    {
        "index", "indices", "type", "search_type", "preference", "routing", "request_cache",
        "allow_partial_search_results",
        "ignore_unavailable", "ignoreUnavailable", "allow_no_indices", "allowNoIndices", "expand_wildcards",
        "expandWildcards", "ccs_minimize_roundtrips", "ignore_throttled", "version",
    }
)  # fmt: skip

_BYTES_PER_RESPONSE: Final = 2_000
_UNCOUNTED: Final = 20
"""So many responses are not counted, which takes as long as writing them."""


class Entry(NamedTuple):
    """One of many searches: its header, the search, and the line in which that stands."""

    header: dict[str, Any]
    body: dict[str, Any]
    line: bytes


SearchOne = Callable[[Mapping[str, Any], dict[str, Any]], dict[str, Any]]
CheckOne = Callable[[Entry], None]


def parse_multi_search(body: bytes) -> list[Entry]:
    """Returns the searches. Raises IllegalArgumentError or XContentParseError that names the line."""
    if not body.strip():
        raise ActionRequestValidationError("Validation Failed: 1: no requests added;")
    if not body.endswith(b"\n"):
        raise IllegalArgumentError("The msearch request must be terminated by a newline [\n]")
    lines = body.split(b"\n")[:-1]
    entries: list[Entry] = []
    number = 0
    while number < len(lines):
        if not lines[number].strip() and number + 1 == len(lines):
            break
        header = _load(lines[number], number + 1)
        if number + 1 >= len(lines):
            break
        for key in header:
            if key not in _HEADER_KEYS:
                raise IllegalArgumentError(f"key [{key}] is not supported in the metadata section")
        if "index" in header and header["index"] is None:
            raise ParseError("Expected a list of strings but got null")
        if not lines[number + 1].strip():
            raise ParsingError("Expected [START_OBJECT] but found [null]", line=number + 2, col=1)
        entries.append(Entry(header, _load(lines[number + 1], number + 2), lines[number + 1]))
        number += 2
    if not entries:
        raise ActionRequestValidationError("Validation Failed: 1: no requests added;")
    return entries


def _load(line: bytes, number: int) -> dict[str, object]:
    if not line.strip():
        return {}
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        fault = json_error(line, error)
        raise fault from fault.__cause__
    if not isinstance(value, dict):
        raise ParsingError(f"Expected [START_OBJECT] but found [{json_token(value)}]", line=number, col=1)
    check_names(line, value)
    return value


def multi_search(
    entries: Sequence[Entry], search_one: SearchOne, check_one: CheckOne, account: MemoryAccount
) -> dict[str, object]:
    """Returns the responses in order, each with its status.

    check_one: raises what is wrong with a search by itself, which no index has to be looked at for; then all fail
    account: of what the responses take until all are there
    """
    started = time.perf_counter()
    responses = []
    for entry in entries:
        check_work()
        responses.append(_respond(entry, search_one, check_one))
        if len(responses) > _UNCOUNTED:
            account.add(_BYTES_PER_RESPONSE + len(json_text(responses[-1])), "<msearch>")
    return {"took": int((time.perf_counter() - started) * 1000), "responses": responses}


def _respond(entry: Entry, search_one: SearchOne, check_one: CheckOne) -> dict[str, Any]:
    try:
        return {**search_one(entry.header, entry.body), "status": 200}
    except (ActionRequestValidationError, TaskCancelledError):
        raise
    except FindlingError as error:
        check_one(entry)
        return error_body(error)

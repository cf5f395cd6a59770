"""How an error looks in a response: the one place that says so, for whole responses, bulk items and shard failures."""

import re
import traceback
from collections.abc import Mapping
from typing import Any

from findling.base.errors import FindlingError

_CAUSE_DEPTH = 100

# Java's own and Lucene's exceptions, which Elasticsearch does not take for a root cause by themselves: it wraps them
_FOREIGN_TYPES = frozenset(
    {
        "illegal_argument_exception", "number_format_exception", "date_time_parse_exception", "illegal_state_exception",
        "x_content_parse_exception", "query_validation_exception", "named_object_not_found_exception",
        "array_index_out_of_bounds_exception", "index_out_of_bounds_exception", "date_time_exception",
        "unsupported_operation_exception", "too_many_clauses", "validation_exception",
        "action_request_validation_exception", "null_pointer_exception", "query_syntax_exception",
        "too_complex_to_determinize_exception", "class_cast_exception", "arithmetic_exception",
        "string_index_out_of_bounds_exception", "json_parse_exception", "input_coercion_exception",
        "zone_rules_exception", "size_limit_exceeded_exception",
        "json_e_o_f_exception", "x_content_e_o_f_exception",
    }
)  # fmt: skip


_OF_PARSING = frozenset({"x_content_parse_exception", "named_object_not_found_exception"})


def error_object(error: BaseException, with_trace: bool = False) -> dict[str, object]:
    """Returns type, reason, metadata and caused_by of an exception.

    with_trace: adds `stack_trace` (the `error_trace` parameter)
    """
    return _error_object(error, with_trace, 0)


def _error_object(error: BaseException, with_trace: bool, depth: int) -> dict[str, object]:
    body: dict[str, Any] = {"type": error_type(error), "reason": shown_reason(error)}
    if isinstance(error, FindlingError):
        body.update(error.metadata)
    if _shows_cause(error) and error.__cause__ is not None and depth < _CAUSE_DEPTH:
        body["caused_by"] = _error_object(error.__cause__, with_trace, depth + 1)
    if with_trace:
        body["stack_trace"] = "".join(traceback.format_exception(error))
    return body


def _shows_cause(error: BaseException) -> bool:
    """Whether the cause is one that a client may see; Python's own exceptions beneath ours say nothing to it."""
    return isinstance(error.__cause__, FindlingError) or not isinstance(error, FindlingError)


def error_type(error: BaseException) -> str:
    """Returns Elasticsearch's name of an error's class; foreign exceptions get theirs in snake case."""
    if isinstance(error, FindlingError):
        return error.type
    if isinstance(error, OSError):
        return "i_o_exception"
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", type(error).__name__).lower()
    return name.removesuffix("_error") + "_exception"


def shown_reason(error: BaseException) -> str | None:
    """Returns an error's message; None for an error that has none in Elasticsearch either."""
    return error.shown_reason if isinstance(error, FindlingError) else reason(error)


def reason(error: BaseException) -> str:
    """Returns an error's message."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror  # without the path, which is nobody's business
    return error.reason if isinstance(error, FindlingError) else str(error)


def status_of(error: BaseException) -> int:
    """Returns the HTTP status of an error; 500 for exceptions that nobody raised on purpose."""
    return error.status if isinstance(error, FindlingError) else 500


def error_body(error: BaseException, with_trace: bool = False) -> dict[str, object]:
    """Returns the whole body of a failed request: error with root_cause, and status."""
    shown = error_object(error, with_trace)
    return {"error": {"root_cause": _root_causes(error, shown), **shown}, "status": status_of(error)}


def _root_causes(error: BaseException, shown: dict[str, Any]) -> list[dict[str, Any]]:
    """The errors without their causes: of each shard that failed, else the innermost one that says something.

    None where no shard failed, but the merging of their results.
    """
    failures = shown.get("failed_shards")
    if failures is None:
        return [root_cause(shown)]
    return [root_cause(failure["reason"]) for failure in failures]


def is_foreign(shown: Mapping[str, object]) -> bool:
    """Whether a rendered error is an exception of Java or Lucene rather than one of Elasticsearch's own."""
    if shown["type"] == "parse_exception":
        # Lucene's parser has an exception of the same name
        return str(shown["reason"]).startswith("Cannot parse '")
    return shown["type"] in _FOREIGN_TYPES


def root_cause(shown: dict[str, Any]) -> dict[str, Any]:
    """Returns the innermost of a rendered error and its causes that Elasticsearch would name, without its own cause.

    It goes down through its own exceptions and those of parsing, and stops above all others.
    """
    cause = shown.get("caused_by")
    while cause is not None and shown["type"] != "script_exception":
        is_parsing = shown["type"] == "x_content_parse_exception" and cause["type"] in _OF_PARSING
        if is_foreign(cause) and not is_parsing:
            break
        if is_foreign(shown) and shown["type"] != "x_content_parse_exception":
            break
        shown, cause = cause, cause.get("caused_by")
    plain = {key: value for key, value in shown.items() if key != "caused_by"}
    if "suppressed" in plain:
        plain["suppressed"] = _without_causes(plain["suppressed"])
    return plain


def _without_causes(shown: Any) -> Any:
    """Returns errors, and all that they are made of, without causes."""
    if isinstance(shown, list):
        return [_without_causes(entry) for entry in shown]
    if not isinstance(shown, Mapping):
        return shown
    return {key: _without_causes(value) for key, value in shown.items() if key != "caused_by"}

"""How an error looks in a response: the one place that says so, for whole responses, bulk items and shard failures."""

import re
import traceback
from typing import Any

from findling.base.errors import FindlingError

_CAUSE_DEPTH = 10


def error_object(error: BaseException, with_trace: bool = False) -> dict[str, Any]:
    """Returns type, reason, metadata and caused_by of an exception.

    with_trace: adds `stack_trace` (the `error_trace` parameter)
    """
    return _error_object(error, with_trace, 0)


def _error_object(error: BaseException, with_trace: bool, depth: int) -> dict[str, Any]:
    body: dict[str, Any] = {"type": error_type(error), "reason": reason(error)}
    if isinstance(error, FindlingError):
        body.update(error.metadata)
    if error.__cause__ is not None and depth < _CAUSE_DEPTH:
        body["caused_by"] = _error_object(error.__cause__, with_trace, depth + 1)
    if with_trace:
        body["stack_trace"] = "".join(traceback.format_exception(error))
    return body


def error_type(error: BaseException) -> str:
    """Returns Elasticsearch's name of an error's class; foreign exceptions get theirs in snake case."""
    if isinstance(error, FindlingError):
        return error.type
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", type(error).__name__).lower()
    return name.removesuffix("_error") + "_exception"


def reason(error: BaseException) -> str:
    """Returns an error's message."""
    return error.reason if isinstance(error, FindlingError) else str(error)


def status_of(error: BaseException) -> int:
    """Returns the HTTP status of an error; 500 for exceptions that nobody raised on purpose."""
    return error.status if isinstance(error, FindlingError) else 500


def error_body(error: BaseException, with_trace: bool = False) -> dict[str, Any]:
    """Returns the whole body of a failed request: error with root_cause, and status."""
    shown = error_object(error, with_trace)
    return {"error": {"root_cause": _root_causes(error, shown), **shown}, "status": status_of(error)}


def _root_causes(error: BaseException, shown: dict[str, Any]) -> list[dict[str, Any]]:
    """The errors without their causes: of each shard that failed, else of the innermost wrapped Findling error."""
    failures = shown.get("failed_shards")
    if failures:
        causes = [{k: v for k, v in failure["reason"].items() if k != "caused_by"} for failure in failures]
        return [cause for i, cause in enumerate(causes) if cause not in causes[:i]]
    if failures is not None and "caused_by" not in shown:
        return []
    return [{key: value for key, value in shown.items() if key != "caused_by"}]

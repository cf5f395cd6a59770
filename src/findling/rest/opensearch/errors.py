"""Errors by OpenSearch's types and in its words."""

import re
from collections.abc import Callable
from typing import Any, Final

_DOCUMENT: Final = "document_parsing_exception"
_PLACE: Final = re.compile(r"^\[\d+:\d+\] ")
_WRAPPER: Final = "Failed to parse mapping: "
"""What begins the error around that of a mapping: OpenSearch has it where indices are made, not where mappings grow."""
_REWORDED: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (re.compile(r"Failed to parse mapping: "), "Failed to parse mapping [_doc]: "),
    (
        re.compile(r"The mapper type \[(.*?)\] declared on field \[(.*?)\] does not exist\. .*", re.DOTALL),
        r"No handler for type [\1] declared on field [\2]",
    ),
    (re.compile(r" unless the `reopen` query parameter is set to true\..*", re.DOTALL), ""),
)


def translated_error(body: dict[str, Any], path: str = "") -> dict[str, Any]:
    """Returns the body of a failed request as OpenSearch has it. path: that of the request"""
    error = body.get("error")
    if not isinstance(error, dict):
        return body
    if "/_mapping" in path and str(error.get("reason")).startswith(_WRAPPER):
        cause = error.get("caused_by") or error
        error = {"root_cause": [cause], **cause}
    shown = _everywhere(error, _reworded)
    failures = shown.get("failed_shards")
    if failures and "caused_by" not in shown:
        shown["caused_by"] = failures[0]["reason"]
    return {**body, "error": shown}


def translated_items(body: dict[str, Any]) -> dict[str, Any]:
    """Returns an answer to a bulk request with its errors as OpenSearch has them."""
    return {**body, "items": _everywhere(body["items"], _reworded)}


def _everywhere(value: Any, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Any:
    if isinstance(value, list):
        return [_everywhere(item, change) for item in value]
    if not isinstance(value, dict):
        return value
    return change({key: _everywhere(member, change) for key, member in value.items()})


def _reworded(error: dict[str, Any]) -> dict[str, Any]:
    """Returns an error, or what holds one, by its type and reason in OpenSearch."""
    reason = error.get("reason")
    if not isinstance(reason, str) or "type" not in error:
        return error
    kind = error["type"]
    if kind == _DOCUMENT:
        kind, reason = "mapper_parsing_exception", _PLACE.sub("", reason)
    elif kind == "illegal_argument_exception" and reason.startswith("unknown setting ["):
        kind = "settings_exception"
    for pattern, words in _REWORDED:
        reason = pattern.sub(words, reason)
    return {**error, "type": kind, "reason": reason}

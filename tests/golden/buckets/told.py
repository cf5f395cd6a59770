"""What is compared of an answer: status, the whole error, or the aggregations."""

import re
from typing import Any

Json = dict[str, Any]


def told(status: int, answer: Json) -> Json:
    """Returns it."""
    if status >= 400:
        error = answer["error"]
        if not isinstance(error, dict):
            return {"status": status, "error": error}
        return {
            "status": status,
            "error": _cause(error),
            "root": [_cause(each) for each in error.get("root_cause", [])[:1]],
        }
    found: Json = {"status": status, "total": answer["hits"].get("total")}
    failures = answer["_shards"].get("failures")
    if failures:
        found["failed"] = [answer["_shards"]["failed"], _cause(failures[0]["reason"])]
    found["aggregations"] = answer.get("aggregations")
    return found


def _cause(error: Json) -> Json:
    shown: Json = {"type": error["type"], "reason": _plain(error.get("reason"))}
    if error["type"] == "search_phase_execution_exception" and error.get("failed_shards"):
        shown["shard"] = _cause(error["failed_shards"][0]["reason"])
    if "caused_by" in error:
        shown["caused_by"] = _cause(error["caused_by"])
    return shown


def _plain(reason: str | None) -> str | None:
    """Returns a reason without what no two servers have in common: places in JSON, and names of Java's objects."""
    if reason is None:
        return None
    return re.sub(r"^\[\d+:\d+\] |@[0-9a-f]{6,8}", "", reason)


def kind_of(lines: list[str]) -> str:
    """Returns what is the same for differences of one kind."""
    return re.sub(r"\d+", "#", lines[0])[:70] if lines else ""

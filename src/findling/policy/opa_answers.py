"""Answers of OPA's REST API that are no values: errors, timings, explanations, where a policy came from."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from findling.base.errors import FindlingError
from findling.policy.engine.errors import DeadlineError, EngineError, RegoError
from findling.policy.store.documents import StorageError
from findling.policy.store.revision import Revision
from findling.version import __version__

COMPILING: Final = "error(s) occurred while compiling module(s)"
EVALUATING: Final = "error(s) occurred while evaluating query"
PARSING_QUERY: Final = "error(s) occurred while parsing query"
_OPS: Final = {"notes": ("note",), "fails": ("fail",), "full": (), "debug": ()}


class OpaError(Exception):
    """An error of OPA's API. code: OPA's, such as invalid_parameter; errors: its parts"""

    def __init__(self, status: int, code: str, message: str, errors: Sequence[Mapping[str, Any]] = ()) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.errors = errors

    def to_json(self) -> dict[str, Any]:
        shown: dict[str, Any] = {"code": self.code, "message": self.message}
        return {**shown, "errors": list(self.errors)} if self.errors else shown


def invalid(message: str) -> OpaError:
    """Returns the error of a parameter or body that is wrong."""
    return OpaError(400, "invalid_parameter", message)


def opa_error(error: Exception, of_modules: str = COMPILING) -> OpaError:
    """Returns an error as OPA tells it. of_modules: what was done when modules or a query were found wrong"""
    if isinstance(error, RegoError):
        told = [problem.as_json() for problem in error.problems]
        if error.in_evaluation:
            return OpaError(500, "internal_error", EVALUATING, told)
        return OpaError(400, "invalid_parameter", of_modules, told)
    if isinstance(error, StorageError):
        if error.is_missing:
            return OpaError(404, "resource_not_found", str(error))
        return invalid(str(error))
    if isinstance(error, DeadlineError):
        return OpaError(500, "internal_error", EVALUATING, [{"code": "eval_cancel_error", "message": error.reason}])
    if isinstance(error, EngineError):
        return OpaError(error.status, "internal_error", error.reason)
    if isinstance(error, FindlingError):
        code = {404: "resource_not_found", 400: "invalid_parameter"}.get(error.status, "internal_error")
        return OpaError(error.status, code, error.reason)
    raise error


class Timings:
    """What took how long, by OPA's names of timers."""

    def __init__(self) -> None:
        self._started = time.perf_counter_ns()
        self._timers: dict[str, int] = {}

    @contextmanager
    def of(self, name: str) -> Iterator[None]:
        started = time.perf_counter_ns()
        try:
            yield
        finally:
            self._timers[f"timer_{name}_ns"] = time.perf_counter_ns() - started

    def to_json(self) -> dict[str, int]:
        return {
            "counter_server_query_cache_hit": 0,
            **self._timers,
            "timer_server_handler_ns": time.perf_counter_ns() - self._started,
        }


def provenance(revision: Revision) -> dict[str, Any]:
    """Returns where an answer came from."""
    bundles = {name: {"revision": bundle.revision} for name, bundle in revision.bundles.items()}
    shown = {"version": __version__, "build_commit": "", "build_timestamp": "", "build_hostname": ""}
    return {"bundles": bundles, **shown} if bundles else {**shown, "revision": str(revision.number)}


def explanation(trace: Sequence[Mapping[str, Any]], mode: str, as_text: bool) -> list[Any]:
    """Returns what happened during an evaluation. mode: notes, fails, full or debug; as_text: lines for people"""
    depths: dict[int, int] = {}
    for event in trace:
        depths.setdefault(event["query_id"], depths.get(event["parent_id"], -1) + 1)
    wanted = _wanted(trace, mode)
    if as_text:
        return [_line(event, depths[event["query_id"]]) for event in wanted]
    return [
        {
            "op": event["op"].lower(),
            "query_id": event["query_id"],
            "parent_id": event["parent_id"],
            "type": "rule" if event["op"] == "Index" else "expr",
            "node": event.get("node"),
            "location": event.get("location"),
            "message": event.get("message") or "",
            "locals": [
                {"key": {"type": "var", "value": name}, "value": value}
                for name, value in (event.get("locals") or {}).items()
            ],
        }
        for event in wanted
    ]


def _wanted(trace: Sequence[Mapping[str, Any]], mode: str) -> list[Mapping[str, Any]]:
    """Returns the events of a mode, with those in which they happened."""
    ops = _OPS[mode]
    if not ops:
        return list(trace)
    parents = {event["query_id"]: event["parent_id"] for event in trace}
    kept: set[int] = set()
    for event in trace:
        if event["op"].lower() in ops:
            query = event["query_id"]
            while query in parents and query not in kept:
                kept.add(query)
                query = parents[query]
    return [
        event
        for event in trace
        if event["op"].lower() in ops or (event["op"] in ("Enter", "Redo") and event["query_id"] in kept)
    ]


def _line(event: Mapping[str, Any], depth: int) -> str:
    message = f' "{event["message"]}"' if event.get("message") else f" {event.get('node')}"
    return f"{event.get('location') or 'query':<20} {'| ' * depth}{event['op']}{message}"

"""Shards that failed: counted, listed, and turned into one error when none answered."""

from collections.abc import Sequence
from typing import Any

from findling.base.error_body import error_object, status_of
from findling.base.errors import FindlingError, SearchPhaseExecutionError
from findling.node.shard_targets import ShardTarget

Failures = Sequence[tuple[ShardTarget, FindlingError]]


def failure(target: ShardTarget, error: FindlingError, node_id: str | None = None) -> dict[str, Any]:
    """Returns one shard's failure as responses list it."""
    shown = error_object(error)
    shown.setdefault("index_uuid", target.service.uuid)
    shown.setdefault("index", target.index)
    return {"shard": target.number, "index": target.index, "node": node_id, "reason": shown}


def grouped(failures: Failures, node_id: str | None = None) -> list[dict[str, Any]]:
    """Returns failures with one entry for each index and reason."""
    seen = set()
    listed = []
    for target, error in failures:
        key = (target.index, error.type, error.reason)
        if key not in seen:
            seen.add(key)
            listed.append(failure(target, error, node_id))
    return listed


def shards_summary(targets: Sequence[ShardTarget], failures: Failures, node_id: str | None = None) -> dict[str, Any]:
    """Returns the `_shards` of a search-like response."""
    body: dict[str, Any] = {
        "total": len(targets),
        "successful": len(targets) - len(failures),
        "skipped": 0,
        "failed": len(failures),
    }
    if failures:
        body["failures"] = grouped(failures, node_id)
    return body


class AllShardsFailedError(SearchPhaseExecutionError):
    """No shard answered; has the status of what went wrong."""

    def __init__(self, reason: str, status: int, **metadata: Any) -> None:
        super().__init__(reason, **metadata)
        self.status = status  # type: ignore[misc]


def all_shards_failed(failures: Failures, phase: str, node_id: str | None = None) -> AllShardsFailedError:
    """Returns the error of a request of which every shard failed."""
    status = max(status_of(error) for _, error in failures)
    error = AllShardsFailedError(
        "all shards failed", status, phase=phase, grouped=True, failed_shards=grouped(failures, node_id)
    )
    error.__cause__ = failures[0][1] if len(failures) == 1 else None
    return error

"""Shards that failed: counted, listed, and turned into one error when none answered."""

from collections.abc import Sequence
from typing import Any

from findling.base.error_body import error_object, is_foreign, root_cause, status_of
from findling.base.errors import FindlingError, SearchPhaseExecutionError
from findling.node.search.shard_targets import ShardTarget

Failures = Sequence[tuple[ShardTarget, FindlingError]]


def failure(target: ShardTarget, error: FindlingError, node_id: str | None = None) -> dict[str, Any]:
    """Returns one shard's failure as responses list it."""
    shown = error_object(error)
    if "index" in shown or shown["type"] == "query_shard_exception":
        shown.setdefault("index_uuid", target.service.uuid)
        shown.setdefault("index", target.index)
    node_id = target.far.node if target.far is not None else node_id
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


def shards_summary(targets: Sequence[ShardTarget], failures: Failures, node_id: str | None = None) -> dict[str, object]:
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
    listed = grouped(failures, node_id)
    error = AllShardsFailedError("all shards failed", status, phase=phase, grouped=True, failed_shards=listed)
    error.__cause__ = _cause(failures[0][1], listed[0]["reason"])
    return error


def shard_failed(error: FindlingError, index: str) -> AllShardsFailedError:
    """Returns the error of a search of an index that has one shard, and is not searched as others are."""
    listed = [{"shard": 0, "index": index, "node": None, "reason": error_object(error)}]
    failed = AllShardsFailedError(
        "all shards failed", status_of(error), phase="query", grouped=True, failed_shards=listed
    )
    failed.__cause__ = _cause(error, error_object(error))
    return failed


def reduce_failed(error: FindlingError, failures: Failures = ()) -> AllShardsFailedError:
    """Returns the error of a search whose shards have answered, but whose answers do not go together.

    failures: of the shards that did not answer
    """
    return AllShardsFailedError("", status_of(error), phase="fetch", grouped=True, failed_shards=grouped(failures))


def expansion_failed(error: AllShardsFailedError) -> AllShardsFailedError:
    """Returns the error of a search whose groups could not be expanded."""
    return AllShardsFailedError("failed to expand hits", error.status, phase="expand", grouped=True, failed_shards=[])


def lookup_failed(error: FindlingError) -> AllShardsFailedError:
    """Returns the error of a search whose lookup fields could not be looked up."""
    return AllShardsFailedError(
        "failed to fetch lookup fields", status_of(error), phase="fetch_lookup_fields", grouped=True, failed_shards=[]
    )


def context_missing(error: FindlingError) -> AllShardsFailedError:
    """Returns the error of a search whose snapshots are gone: no shard of it is known any more."""
    listed = [{"shard": -1, "index": None, "reason": error_object(error)}]
    failed = AllShardsFailedError("all shards failed", error.status, phase="query", grouped=True, failed_shards=listed)
    failed.__cause__ = error
    return failed


def _cause(error: FindlingError, shown: dict[str, Any]) -> FindlingError | None:
    """Returns what stands as `caused_by` beside the failed shards: nothing if it is the shard's failure itself.

    Exceptions of Java are wrapped by Elasticsearch when it looks for the root cause, so they do appear, twice.
    """
    root = root_cause(shown)
    if is_foreign(root):
        found: FindlingError | None = error
        while found is not None and (found.type, found.reason) != (root["type"], root["reason"]):
            found = found.__cause__ if isinstance(found.__cause__, FindlingError) else None
        return None if found is None else _wrapped(found)
    inner = error
    while isinstance(inner.__cause__, FindlingError) and inner.type != root["type"]:
        inner = inner.__cause__
    return None if inner is error else inner


def _wrapped(error: FindlingError) -> FindlingError:
    wrapper = type(error)(error.reason)
    wrapper.__cause__ = error
    return wrapper

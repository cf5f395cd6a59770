"""What work on all documents that match has done: the status of its task, and its answer."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from findling.base.error_body import error_object
from findling.base.errors import FindlingError, VersionConflictError
from findling.node.documents.bulk_item import BulkItem
from findling.node.services.throttle import UNLIMITED, Throttle


@dataclass(slots=True)
class Counts:
    """What has been done, in all or in one slice."""

    total: int = 0
    created: int = 0
    updated: int = 0
    deleted: int = 0
    noops: int = 0
    batches: int = 0
    version_conflicts: int = 0

    def add(self, item: BulkItem) -> None:
        """Counts a document that was written, or was not because somebody else had."""
        result = "version_conflict" if item.error is not None else item.outcome["result"]
        if result == "created":
            self.created += 1
        elif result == "updated":
            self.updated += 1
        elif result in ("deleted", "not_found"):
            self.deleted += 1
        elif result == "version_conflict":
            self.version_conflicts += 1
        else:
            self.noops += 1

    def status(
        self, throttle: Throttle, slice_id: int | None = None, search_retries: int = 0, canceled: str | None = None
    ) -> dict[str, Any]:
        """Returns the JSON of these counts. search_retries, canceled: as of Progress"""
        speed = throttle.status()
        until = speed.pop("throttled_until_millis")
        return {
            **({} if slice_id is None else {"slice_id": slice_id}),
            "total": self.total,
            "updated": self.updated,
            "created": self.created,
            "deleted": self.deleted,
            "batches": self.batches,
            "version_conflicts": self.version_conflicts,
            "noops": self.noops,
            "retries": {"bulk": 0, "search": search_retries},
            **speed,
            **({} if canceled is None else {"canceled": canceled}),
            "throttled_until_millis": until,
        }


@dataclass(slots=True)
class Progress:
    """What has been done.

    parts: the same for each slice, if the work is sliced; then nothing is counted here
    is_done: whether this slice has ended
    slice_id: which slice it is
    search_retries: how often another cluster was asked again
    aborts: whether a version conflict is a failure
    canceled: why the work ended before its end, None if it did not
    """

    throttle: Throttle = field(default_factory=Throttle)
    aborts: bool = True
    counts: Counts = field(default_factory=Counts)
    parts: list["Progress"] = field(default_factory=list)
    is_done: bool = False
    slice_id: int | None = None
    search_retries: int = 0
    canceled: str | None = None
    failures: list[dict[str, Any]] = field(default_factory=list)
    started: float = field(default_factory=time.perf_counter)

    def add(self, items: Iterable[BulkItem], noops: int = 0) -> None:
        """Counts a batch that was written. noops: documents that were left as they are"""
        self.counts.batches += 1
        self.counts.noops += noops
        for item in items:
            conflict = isinstance(item.error, VersionConflictError)
            if item.error is None or conflict:
                self.counts.add(item)
            if item.error is not None and (self.aborts or not conflict):
                self.failures.append(_failure(item, item.error))

    def cancel(self) -> None:
        """Notes that somebody cancelled the work, which nothing holds back then."""
        self.canceled = "by user request"
        self.throttle.change(UNLIMITED)

    def status(self) -> dict[str, Any]:
        """Returns the status of the task; slices are shown once they have ended."""
        if not self.parts:
            return self.counts.status(self.throttle, self.slice_id, self.search_retries, self.canceled)
        return together([part.status() if part.is_done else None for part in self.parts])

    def response(self, kinds: Iterable[str]) -> dict[str, Any]:
        """kinds: which of created, updated and deleted this API reports."""
        body = self.status()
        hidden = {"created", "updated", "deleted"} - set(kinds)
        for part in (body, *body.get("slices", ())):
            for kind in hidden:
                del part[kind]
        took = int((time.perf_counter() - self.started) * 1000)
        failures = [*self.failures, *(failure for part in self.parts for failure in part.failures)]
        return {"took": took, "timed_out": False, **body, "failures": failures}


_SUMS: Final = ("total", "updated", "created", "deleted", "batches", "version_conflicts", "noops")


def together(slices: Sequence[dict[str, Any] | None]) -> dict[str, Any]:
    """Returns the status of sliced work. slices: those of its parts, None of those that are not to be shown"""
    shown = [part for part in slices if part is not None]
    speeds = [part["requests_per_second"] for part in shown]
    canceled = next((part["canceled"] for part in shown if "canceled" in part), None)
    return {
        **{name: sum(part[name] for part in shown) for name in _SUMS},
        "retries": {kind: sum(part["retries"][kind] for part in shown) for kind in ("bulk", "search")},
        "throttled_millis": sum(part["throttled_millis"] for part in shown),
        "requests_per_second": -1.0 if -1.0 in speeds else float(sum(speeds)),
        **({} if canceled is None else {"canceled": canceled}),
        "throttled_until_millis": min((part["throttled_until_millis"] for part in shown), default=0),
        "slices": list(slices),
    }


def _failure(item: BulkItem, error: FindlingError) -> dict[str, object]:
    return {"index": item.index_name or item.index, "id": item.id, "cause": error_object(error), "status": error.status}


def answer_status(response: dict[str, Any]) -> int:
    """Returns the HTTP status of an answer: that of its worst failure."""
    worst: int = max([200, *(failure["status"] for failure in response.get("failures", ()))])
    return worst

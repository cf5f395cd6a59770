"""What work on all documents that match has done: the status of its task, and its answer."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from findling.base.error_body import error_object
from findling.base.errors import FindlingError, VersionConflictError
from findling.node.documents.bulk_item import BulkItem
from findling.node.services.throttle import Throttle


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

    def status(self, throttle: Throttle, slice_id: int | None = None, search_retries: int = 0) -> dict[str, Any]:
        """Returns the JSON of these counts. search_retries: how often another cluster was asked again"""
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
            **throttle.status(),
        }


@dataclass(slots=True)
class Progress:
    """What has been done.

    slices: the same for each slice, if the work is sliced
    slice_id: which slice it is if the client asked for one
    search_retries: how often another cluster was asked again
    aborts: whether a version conflict is a failure
    """

    throttle: Throttle = field(default_factory=Throttle)
    aborts: bool = True
    counts: Counts = field(default_factory=Counts)
    slices: list[Counts] = field(default_factory=list)
    slice_id: int | None = None
    search_retries: int = 0
    failures: list[dict[str, Any]] = field(default_factory=list)
    started: float = field(default_factory=time.perf_counter)

    def expect(self, total: int, slice_id: int) -> None:
        """Counts the documents that are to be written."""
        for counts in (self.counts, *self.slices[slice_id : slice_id + 1]):
            counts.total += total

    def add(self, items: Iterable[BulkItem], slice_id: int, noops: int = 0) -> None:
        """Counts a batch that was written. noops: documents that were left as they are"""
        both = [self.counts, *self.slices[slice_id : slice_id + 1]]
        for counts in both:
            counts.batches += 1
            counts.noops += noops
        for item in items:
            conflict = isinstance(item.error, VersionConflictError)
            if item.error is None or conflict:
                for counts in both:
                    counts.add(item)
            if item.error is not None and (self.aborts or not conflict):
                self.failures.append(_failure(item, item.error))

    def status(self) -> dict[str, Any]:
        """Returns the status of the task."""
        slices = [counts.status(self.throttle, number) for number, counts in enumerate(self.slices)]
        whole = self.counts.status(self.throttle, self.slice_id, self.search_retries)
        return {**whole, **({"slices": slices} if slices else {})}

    def response(self, kinds: Iterable[str]) -> dict[str, Any]:
        """kinds: which of created, updated and deleted this API reports."""
        body = self.status()
        hidden = {"created", "updated", "deleted"} - set(kinds)
        for part in (body, *body.get("slices", ())):
            for kind in hidden:
                del part[kind]
        took = int((time.perf_counter() - self.started) * 1000)
        return {"took": took, "timed_out": False, **body, "failures": self.failures}


def _failure(item: BulkItem, error: FindlingError) -> dict[str, object]:
    return {"index": item.index_name or item.index, "id": item.id, "cause": error_object(error), "status": error.status}


def answer_status(response: dict[str, Any]) -> int:
    """Returns the HTTP status of an answer: that of its worst failure."""
    worst: int = max([200, *(failure["status"] for failure in response.get("failures", ()))])
    return worst

"""What pipelines and their processors did since the start."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class IngestCounter:
    """How many documents went through, how long that took, and how many failed."""

    count: int = 0
    nanos: int = 0
    failed: int = 0

    def add(self, count: int, nanos: int, failed: int) -> None:
        self.count += count
        self.nanos += nanos
        self.failed += failed

    def take_over(self, other: IngestCounter) -> None:
        """Adds what another counted."""
        self.add(other.count, other.nanos, other.failed)

    def render(self) -> dict[str, int]:
        """Returns the counter as JSON."""
        return {"count": self.count, "time_in_millis": self.nanos // 1_000_000, "current": 0, "failed": self.failed}


@dataclass(slots=True)
class PipelineCounter(IngestCounter):
    """The same for a pipeline, with the bytes of documents whose first pipeline it is, before and after it."""

    bytes_in: int = 0
    bytes_out: int = 0

    def render(self) -> dict[str, int]:
        return {
            **super(PipelineCounter, self).render(),
            "ingested_as_first_pipeline_in_bytes": self.bytes_in,
            "produced_as_first_pipeline_in_bytes": self.bytes_out,
        }

"""What an engine tells the benchmark."""

from dataclasses import dataclass, field
from pathlib import Path

FINDLING, LUCENE, TANTIVY = "findling", "lucene", "tantivy"
FROM_JSON, FROM_OBJECTS = "tantivy add_json", "tantivy json.loads"
"""Names of engines; the last two are Tantivy's other starting points, see tantivy_index.py."""

Figures = list[tuple[str, tuple[float, ...]]]
"""An aggregation's buckets or values: key and numbers."""


@dataclass(frozen=True)
class Timing:
    """Microseconds per call.

    discarded: rounds whose CPU clock did not go forward, which are not counted
    """

    cpu_min_us: float
    cpu_median_us: float
    wall_min_us: float
    wall_median_us: float
    discarded: int = 0


@dataclass(frozen=True)
class Answer:
    """What a query found.

    count: None if hits were not counted; scores: of the top hits, best first; sort_values: instead of scores
    """

    count: int | None = None
    scores: tuple[float, ...] = ()
    sort_values: tuple[int, ...] = ()
    figures: Figures = field(default_factory=list)


@dataclass(frozen=True)
class Indexing:
    """The price of indexing a corpus, without and with the merge to one segment.

    disk_bytes: after the merge; peak_bytes: resident memory of the process; cores: how many it could use
    segments: in the index at the end
    """

    documents: int
    cpu_s: float
    wall_s: float
    merged_cpu_s: float
    merged_wall_s: float
    disk_bytes: int
    peak_bytes: int
    cores: int = 1
    segments: int = 1

    @property
    def per_cpu_s(self) -> float:
        """Documents per second of CPU time, up to the commit."""
        return self.documents / self.cpu_s

    @property
    def per_wall_s(self) -> float:
        """Documents per second of wall time, up to the commit."""
        return self.documents / self.wall_s


def directory_bytes(folder: Path) -> int:
    """Returns the size of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())

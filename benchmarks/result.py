"""What a run measured, and the ratios that follow from it."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from benchmarks.engine import Indexing, Timing
from benchmarks.over_http import ServerFigures
from benchmarks.queries import BenchmarkQuery


@dataclass(frozen=True)
class Row:
    """One query: its timings; None where an engine cannot do it.

    kernel: the compiled part of Findling's; segments: Findling's over the index as indexing left it, in several
    """

    query: BenchmarkQuery
    findling: Timing
    kernel: Timing | None
    lucene: Timing | None
    tantivy: Timing | None
    segments: Timing | None = None


@dataclass(frozen=True)
class Growth:
    """This corpus through a smaller one, divided by how many times more documents it has: 1 is linear.

    time: of the same queries, geometric mean of the ratios of CPU time; worst: the largest of them, of queries that
    take the time of a request or more; memory: of the server that has answered searches; peak: of indexing
    """

    smaller: str
    times_documents: float
    queries: int
    time: float
    worst: float
    memory: float
    peak: float


@dataclass(frozen=True)
class Run:
    """What was measured, on what.

    indexing: by engine and cores, see indexing.key; fixed_us: CPU time of a one-term search with ten hits and their
        sources; missing: searches that Findling does not know, with the reason
    n_segments: of Findling's index as indexing left it
    """

    corpus: str
    n_docs: int
    versions: dict[str, str]
    indexing: dict[str, Indexing]
    rows: Sequence[Row]
    fixed_us: float
    server: ServerFigures | None
    missing: dict[str, str]
    growth: Growth | None = None
    n_segments: int = 1

    @property
    def rows_of_queries(self) -> list[Row]:
        """The rows without aggregations; ids are asked for beside the same queries without."""
        return [row for row in self.rows if row.query.mode not in ("AGG", "TOP_10_IDS")]

    @property
    def rows_of_aggregations(self) -> list[Row]:
        """The rows with aggregations."""
        return [row for row in self.rows if row.query.mode == "AGG"]


def geometric_mean(values: Iterable[float]) -> float:
    """Returns the geometric mean of positive numbers, nan of none."""
    logarithms = [math.log(value) for value in values]
    return math.exp(sum(logarithms) / len(logarithms)) if logarithms else math.nan


def ratio(ours: Timing | None, theirs: Timing | None) -> float | None:
    """Returns the ratio of CPU times, None if one is missing."""
    return None if ours is None or theirs is None else ours.cpu_min_us / theirs.cpu_min_us


def whole(row: Row) -> float | None:
    """Returns Findling's time through Lucene's."""
    return ratio(row.findling, row.lucene)


def kernel(row: Row) -> float | None:
    """Returns the time of Findling's evaluation alone through Lucene's."""
    return ratio(row.kernel, row.lucene)


def to_tantivy(row: Row) -> float | None:
    """Returns Findling's time through Tantivy's."""
    return ratio(row.findling, row.tantivy)


def many_segments(row: Row) -> float | None:
    """Returns Findling's time over several segments through that over one."""
    return ratio(row.segments, row.findling)


def unmerged(row: Row) -> float | None:
    """Returns Findling's time over the index as indexing left it through Lucene's over one segment."""
    return ratio(row.segments or row.findling, row.lucene)


def wall(row: Row) -> float | None:
    """Returns Findling's wall time through Lucene's."""
    return None if row.lucene is None else row.findling.wall_min_us / row.lucene.wall_min_us


def ratios(rows: Iterable[Row], of: Callable[[Row], float | None]) -> list[float]:
    """Returns the ratios there are."""
    return [value for row in rows if (value := of(row)) is not None]


def mean_of_groups(rows: Iterable[Row], of: Callable[[Row], float | None]) -> float:
    """Returns the geometric mean of the groups' geometric means: each group counts once."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.query.group, []).append(row)
    return geometric_mean(geometric_mean(found) for group in groups.values() if (found := ratios(group, of)))

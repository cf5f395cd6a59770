"""The bar: what must be reached and what is aimed at, next to what was measured."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.engine import FINDLING, FROM_JSON, LUCENE, TANTIVY
from benchmarks.over_http import ServerFigures
from benchmarks.result import (
    Growth,
    Row,
    Run,
    geometric_mean,
    kernel,
    many_segments,
    mean_of_groups,
    ratios,
    unmerged,
    whole,
)

_MB = 1e6


@dataclass(frozen=True)
class Line:
    """One line of the bar. most: measured has to be at most `must`, else at least; without `must` it is only shown."""

    what: str
    must: float | None
    aim: float | None
    measured: float
    unit: str = ""
    most: bool = True

    @property
    def verdict(self) -> str:
        """Says what is reached: the aim, the bar, or neither; nothing of what was not measured."""
        if self.must is None or self.aim is None or math.isnan(self.measured):
            return ""
        if self._reaches(self.aim):
            return "aim"
        return "yes" if self._reaches(self.must) else "**missed**"

    def _reaches(self, bound: float) -> bool:
        return self.measured <= bound if self.most else self.measured >= bound

    def cells(self) -> list[str]:
        """Returns the cells of the table."""
        sign = "≤" if self.most else "≥"
        bounds = ["" if bound is None else f"{sign} {_shown(bound)}" for bound in (self.must, self.aim)]
        return [self.what, *bounds, f"{_shown(self.measured)} {self.unit}".rstrip(), self.verdict]


def _shown(value: float) -> str:
    if math.isnan(value):
        return "-"
    return f"{value:,.0f}" if value >= 20 else f"{value:.2f}"


def bar_of(run: Run) -> list[Line]:
    """Returns the lines; nan where a run did not measure something."""
    lines = [*_searching(run.rows_of_queries), *_aggregating(run.rows_of_aggregations), *_segments(run)]
    lines.append(Line("one-term search, ten sources, dict to dict, CPU", 200, 80, run.fixed_us, "µs"))
    if run.server is not None:
        lines.append(Line("the same over HTTP, one client, p50", 1_000, 500, run.server.http_us, "µs"))
    lines += _indexing(run)
    if run.server is not None:
        lines += _server(run.server)
    if run.growth is not None:
        lines += _growth(run.growth)
    return lines


def kind(row: Row) -> str:
    """Returns the kind without the number of words."""
    return row.query.kind.partition("_")[0]


def _needs(least_us: float, *kinds: str) -> Callable[[Row], bool]:
    def counts(row: Row) -> bool:
        return (not kinds or kind(row) in kinds) and row.lucene is not None and row.lucene.cpu_min_us >= least_us

    return counts


def _searching(rows: list[Row]) -> Iterator[Line]:
    many, filters = ("prefix", "wildcard", "fuzzy1", "fuzzy2"), ("range", "filtered", "sorted")
    for what, must, aim, counts, of in (
        ("unions, intersections, phrases: kernel / Lucene", 0.7, 0.4, _needs(0, "or", "and", "phrase"), kernel),
        ("queries where Lucene needs 300 µs: whole / Lucene", 0.8, 0.5, _needs(300), whole),
        ("prefix, wildcard, fuzzy: whole / Lucene", 1.0, 0.5, _needs(0, *many), whole),
        ("range, filter, sort where Lucene needs 200 µs: whole / Lucene", 0.8, 0.5, _needs(200, *filters), whole),
    ):
        found = ratios(filter(counts, rows), of)
        yield Line(f"{what} ({len(found)} queries)", must, aim, geometric_mean(found))


def _aggregating(rows: list[Row]) -> Iterator[Line]:
    yield Line("aggregations, mean over the table's rows: whole / Lucene", 0.5, 0.2, mean_of_groups(rows, whole))
    everything = [row for row in rows if row.query.kind == "all"]
    yield Line("- of these over all documents", None, None, geometric_mean(ratios(everything, whole)))
    yield Line(f"- every query alike ({len(rows)} queries)", None, None, geometric_mean(ratios(rows, whole)))
    what = "the same over the index before its merge / Lucene's one segment"
    yield Line(f"{what}, every query alike", 1.0, 0.4, geometric_mean(ratios(rows, unmerged)))
    slow = ratios(filter(_needs(200), rows), unmerged)
    yield Line(f"- the worst of the {len(slow)} for which Lucene needs 200 µs", 1.0, 0.4, max(slow, default=math.nan))


def _segments(run: Run) -> Iterator[Line]:
    what = f"searches over {run.n_segments} segments / over one"
    yield Line(what, 1.3, 1.1, geometric_mean(ratios(run.rows_of_queries, many_segments)))
    yield Line("- aggregations", None, None, geometric_mean(ratios(run.rows_of_aggregations, many_segments)))


def _indexing(run: Run) -> Iterator[Line]:
    ours = run.indexing[FINDLING]
    for what, other, must, aim in (
        ("Lucene", LUCENE, 2.0, 3.0),
        ("Tantivy, finished documents", TANTIVY, 0.9, 1.5),
        ("Tantivy, the same JSON", FROM_JSON, None, None),
    ):
        theirs = run.indexing.get(other)
        measured = math.nan if theirs is None else ours.per_cpu_s / theirs.per_cpu_s
        yield Line(f"indexing, documents per CPU s / {what}", must, aim, measured, most=False)
    size = ours.disk_bytes / run.indexing[LUCENE].disk_bytes
    yield Line("index size / Lucene", 1.1, 0.9, size)
    served = 0 if run.server is None else run.server.indexing_peak_bytes
    peak = max(ours.peak_bytes, served) / _MB
    yield Line(f"peak memory while indexing {run.n_docs:,} documents", 1_000, 500, peak, "MB")


def _server(server: ServerFigures) -> Iterator[Line]:
    for ids, rate in server.indexing_per_s.items():
        must, aim = (50_000, 100_000) if ids == "generated ids" else (None, None)
        yield Line(f"`findling index` over HTTP, {ids}, wall", must, aim, rate, "docs/s", most=False)
    yield Line("idle server, no index", 80, 50, server.idle_bytes / _MB, "MB")
    yield Line("idle server, index open", 130, 80, server.idle_with_index_bytes / _MB, "MB")
    yield Line("- after searches", None, None, server.after_search_bytes / _MB, "MB")
    yield Line("command to first answer, no index", 0.7, 0.3, server.first_answer_s, "s")
    yield Line("command to first search, index on disk", 1.0, 0.5, server.first_search_s, "s")


def _growth(growth: Growth) -> Iterator[Line]:
    times = f"{growth.times_documents:.1f} times the documents"
    yield Line(f"{times}: time of {growth.queries} queries, 1 is linear", 1.0, 0.9, growth.time)
    yield Line("- the worst of them", None, None, growth.worst)
    yield Line(f"{times}: memory after searches", 1.0, 0.9, growth.memory)
    yield Line(f"{times}: peak memory while indexing", 1.0, 0.9, growth.peak)

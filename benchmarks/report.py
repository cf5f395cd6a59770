"""Writes the result of a run: all timings as JSON, the ratios as Markdown tables."""

import json
import math
import os
import platform
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.engine import Indexing, Timing
from benchmarks.queries import BenchmarkQuery


@dataclass(frozen=True)
class Row:
    """One query: its timings; kernel: the compiled part of Findling's; None where an engine cannot do it."""

    query: BenchmarkQuery
    findling: Timing
    kernel: Timing | None
    lucene: Timing | None
    tantivy: Timing | None


@dataclass(frozen=True)
class Run:
    """What was measured, on what.

    indexing: by engine; fixed_us: CPU time of a one-term search with ten hits and their sources; http_us: wall time of
        the same over HTTP; missing: searches that Findling does not know, with the reason
    """

    corpus: str
    n_docs: int
    versions: dict[str, str]
    indexing: dict[str, Indexing]
    rows: Sequence[Row]
    fixed_us: float
    http_us: float
    missing: dict[str, str]


@dataclass(frozen=True)
class Goal:
    """One line of the bar: a geometric mean of ratios to Lucene over the rows that count."""

    name: str
    most: float
    counts: Callable[[Row], bool]
    ratio: Callable[[Row], float | None]


def geometric_mean(values: Iterable[float]) -> float:
    """Returns the geometric mean of positive numbers, nan of none."""
    logarithms = [math.log(value) for value in values]
    return math.exp(sum(logarithms) / len(logarithms)) if logarithms else math.nan


def ratio(ours: Timing | None, theirs: Timing | None) -> float | None:
    """Returns the ratio of CPU times, None if one is missing."""
    return None if ours is None or theirs is None else ours.cpu_min_us / theirs.cpu_min_us


def _whole(row: Row) -> float | None:
    return ratio(row.findling, row.lucene)


def _kind(row: Row) -> str:
    return row.query.kind.partition("_")[0]


def _lucene_us(row: Row) -> float:
    return 0.0 if row.lucene is None else row.lucene.cpu_min_us


def _is_long(least_us: float, *kinds: str) -> Callable[[Row], bool]:
    return lambda row: (_kind(row) in kinds or not kinds) and _is_query(row) and _lucene_us(row) >= least_us


def _is_query(row: Row) -> bool:
    return row.query.mode != "AGG"


def _kernel(row: Row) -> float | None:
    return ratio(row.kernel, row.lucene)


_WORDS = ("or", "and", "phrase")
_MANY = ("prefix", "wildcard", "fuzzy1", "fuzzy2")
_FILTERS = ("range", "filtered", "sorted")
GOALS = (
    Goal("unions, intersections, phrases: kernel", 0.7, _is_long(0, *_WORDS), _kernel),
    Goal("all queries where Lucene needs 300 µs: whole", 0.8, _is_long(300), _whole),
    Goal("prefix, wildcard, fuzzy: whole", 1.0, _is_long(0, *_MANY), _whole),
    Goal("range, filter, sort where Lucene needs 200 µs: whole", 0.8, _is_long(200, *_FILTERS), _whole),
    Goal("aggregations: whole", 0.5, lambda row: not _is_query(row), _whole),
)


def machine() -> str:
    """Returns the processor's name and number of cores."""
    name = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        models = (line.partition(":")[2].strip() for line in info.read_text().splitlines() if "model name" in line)
        name = next(models, name)
    return f"{name}, {os.cpu_count()} cores"


def to_markdown(run: Run, date: str) -> str:
    """Returns the tables: ratios of CPU time, Findling's through that of the other engine; below 1 is faster."""
    versions = "; ".join(f"{name} {version}".strip() for name, version in run.versions.items())
    lines = [
        f"# {run.corpus}, {run.n_docs:,} documents, {date}",
        "",
        f"{machine()}; Python {platform.python_version()}; {versions}.",
        "One thread, warm, one segment, no query caches. Ratios are of CPU time (minimum per query), geometric means",
        "over the queries; below 1 Findling is faster. Counts and scores agree with Lucene's.",
        "",
        f"One-term search, ten hits with their sources, dict to dict: {run.fixed_us:.0f} µs; over HTTP, median: "
        f"{run.http_us:.0f} µs.",
        "",
        *_goals(run),
        *_indexing(run),
        "| queries | number | Findling / Lucene | kernel / Lucene | Findling / Tantivy | worst | "
        "median µs: Findling, kernel, Lucene, Tantivy |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for group in dict.fromkeys(row.query.group for row in run.rows):
        lines.append(_table_row(group, [row for row in run.rows if row.query.group == group]))
    discarded = sum(
        timing.discarded for row in run.rows for timing in (row.findling, row.kernel, row.tantivy) if timing
    )
    if discarded:
        lines.append(f"\n{discarded} rounds are left out, in which the CPU clock did not go forward.")
    lines += [f"\nNot there yet: {name}: {reason}" for name, reason in run.missing.items()]
    return "\n".join(lines) + "\n"


def _goals(run: Run) -> list[str]:
    lines = ["| against Lucene | queries | must reach | measured |", "| --- | --- | --- | --- |"]
    for goal in GOALS:
        ratios = [value for row in run.rows if goal.counts(row) and (value := goal.ratio(row)) is not None]
        lines.append(f"| {goal.name} | {len(ratios)} | {goal.most} | {geometric_mean(ratios):.2f} |")
    return [*lines, ""]


def _indexing(run: Run) -> list[str]:
    lines = [
        "| indexing | docs per CPU s | docs per s | the same with merge to one segment | MB on disk | peak MB |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for name, figures in run.indexing.items():
        n = figures.documents
        rates = f"{n / figures.cpu_s:,.0f} | {n / figures.wall_s:,.0f} | "
        rates += f"{n / figures.merged_cpu_s:,.0f}, {n / figures.merged_wall_s:,.0f}"
        lines.append(f"| {name} | {rates} | {figures.disk_bytes / 1e6:.0f} | {figures.peak_bytes / 1e6:.0f} |")
    return [*lines, ""]


def _table_row(name: str, rows: Sequence[Row]) -> str:
    whole = [value for row in rows if (value := _whole(row)) is not None]
    means = [whole]
    means.append([value for row in rows if (value := ratio(row.kernel, row.lucene)) is not None])
    means.append([value for row in rows if (value := ratio(row.findling, row.tantivy)) is not None])
    cells = " | ".join(f"{geometric_mean(values):.2f}" if values else "" for values in means)
    medians = [_median(row.findling for row in rows), _median(row.kernel for row in rows)]
    medians += [_median(row.lucene for row in rows), _median(row.tantivy for row in rows)]
    return f"| {name} | {len(rows)} | {cells} | {max(whole, default=math.nan):.2f} | {', '.join(medians)} |"


def _median(timings: Iterable[Timing | None]) -> str:
    values = sorted(timing.cpu_min_us for timing in timings if timing is not None)
    return f"{values[len(values) // 2]:.0f}" if values else "-"


def write_report(run: Run, folder: Path) -> str:
    """Writes `<date>-<corpus>.json` and `.md` into the folder and returns the Markdown."""
    date = datetime.now(UTC).date().isoformat()
    folder.mkdir(parents=True, exist_ok=True)
    content = {"date": date, "machine": machine(), "python": sys.version, **asdict(run)}
    (folder / f"{date}-{run.corpus}.json").write_text(json.dumps(content, ensure_ascii=False) + "\n")
    markdown = to_markdown(run, date)
    (folder / f"{date}-{run.corpus}.md").write_text(markdown)
    return markdown

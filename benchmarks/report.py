"""Writes the result of a run: all timings as JSON, the ratios as Markdown tables."""

import json
import math
import os
import platform
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.bar import bar_of, kind
from benchmarks.engine import FINDLING, FROM_JSON, TANTIVY, Timing
from benchmarks.families import table_of_families
from benchmarks.result import Row, Run, geometric_mean, kernel, many_segments, ratios, to_tantivy, wall, whole

_TABLE = "| queries | number | CPU / Lucene | kernel / Lucene | CPU / Tantivy | wall / Lucene | many segments / one | "
_TABLE += "worst | median CPU µs: Findling, kernel, Lucene, Tantivy |"


def machine() -> str:
    """Returns the processor's name and number of cores."""
    name = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        models = (line.partition(":")[2].strip() for line in info.read_text().splitlines() if "model name" in line)
        name = next(models, name)
    return f"{name}, {os.cpu_count()} cores"


def to_markdown(run: Run, date: str) -> str:
    """Returns the tables: ratios of CPU time, Findling's through that of the other engine; the bar comes last."""
    versions = "; ".join(f"{name} {version}".strip() for name, version in run.versions.items())
    lines = [
        f"# {run.corpus}, {run.n_docs:,} documents, {date}",
        "",
        f"{machine()}; Python {platform.python_version()}; {versions}.",
        "Searching: one thread, warm, no query caches. Ratios are Findling's time through the other's, minimum per",
        "query, geometric means over the queries; below 1 Findling is faster. Counts and scores agree with Lucene's.",
        "",
        *_searching(run.rows),
        "",
        *table_of_families(run.rows_of_aggregations),
        *_indexing(run),
        "",
    ]
    discarded = sum(
        timing.discarded for row in run.rows for timing in (row.findling, row.kernel, row.tantivy) if timing
    )
    if discarded:
        lines += [f"{discarded} rounds are left out, in which the CPU clock did not go forward.", ""]
    lines += [f"Not there yet: {name}: {reason}\n" for name, reason in run.missing.items()]
    return "\n".join([*lines, *_bar(run), "", *_against_tantivy(run)]) + "\n"


def _searching(rows: Sequence[Row]) -> list[str]:
    lines = [_TABLE, _rule(9)]
    for group in dict.fromkeys(row.query.group for row in rows):
        lines.append(_table_row(group, [row for row in rows if row.query.group == group]))
    return lines


def _table_row(name: str, rows: Sequence[Row]) -> str:
    means = [ratios(rows, of) for of in (whole, kernel, to_tantivy, wall, many_segments)]
    cells = " | ".join(f"{geometric_mean(values):.2f}" if values else "" for values in means)
    medians = [_median(row.findling for row in rows), _median(row.kernel for row in rows)]
    medians += [_median(row.lucene for row in rows), _median(row.tantivy for row in rows)]
    return f"| {name} | {len(rows)} | {cells} | {max(means[0], default=math.nan):.2f} | {', '.join(medians)} |"


def _median(timings: Iterable[Timing | None]) -> str:
    values = sorted(timing.cpu_min_us for timing in timings if timing is not None)
    return f"{values[len(values) // 2]:.0f}" if values else "-"


def _indexing(run: Run) -> list[str]:
    lines = ["| indexing | docs per CPU s | docs per s | both with the last merge | MB on disk | peak MB | segments |"]
    lines.append(_rule(7))
    for name, figures in run.indexing.items():
        n = figures.documents
        rates = f"{figures.per_cpu_s:,.0f} | {figures.per_wall_s:,.0f} | "
        rates += f"{n / figures.merged_cpu_s:,.0f}, {n / figures.merged_wall_s:,.0f}"
        sizes = f"{figures.disk_bytes / 1e6:.0f} | {figures.peak_bytes / 1e6:.0f} | {figures.segments}"
        lines.append(f"| {name} | {rates} | {sizes} |")
    return lines


def _bar(run: Run) -> list[str]:
    lines = ["| the bar | must reach | aim | measured | reached |", _rule(5)]
    return lines + [f"| {' | '.join(line.cells())} |" for line in bar_of(run)]


def _against_tantivy(run: Run) -> list[str]:
    """Returns the short answer: a line on searching, a line on indexing."""
    rows = [row for row in run.rows if kind(row) in ("term", "or", "and")]
    bare, with_ids = ([row for row in rows if row.query.mode == mode] for mode in ("TOP_10", "TOP_10_IDS"))
    ours = run.indexing[FINDLING].per_cpu_s
    theirs = [run.indexing.get(name) for name in (TANTIVY, FROM_JSON)]
    rates = [math.nan if figures is None else ours / figures.per_cpu_s for figures in theirs]
    return [
        "Against Tantivy, time of a search (term, union, intersection, TOP_10): "
        f"{_factor(ratios(with_ids, to_tantivy))} if it tells the ids of the hits too, "
        f"{_factor(ratios(bare, to_tantivy))} if it need not.",
        f"Against Tantivy, documents per CPU second: {rates[0]:.2f} (its documents ready-made), {rates[1]:.2f} (JSON).",
    ]


def _factor(values: Sequence[float]) -> str:
    return f"{geometric_mean(values):.2f}, geometric mean of {len(values)}"


def _rule(columns: int) -> str:
    return "| " + " | ".join(["---"] * columns) + " |"


def write_report(run: Run, folder: Path) -> str:
    """Writes `<date>-<corpus>.json` and `.md` into the folder and returns the Markdown."""
    date = datetime.now(UTC).date().isoformat()
    folder.mkdir(parents=True, exist_ok=True)
    bar = [asdict(line) | {"verdict": line.verdict.strip("*")} for line in bar_of(run) if not math.isnan(line.measured)]
    content = {"date": date, "machine": machine(), "python": sys.version, **asdict(run), "bar": bar}
    (folder / f"{date}-{run.corpus}.json").write_text(json.dumps(content, ensure_ascii=False) + "\n")
    markdown = to_markdown(run, date)
    (folder / f"{date}-{run.corpus}.md").write_text(markdown)
    return markdown

"""Writes the result of a run: all timings as JSON, the ratios as a Markdown table."""

import json
import math
import os
import platform
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.corpus import COMMANDS, BenchmarkQuery
from benchmarks.measure import Timing


@dataclass(frozen=True)
class Row:
    """One query: its timing with each engine."""

    query: BenchmarkQuery
    findling: Timing
    findling_counting: Timing
    other: Timing


@dataclass(frozen=True)
class Run:
    """What was measured, on what."""

    corpus: str
    n_docs: int
    versions: dict[str, str]
    rows: Sequence[Row]


def geometric_mean(values: Iterable[float]) -> float:
    """Returns the geometric mean of positive numbers."""
    logarithms = [math.log(value) for value in values]
    return math.exp(sum(logarithms) / len(logarithms))


def machine() -> str:
    """Returns the processor's name and number of cores."""
    name = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        models = (line.partition(":")[2].strip() for line in info.read_text().splitlines() if "model name" in line)
        name = next(models, name)
    return f"{name}, {os.cpu_count()} cores"


def to_markdown(run: Run, date: str) -> str:
    """Returns the table of ratios: CPU time of Findling through that of the other engine, below 1 is faster."""
    lines = [
        f"# Top 10 against {', '.join(f'{name} {version}' for name, version in run.versions.items())}",
        "",
        f"{date}; {machine()}; Python {platform.python_version()}; {run.corpus}, {run.n_docs:,} documents; one thread,",
        "warm. Ratio of CPU time (minimum per query), geometric mean over the queries; below 1 Findling is faster.",
        "",
        "| command | queries | top 10 | top 10, counting to 10,000 | worst query | median µs (Findling, other) |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for command in COMMANDS:
        rows = [row for row in run.rows if row.query.command == command]
        lines.append(_table_row(command, rows))
    lines.append(_table_row("all", run.rows))
    return "\n".join(lines) + "\n"


def _table_row(name: str, rows: Sequence[Row]) -> str:
    ratios = [row.findling.cpu_min_us / row.other.cpu_min_us for row in rows]
    counting = [row.findling_counting.cpu_min_us / row.other.cpu_min_us for row in rows]
    middle = sorted(row.findling.cpu_min_us for row in rows)[len(rows) // 2]
    other = sorted(row.other.cpu_min_us for row in rows)[len(rows) // 2]
    means = f"{geometric_mean(ratios):.2f} | {geometric_mean(counting):.2f}"
    return f"| {name} | {len(rows)} | {means} | {max(ratios):.2f} | {middle:.0f}, {other:.0f} |"


def write_report(run: Run, folder: Path) -> str:
    """Writes `<date>-<corpus>.json` and `.md` into the folder and returns the Markdown."""
    date = datetime.now(UTC).date().isoformat()
    markdown = to_markdown(run, date)
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"{date}-{run.corpus.partition('.')[0]}"
    (folder / f"{stem}.md").write_text(markdown)
    content = {"date": date, "machine": machine(), "python": sys.version, **asdict(run)}
    (folder / f"{stem}.json").write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")
    return markdown

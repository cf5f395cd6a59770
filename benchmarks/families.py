"""The table of aggregations by family."""

from collections.abc import Iterator, Sequence

from benchmarks.aggregations import AGGREGATIONS
from benchmarks.result import Row, geometric_mean, ratios, to_tantivy, unmerged, whole

SLOW_US = 200
"""From here on the fixed price of a search does not decide."""
_HEAD = (
    "| aggregations | of | queries | one segment / Lucene | many segments / Lucene | worst where Lucene needs 200 µs | "
)
_HEAD += "one segment / Tantivy |"


def table_of_families(rows: Sequence[Row]) -> list[str]:
    """Returns the lines of the table, none of rows without aggregations; Lucene's index always has one segment."""
    if not rows:
        return []
    families = dict.fromkeys(_family(row) for row in rows)
    lines = [_HEAD, "|" + " --- |" * 7]
    lines += [_line(family, [row for row in rows if _family(row) == family]) for family in families]
    return [*lines, _line("all", rows), ""]


def _family(row: Row) -> str:
    return AGGREGATIONS[row.query.aggregation].family


def _line(family: str, rows: Sequence[Row]) -> str:
    names = list(dict.fromkeys(row.query.aggregation for row in rows))
    means = [f"{geometric_mean(found):.2f}" if (found := ratios(rows, of)) else "" for of in (whole, unmerged)]
    tantivy = ratios(rows, to_tantivy)
    cells = [family, f"{len(names)}" if family == "all" else ", ".join(names), str(len(rows)), *means, _worst(rows)]
    return f"| {' | '.join(cells)} | {f'{geometric_mean(tantivy):.2f}' if tantivy else ''} |"


def _worst(rows: Sequence[Row]) -> str:
    found = max(_slow(rows), default=None)
    return "" if found is None else f"{found[0]:.2f} ({found[1]})"


def _slow(rows: Sequence[Row]) -> Iterator[tuple[float, str]]:
    for row in rows:
        ratio = unmerged(row)
        if ratio is not None and row.lucene is not None and row.lucene.cpu_min_us >= SLOW_US:
            yield ratio, row.query.group

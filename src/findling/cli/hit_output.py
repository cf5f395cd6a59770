"""Hits as people and programs read them: a table that fits, one value a line, CSV, JSON lines."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from findling.base.lazy import lazy_module

rich_console = lazy_module("rich.console")
rich_table = lazy_module("rich.table")

Hit = dict[str, Any]
_WIDEST_CELL: Final = 40
_BETWEEN: Final = 3  # a table's border and padding, per column
_SAMPLE_WIDTH: Final = 120  # of a table that goes into a file or a pipe


@dataclass(frozen=True, slots=True)
class Shown:
    """Hits and what to show of them.

    fields: the columns asked for, all of them shown; empty: as many of the documents' as fit
    sorts: the fields sorted by, whose columns stand first
    """

    hits: Sequence[Hit]
    fields: tuple[str, ...] = ()
    sorts: tuple[str, ...] = ()

    def rows(self) -> list[dict[str, Any]]:
        """Returns for each hit its id, its score if it has one, and its fields by dotted names."""
        return [self._row(hit) for hit in self.hits]

    def columns(self) -> list[str]:
        """Returns the names of all columns in order."""
        rows = self.rows()
        present = list(dict.fromkeys(name for row in rows for name in row))
        head = [name for name in ("_id", "_score", *self.sorts) if name in present]
        return list(dict.fromkeys([*head, *(self.fields or present)]))

    def _row(self, hit: Hit) -> dict[str, Any]:
        score = hit.get("_score")
        row = {"_id": hit["_id"]} | ({} if score is None else {"_score": f"{score:.4f}"})
        row |= flattened(hit.get("_source") or {})
        # a field that is sorted by need not be in the source: a sub-field, say
        return dict(zip(self.sorts, hit.get("sort", ()), strict=False)) | row


def flattened(source: Mapping[str, object], prefix: str = "") -> dict[str, object]:
    """Returns nested objects as dotted names: {"a": {"b": 1}} -> {"a.b": 1}."""
    flat: dict[str, Any] = {}
    for name, value in source.items():
        if isinstance(value, dict):
            flat |= flattened(value, f"{prefix}{name}.")
        else:
            flat[prefix + name] = value
    return flat


def plain(value: object) -> str:
    """Returns a value as text: strings as they are, everything else as JSON, nothing as nothing."""
    return value if isinstance(value, str) else "" if value is None else orjson.dumps(value).decode()


def cell(value: object) -> str:
    """Returns a value on one line."""
    return " ".join(plain(value).split())


def table_text(shown: Shown) -> str:
    """Returns a table no wider than the terminal: whole columns, long values cut, what is left out named below."""
    console = rich_console.Console(file=io.StringIO(), width=None if _on_terminal() else _SAMPLE_WIDTH)
    rows = shown.rows()
    columns = shown.columns()
    kept = columns if shown.fields else _fitting(columns, rows, console.width)
    table = rich_table.Table()
    for name in kept:
        table.add_column(name, no_wrap=True, overflow="ellipsis", max_width=_WIDEST_CELL)
    for row in rows:
        table.add_row(*(cell(row.get(name)) for name in kept))
    console.print(table, markup=False)
    left_out = [name for name in columns if name not in kept]
    if left_out:
        console.print(f"not shown: {', '.join(left_out)} (--field NAME chooses, --format vertical shows all)")
    text: str = console.file.getvalue()
    return text


def _on_terminal() -> bool:
    terminal: bool = rich_console.Console().is_terminal
    return terminal


def _fitting(columns: Sequence[str], rows: Sequence[Mapping[str, object]], width: int) -> list[str]:
    kept: list[str] = []
    used = 1
    for name in columns:
        widest = max([len(name), *(len(cell(row.get(name))) for row in rows)])
        used += min(widest, _WIDEST_CELL) + _BETWEEN
        if used > width and kept:
            break
        kept.append(name)
    return kept


def vertical_text(shown: Shown) -> str:
    """Returns one value a line, each hit under a line with its number."""
    parts = []
    columns = shown.columns()
    for number, row in enumerate(shown.rows(), 1):
        parts.append(f"── {number} " + "─" * 40)
        names = [name for name in columns if name in row]
        width = max(map(len, names), default=0)
        parts += [f"{name:<{width}}  {cell(row[name])}" for name in names]
    return "".join(part + "\n" for part in parts)


def csv_text(shown: Shown) -> str:
    """Returns lines of CSV with a heading; values that are no text as JSON."""
    out = io.StringIO()
    writer = csv.writer(out)
    columns = shown.columns()
    writer.writerow(columns)
    for row in shown.rows():
        writer.writerow([plain(row.get(name)) for name in columns])
    return out.getvalue()


def json_text(shown: Shown) -> str:
    """Returns each hit as it came, as one line of JSON."""
    return "".join(orjson.dumps(hit).decode() + "\n" for hit in shown.hits)


FORMATS: Final[dict[str, Callable[[Shown], str]]] = {
    "table": table_text,
    "vertical": vertical_text,
    "csv": csv_text,
    "json": json_text,
}

"""Tables of the `_cat` APIs: text in aligned columns, or JSON rows of texts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from findling.base.errors import IllegalArgumentError
from findling.base.units import format_bytes, format_time
from findling.base.wildcards import matches


@dataclass(frozen=True, slots=True)
class Bytes:
    """A size in a cell; shown in the unit of the `bytes` parameter."""

    size: int


@dataclass(frozen=True, slots=True)
class Duration:
    """A duration in a cell; shown in the unit of the `time` parameter."""

    milliseconds: float


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    aliases: other names that `h` and `s` take
    default: whether it is shown unless `h` says otherwise
    right: whether its cells stand at the right edge
    """

    name: str
    aliases: tuple[str, ...] = ()
    description: str = ""
    default: bool = True
    right: bool = False

    def named(self, pattern: str) -> bool:
        return any(matches(pattern, name) for name in (self.name, *self.aliases))


def columns(*lines: str) -> tuple[Column, ...]:
    """Returns columns from lines "name|alias,alias|description"; "-" before the name hides it, ">" aligns it right."""
    made = []
    for line in lines:
        name, aliases, description = line.split("|")
        flags = name[: len(name) - len(name.lstrip("->"))]
        alias_names = tuple(alias for alias in aliases.split(",") if alias)
        made.append(Column(name.lstrip("->"), alias_names, description, "-" not in flags, ">" in flags))
    return tuple(made)


@dataclass(slots=True)
class CatTable:
    """Columns and rows; a cell is text, a number, Bytes, Duration or None.

    sibling: "pri" shows, beside each column that `h` names, the one with this prefix
    """

    columns: tuple[Column, ...]
    rows: list[list[Any]] = field(default_factory=list)
    sibling: str | None = None

    def add(self, *cells: Any) -> None:
        self.rows.append(list(cells))


_SIZES = {"b": 1, "k": 1 << 10, "kb": 1 << 10, "m": 1 << 20, "mb": 1 << 20, "g": 1 << 30, "gb": 1 << 30,
          "t": 1 << 40, "tb": 1 << 40, "p": 1 << 50, "pb": 1 << 50}  # fmt: skip
_TIMES = {"nanos": 1e-6, "micros": 1e-3, "ms": 1.0, "s": 1e3, "m": 6e4, "h": 3.6e6, "d": 8.64e7}


def help_text(table: CatTable) -> str:
    """Returns the answer to `help`: one line per column."""
    lines = [(column.name, ",".join(column.aliases) or "", column.description) for column in table.columns]
    widths = [max((len(line[i]) for line in lines), default=0) for i in range(3)]
    return "".join(f"{a:<{widths[0]}} | {b:<{widths[1]}} | {c:<{widths[2]}}\n" for a, b, c in lines)


def shown_table(table: CatTable, query: dict[str, str]) -> tuple[list[tuple[str, Column]], list[list[str | None]]]:
    """Returns headings with their columns, and rows of texts, as the parameters h, s, bytes and time ask for.

    Raises IllegalArgumentError for a sort key that is no column.
    """
    chosen = _chosen(table, query.get("h"))
    if query.get("ts") == "false":
        chosen = [(heading, column) for heading, column in chosen if column.name not in ("epoch", "timestamp")]
    rows = _sorted_rows(table, query.get("s"))
    index = {column.name: i for i, column in enumerate(table.columns)}
    size_unit, time_unit = _SIZES.get(query.get("bytes", "")), _TIMES.get(query.get("time", ""))
    cells = [[_text(row[index[column.name]], size_unit, time_unit) for _, column in chosen] for row in rows]
    return chosen, cells


def _chosen(table: CatTable, wanted: str | None) -> list[tuple[str, Column]]:
    if not wanted:
        return [(column.name, column) for column in table.columns if column.default]
    named = {column.name: column for column in table.columns}
    chosen: dict[str, Column] = {}
    for pattern in wanted.split(","):
        for heading, column in _meant(table, named, pattern.strip()):
            chosen.setdefault(heading, column)
            beside = named.get(f"{table.sibling}.{column.name}")
            if beside is not None:
                chosen.setdefault(f"{table.sibling}.{heading}", beside)
    return list(chosen.items())


def _meant(table: CatTable, named: dict[str, Column], pattern: str) -> list[tuple[str, Column]]:
    """Returns the headings and columns that one part of `h` means; of columns with the same alias, the last."""
    if "*" in pattern:
        return [(column.name, column) for column in table.columns if column.named(pattern)]
    if pattern in named:
        return [(pattern, named[pattern])]
    return [(pattern, column) for column in table.columns if pattern in column.aliases][-1:]


def _sorted_rows(table: CatTable, keys: str | None) -> list[list[Any]]:
    rows = list(table.rows)
    for key in reversed([key for key in (keys or "").split(",") if key]):
        name = key.removesuffix(":desc").removesuffix(":asc")
        position = _sort_column(table, name)
        if position is None:
            raise IllegalArgumentError(f"Unable to sort by unknown sort key `{name}`")
        rows.sort(key=lambda row: _sort_key(row[position]), reverse=key.endswith(":desc"))
    return rows


def _sort_column(table: CatTable, name: str) -> int | None:
    """Returns the position of a column by its name or, failing that, an alias."""
    named = (i for i, column in enumerate(table.columns) if column.name == name)
    aliased = (i for i, column in enumerate(table.columns) if name in column.aliases)
    return next(named, next(aliased, None))


def _sort_key(cell: object) -> tuple[int, float, str]:
    if isinstance(cell, Bytes):
        return 1, cell.size, ""
    if isinstance(cell, Duration):
        return 1, cell.milliseconds, ""
    if isinstance(cell, (int, float)):
        return 1, cell, ""
    return (0, 0, "") if cell is None else (2, 0, str(cell))


def _text(cell: object, size_unit: int | None, time_unit: float | None) -> str | None:
    if cell is None:
        return None
    if isinstance(cell, Bytes):
        return str(cell.size // size_unit) if size_unit else format_bytes(cell.size)
    if isinstance(cell, Duration):
        return str(int(cell.milliseconds / time_unit)) if time_unit else format_time(cell.milliseconds)
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return str(cell)


def table_text(headings: Sequence[tuple[str, Column]], rows: list[list[str | None]], verbose: bool) -> str:
    """Returns aligned columns, one line per row, each cell but the last padded to the column's width.

    verbose: whether a line of headings comes first
    """
    lines = [[heading for heading, _ in headings]] if verbose else []
    lines += [[cell if cell is not None else "" for cell in row] for row in rows]
    widths = [max((len(line[i]) for line in lines), default=0) for i in range(len(headings))]
    last = len(headings) - 1
    out = []
    for line in lines:
        cells = []
        for i, (cell, (_, column)) in enumerate(zip(line, headings, strict=True)):
            pad = " " * (widths[i] - len(cell))
            cells.append(pad + cell if column.right else cell if i == last else cell + pad)
        out.append(" ".join(cells) + "\n")
    return "".join(out)


def table_rows(headings: Sequence[tuple[str, Column]], rows: list[list[str | None]]) -> list[dict[str, str | None]]:
    """Returns the rows as objects, for JSON and YAML."""
    return [{heading: cell for (heading, _), cell in zip(headings, row, strict=True)} for row in rows]

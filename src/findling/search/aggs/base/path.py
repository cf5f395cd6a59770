"""Paths to a figure inside sub-aggregations: `sales>revenue.avg`, `_count`, `a>_key`, `a[b]`."""

from __future__ import annotations

from dataclasses import dataclass

from findling.base.errors import AggregationExecutionError, InvalidPathError


@dataclass(frozen=True, slots=True)
class AggregationPath:
    """names: aggregations from the outside in; key: figure of the last one, None for its only one."""

    text: str
    names: tuple[str, ...]
    key: str | None

    @classmethod
    def parse(cls, text: str) -> AggregationPath:
        """Splits a path; raises AggregationExecutionError for one that is not well-formed."""
        parts = text.split(">")
        last, key = _split_key(parts[-1])
        names = [*parts[:-1], last]
        if len(names) > 1 and names[-1] in ("_count", "_key") and key is None:
            key = names.pop()
        if any(not name or "[" in name for name in names) or key == "":
            raise AggregationExecutionError(f"Invalid path element [{text}] in path [{text}]")
        return cls(text, tuple(names), key)


def _split_key(element: str) -> tuple[str, str | None]:
    if element.endswith("]") and "[" in element:
        name, _, key = element[:-1].partition("[")
        return name, key.strip("'\"")
    name, dot, key = element.rpartition(".")
    return (name, key) if dot else (element, None)


def no_such_path(name: str) -> InvalidPathError:
    """Returns the error of an order that names no aggregation."""
    return InvalidPathError(
        f"Invalid aggregation order path [{name}]. The provided aggregation [{name}] either does not exist, or is "
        "a pipeline aggregation and cannot be used to sort the buckets."
    )

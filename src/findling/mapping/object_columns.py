"""A batch of JSON objects turned into columns, one per key."""

from collections.abc import Iterator
from typing import Any

from findling.mapping.raw_values import Owners, merge_columns, take_column
from findling.mapping.tree import ObjectNode


def columns_of(
    node: ObjectNode | None, rows: list[dict[str, Any]], owners: Owners
) -> Iterator[tuple[str, list[Any], Owners]]:
    """Yields (key, column, owners of its entries) for every key that any of the objects has, keys sorted.

    A dotted key counts as an object of one key, together with the object that is really there, unless the mapping has
    subobjects off or (as multi-fields of old documents) the dotted name itself.
    rows: the objects; owners: (n,) int32 the slot of each
    """
    keys = sorted(set().union(*rows))
    dotted = [key for key in keys if "." in key] if node is None or node.has_subobjects else []
    heads: dict[str, list[str]] = {}
    for key in dotted:
        heads.setdefault(key.partition(".")[0], []).append(key)
    for key in keys:
        if key not in heads and key not in dotted:
            yield key, take_column(rows, key), owners
    for head, names in heads.items():
        parts = [(take_column(rows, head), owners)] if head in keys else []
        parts.extend(_wrapped(rows, owners, name) for name in names)
        yield head, *merge_columns(parts)


def _wrapped(rows: list[dict[str, Any]], owners: Owners, key: str) -> tuple[list[Any], Owners]:
    rest = key.partition(".")[2]
    chosen = [at for at, row in enumerate(rows) if key in row]
    return [{rest: rows[at][key]} for at in chosen], owners[chosen]

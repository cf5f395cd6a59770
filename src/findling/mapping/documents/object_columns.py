"""A batch of JSON objects turned into columns, one per key."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from findling.mapping.field_path import is_path, without_end_dots
from findling.mapping.flat_objects import flat_rows
from findling.mapping.raw_values import Owners, merge_columns, take_column
from findling.mapping.tree import Dynamic, ObjectNode

Column = tuple[list[Any], Owners]
# objects that have less than one in so many of all keys are walked one by one instead of asked for every key
SPARSE = 5


def columns_of(
    node: ObjectNode, rows: Sequence[Mapping[str, object]], owners: Owners, dynamic: Dynamic = "true"
) -> Iterator[tuple[str, list[Any], Owners]]:
    """Yields (key, column, owners of its entries) for every key that any of the objects has.

    A dotted key counts as an object of one key, together with the object that is really there; where `node` has
    subobjects off, objects count as dotted keys. Names that cannot be taken apart stay whole.
    dynamic: of the node; a strict one knows no objects where it has no subobjects
    rows: the objects; owners: (n,) int32 the slot of each
    """
    if not node.has_subobjects and dynamic != "strict":
        rows = flat_rows(node.children.keys(), rows)
    keys = sorted(set().union(*rows))
    take = _taker(rows, owners, len(keys))
    heads: dict[str, list[str]] = {}
    for key in keys if node.has_subobjects else ():
        if "." in key and is_path(without_end_dots(key)):
            heads.setdefault(key.partition(".")[0], []).append(key)
    dotted = {key for names in heads.values() for key in names}
    for key in keys:
        if key not in heads and key not in dotted:
            yield key, *take(key)
    for head, names in heads.items():
        parts = [take(head)] if head in keys else []
        parts.extend(_wrapped(rows, owners, name) for name in names)
        yield head, *merge_columns(parts)


def _taker(rows: Sequence[Mapping[str, object]], owners: Owners, n_keys: int) -> Callable[[str], Column]:
    """Returns a function that gives a key's column: with missing entries in it, or without if the keys are sparse."""
    if sum(map(len, rows)) * SPARSE >= len(rows) * n_keys:
        return lambda key: (take_column(rows, key), owners)
    places: dict[str, list[int]] = {}
    values: dict[str, list[Any]] = {}
    for at, row in enumerate(rows):
        for key, value in row.items():
            places.setdefault(key, []).append(at)
            values.setdefault(key, []).append(value)
    return lambda key: (values[key], owners[places[key]])


def _wrapped(rows: Sequence[Mapping[str, object]], owners: Owners, key: str) -> Column:
    rest = without_end_dots(key).partition(".")[2]
    chosen = [at for at, row in enumerate(rows) if key in row]
    values = [rows[at][key] for at in chosen]
    return [{rest: value} for value in values] if rest else values, owners[chosen]

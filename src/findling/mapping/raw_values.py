"""JSON values of one field over a batch of documents, before they are converted."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, compress
from operator import itemgetter
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from findling.analysis.packed_strings import PackedTexts

Owners = npt.NDArray[np.int32]


class Missing:
    """Stands in a column where an object lacks the key."""


MISSING: Final = Missing()


@dataclass(slots=True)
class RawValues:
    """Values with the slots (documents, nested ones included) that they belong to.

    owners: (n,) int32, non-decreasing
    values: n JSON values; PackedTexts where all are strings and were never taken apart
    types: exactly the types of the values
    """

    owners: Owners
    values: Sequence[Any]
    types: set[type]

    def replacing_nulls(self, null_value: object) -> "RawValues":
        """Returns the values with null_value in place of null; without nulls if that is None."""
        if type(None) not in self.types:
            return self
        if null_value is None:
            return self.where([value is not None for value in self.values])
        values = [null_value if value is None else value for value in self.values]
        return RawValues(self.owners, values, set(map(type, values)))

    def where(self, keep: list[bool]) -> "RawValues":
        """Returns the values whose flag is set."""
        values = list(compress(self.values, keep))
        return RawValues(self.owners[np.array(keep, dtype=np.bool_)], values, set(map(type, values)))


def take_column(rows: Sequence[Mapping[str, object]], key: str) -> list[object]:
    """Returns the value of a key in every object, MISSING where it has none."""
    try:
        return list(map(itemgetter(key), rows))
    except KeyError:
        return [row.get(key, MISSING) for row in rows]


def flatten(column: Sequence[Any], owners: Owners, is_value: Callable[[list[Any]], bool] | None = None) -> RawValues:
    """Returns a column without missing entries and with arrays, at any depth, taken apart.

    is_value: tells arrays that are one value
    """
    if isinstance(column, PackedTexts):
        return RawValues(owners, column, {str})
    types = set(map(type, column))
    if Missing in types:
        keep = [value is not MISSING for value in column]
        owners = owners[np.array(keep, dtype=np.bool_)]
        column = list(compress(column, keep))
        types.discard(Missing)
    while list in types:
        lists = [type(value) is list and not (is_value is not None and is_value(value)) for value in column]
        if not any(lists):
            break
        owners = np.repeat(owners, [len(value) if unnest else 1 for value, unnest in zip(column, lists, strict=True)])
        column = list(chain.from_iterable(_parts(column, lists)))
        types = set(map(type, column))
    return RawValues(owners, column, types)


def _parts(column: Sequence[Any], lists: list[bool]) -> Iterable[Iterable[Any]]:
    return (value if unnest else (value,) for value, unnest in zip(column, lists, strict=True))


def merge_columns(parts: list[tuple[list[Any], Owners]]) -> tuple[list[Any], Owners]:
    """Returns several columns of one key as one, ordered by owner."""
    if len(parts) == 1:
        return parts[0]
    owners = np.concatenate([part[1] for part in parts])
    column = list(chain.from_iterable(part[0] for part in parts))
    order = np.argsort(owners, kind="stable")
    return [column[at] for at in order.tolist()], owners[order]


def distinct(values: list[str], convert: Callable[[str], bytes]) -> list[bytes]:
    """Converts every value, each distinct one once."""
    converted = {value: convert(value) for value in set(values)}
    return [converted[value] for value in values]

"""The order in which an index keeps its documents: `index.sort.*`, as segments remember it.

Within a segment documents stand by their keys, ties as they came; nested documents stay before their root. A search in
that order, or a composite aggregation over its first fields, may stop in each segment after as many as it needs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from findling.codec.columns.numeric import sortable_of

SortKind = Literal["long", "int", "nanos", "double", "float", "string"]

_INT64: Final = (-(2**63), 2**63 - 1)
_MISSING: Final[dict[str, tuple[int | float, int | float]]] = {
    "long": _INT64,
    "nanos": _INT64,
    "int": (-(2**31), 2**31 - 1),
    "double": (-np.inf, np.inf),
    "float": (-np.inf, np.inf),
}


@dataclass(frozen=True, slots=True)
class IndexSortField:
    """One key of an index sort.

    field: a mapped field; kind: what its values compare as
    reverse: the largest come first
    mode: min or max, which of several values of a document counts
    missing: _last or _first, where documents without a value stand
    """

    field: str
    kind: SortKind
    reverse: bool
    mode: Literal["min", "max"]
    missing: Literal["_last", "_first"]

    @property
    def missing_high(self) -> bool:
        """Whether a document without a value stands where one with the greatest value would."""
        return (self.missing == "_last") != self.reverse

    @property
    def missing_number(self) -> int | float:
        """What a document without a value counts as; not for strings."""
        return _MISSING[self.kind][self.missing_high]

    def comparable(self, numbers: NDArray[Any]) -> NDArray[Any]:
        """Returns numbers, (n,) int64 or float64, as integers of 64 bits that increase in the order of the sort."""
        keys = sortable_of(numbers) if numbers.dtype.kind == "f" else numbers
        return ~keys if self.reverse else keys

    def comparable_ranks(self, ranks: NDArray[np.int64]) -> NDArray[np.int64]:
        """Returns ranks of strings, (n,) int64, -1 for none, as numbers that increase in the order of the sort."""
        absent = ranks < 0
        keys = ~ranks if self.reverse else ranks.copy()
        keys[absent] = _INT64[self.missing == "_last"]
        return keys

    def shown(self) -> dict[str, object]:
        """Returns the key as `_segments` shows it."""
        return {"field": self.field, "mode": self.mode, "missing": self._shown_missing(), "reverse": self.reverse}

    def _shown_missing(self) -> str:
        if self.kind == "string":
            # Lucene turns the order of documents without a value around as well
            return "SortField.STRING_LAST" if self.missing_high else "SortField.STRING_FIRST"
        if self.kind == "nanos" and not self.missing_high:
            return "0"
        return str(self.missing_number).replace("inf", "Infinity")


IndexSort = tuple[IndexSortField, ...]


def sort_json(sort: Sequence[IndexSortField]) -> list[dict[str, object]]:
    """Returns an index sort as JSON, for the directory of a segment."""
    return [asdict(field) for field in sort]


def sort_of_json(members: Sequence[Mapping[str, Any]]) -> IndexSort:
    """Returns what sort_json wrote."""
    return tuple(IndexSortField(**field) for field in members)


def order_by_keys(keys: Sequence[NDArray[Any]]) -> NDArray[np.intp]:
    """Returns the places of rows in the order of their keys, the first of which counts most; ties keep their order."""
    return np.lexsort(list(reversed(keys)))


def in_doc_order(docs: NDArray[np.int32], *values: NDArray[Any]) -> tuple[NDArray[Any], ...]:
    """Returns documents and what belongs to them by document, values of one document in the order they have.

    docs: (n,) int32; values: (n,...) each
    """
    if len(docs) < 2 or bool((docs[1:] >= docs[:-1]).all()):
        return docs, *values
    order = np.argsort(docs, kind="stable")
    return docs[order], *[part[order] for part in values]

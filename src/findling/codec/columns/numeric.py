"""Numeric doc values: the numbers of one field by document.

Integers are stored as (value - base) / step in the narrowest unsigned dtype, step being the greatest common divisor;
floating point numbers as float32 if that loses nothing, else float64. As in Lucene -0.0 is less than 0.0: doubles of
which any is -0.0 are stored as the uint64 numbers that sort as they do. Arrays:

    <field>/numeric         (max_doc,) one value per document, 0 where it has none; or (n_values,) if any document has
                            several, sorted within each document; left out if all values are the same ("constant"), or
                            grow by one step from each document to the next ("linear")
    <field>/numeric.starts  (max_doc + 1,) int32, only if any document has several values
"""

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from findling.codec.bitmap import Bitmap
from findling.codec.columns.gather import gather_values
from findling.codec.narrow import narrow_unsigned
from findling.codec.segment import Segment, SegmentWriter

NumericKind = Literal["long", "double"]

_LEAST_DOUBLE = math.ulp(0.0)
_SIGN = np.uint64(1 << 63)


def write_numeric(
    writer: SegmentWriter, field: str, max_doc: int, docs: NDArray[np.int32], values: NDArray[np.generic]
) -> dict[str, object]:
    """Writes a column and returns the meta data that NumericColumn.open needs.

    docs: (n,) int32, non-decreasing, a document with several values several times; values: (n,) int64 or float64
    """
    several = bool((docs[1:] == docs[:-1]).any())
    kind = "double" if values.dtype.kind == "f" else "long"
    stored, base, step = _shrink(values)
    if several:
        stored = stored[np.lexsort((stored, docs))]
    meta: dict[str, Any] = {"kind": kind, "base": base, "step": step, "count": len(values), "several": several}
    if len(values):
        meta["min"], meta["max"] = values.min().item(), values.max().item()
    meta["encoding"] = _encoding(stored, docs, max_doc, kind)
    if several:
        starts = np.zeros(max_doc + 1, np.int32)
        np.cumsum(np.bincount(docs, minlength=max_doc), out=starts[1:])
        writer.add(f"{field}/numeric.starts", starts)
        writer.add(f"{field}/numeric", stored)
    elif meta["encoding"] == "packed":
        dense = np.zeros(max_doc, stored.dtype)
        dense[docs] = stored
        writer.add(f"{field}/numeric", dense)
    return meta


def _shrink(values: NDArray[Any]) -> tuple[NDArray[Any], int, int]:
    """Returns values in their narrowest dtype, with base and step."""
    if values.dtype.kind == "f":
        if np.signbit(values[values == 0]).any():
            return sortable_of(values), 0, 1
        with np.errstate(over="ignore"):
            single = values.astype(np.float32)
        return (single if (single == values).all() else values), 0, 1
    if not len(values):
        return np.empty(0, np.uint8), 0, 1
    base = int(values.min())
    deltas = values.astype(np.int64, copy=False).view(np.uint64) - np.int64(base).view(np.uint64)
    step = max(_common_divisor(deltas), 1)
    return narrow_unsigned(deltas // np.uint64(step) if step > 1 else deltas), base, step


def _common_divisor(deltas: NDArray[np.uint64]) -> int:
    """Returns the greatest common divisor; most columns show already in a few values that it is 1."""
    if int(np.gcd.reduce(deltas[:256])) == 1:
        return 1
    return int(np.gcd.reduce(deltas))


def _encoding(stored: NDArray[np.generic], docs: NDArray[np.int32], max_doc: int, kind: str) -> str:
    """Returns how the values of a single-valued column of integers are kept."""
    if kind == "long" and not (docs[1:] == docs[:-1]).any():
        if not stored.any():
            return "constant"
        if len(docs) == max_doc and (stored == np.arange(max_doc)).all():
            return "linear"
    return "packed"


@dataclass(frozen=True, slots=True)
class NumericColumn:
    """The numbers of one field in one segment.

    kind: long, value = base + stored * step as int64; or double, value = stored as float64, if stored is not uint64
    stored: (max_doc,) unsigned or float, if starts is None; else (n_values,), document after document, sorted within
        each
    starts: (max_doc + 1,) int32, first value of each document; None if none has several
    presence: the docs that have a value; None if all have
    min, max: smallest and largest value; 0 if there are none
    """

    kind: NumericKind
    stored: NDArray[Any]
    base: int
    step: int
    starts: NDArray[np.int32] | None
    presence: Bitmap | None
    max_doc: int
    count: int
    min: int | float
    max: int | float

    @classmethod
    def open(
        cls, segment: Segment, field: str, max_doc: int, meta: dict[str, Any], presence: Bitmap | None
    ) -> "NumericColumn":
        """Returns the column that write_numeric wrote."""
        if meta["encoding"] == "constant":
            stored: NDArray[Any] = np.zeros(max_doc, np.uint8)
        elif meta["encoding"] == "linear":
            stored = narrow_unsigned(np.arange(max_doc))
        else:
            stored = segment.array(f"{field}/numeric")
        return cls(
            meta["kind"],
            stored,
            meta["base"],
            meta["step"],
            segment.get(f"{field}/numeric.starts") if meta["several"] else None,
            presence,
            max_doc,
            meta["count"],
            meta.get("min", 0),
            meta.get("max", 0),
        )

    @property
    def is_sortable(self) -> bool:
        """Whether the stored numbers are what sorts as the doubles do, see sortable_of."""
        return self.kind == "double" and self.stored.dtype == np.uint64

    def limits(self, low: float, high: float) -> tuple[float, float]:
        """Returns the bounds of a range as they compare with `ends`: of doubles, -0.0 is less than 0.0."""
        if self.is_sortable:
            first, last = sortable_of(np.array([low, high], np.float64)).tolist()
            return first, last
        if self.kind == "double" and high == 0 and math.copysign(1, high) < 0:
            return low, -_LEAST_DOUBLE
        return low, high

    @property
    def ends(self) -> tuple[float, float]:
        """Smallest and largest value as limits compare with them."""
        if not self.is_sortable:
            return self.min, self.max
        values = (
            self.stored if self.presence is None or self.starts is not None else self.stored[self.presence.to_docs()]
        )
        return int(values.min()), int(values.max())

    def decode(self, stored: NDArray[Any]) -> NDArray[Any]:
        """Returns the values, int64 or float64, of stored numbers."""
        if self.is_sortable:
            return _doubles_of(stored)
        if self.kind == "double":
            return stored.astype(np.float64)
        values = stored.astype(np.uint64)
        if self.step != 1:
            values *= np.uint64(self.step)
        if self.base:
            values += np.int64(self.base).view(np.uint64)
        return values.view(np.int64)

    def values(self, docs: NDArray[np.int32]) -> tuple[NDArray[Any], NDArray[np.int32]]:
        """Returns all values of some documents, and for each value the index in `docs` of the document that has it.

        docs: (n,) int32; values: (n_found,) int64 or float64; owners: (n_found,) int32, non-decreasing
        """
        if self.starts is not None:
            stored, owners = gather_values(self.starts, self.stored, docs)
            return self.decode(stored), owners
        if self.presence is None:
            return self.decode(self.stored[docs]), np.arange(len(docs), dtype=np.int32)
        owners = np.flatnonzero(self.presence.test(docs)).astype(np.int32)
        return self.decode(self.stored[docs[owners]]), owners

    def single(self, docs: NDArray[np.int32], missing: float, last: bool = False) -> NDArray[np.generic]:
        """Returns one value per document, its smallest (last: largest), (n,); `missing` where it has none."""
        if self.starts is not None:
            out = np.full(len(docs), missing, np.float64 if self.kind == "double" else np.int64)
            first, end = self.starts[docs], self.starts[docs + 1]
            found = first < end
            out[found] = self.decode(self.stored[(end - 1 if last else first)[found]])
            return out
        out = self.decode(self.stored[docs])
        if self.presence is not None:
            out[~self.presence.test(docs)] = missing
        return out

    def dense(self) -> NDArray[Any]:
        """Returns all stored values decoded, in stored order: by document if starts is None, 0 stored where missing."""
        return self.decode(self.stored)

    def bounds(self, low: float, high: float) -> tuple[Any, Any]:
        """Returns the stored numbers (low, high), inclusive, between which the values in [low, high] lie.

        The first is greater than the second if no value can lie there. For doubles, stored in float32, they are
        rounded inwards.
        """
        if self.kind == "double":
            limits = self.limits(low, high)
            return limits if self.is_sortable else _float_bounds(*limits, self.stored.dtype)
        low, high = max(low, self.min), min(high, self.max)
        if low > high or not self.count:
            return 1, 0
        first, last = math.ceil(low), math.floor(high)
        return -((self.base - first) // self.step), (last - self.base) // self.step


def sortable_of(doubles: NDArray[np.float64]) -> NDArray[np.uint64]:
    """Returns the numbers that sort as doubles do, -0.0 below 0.0: (n,) uint64."""
    bits = np.ascontiguousarray(doubles, np.float64).view(np.uint64)
    return np.where(bits & _SIGN, ~bits, bits | _SIGN)


def _doubles_of(sortable: NDArray[np.uint64]) -> NDArray[np.float64]:
    return np.where(sortable & _SIGN, sortable ^ _SIGN, ~sortable).view(np.float64)


def _float_bounds(low: float, high: float, dtype: np.dtype[Any]) -> tuple[float, float]:
    """Returns the smallest and largest number of the dtype within [low, high]."""
    if dtype == np.float64:
        return low, high
    with np.errstate(over="ignore"):
        first, last = np.float32(low), np.float32(high)
    if float(first) < low:
        first = np.nextafter(first, np.float32(np.inf))
    if float(last) > high:
        last = np.nextafter(last, np.float32(-np.inf))
    return float(first), float(last)

"""Documents for which a script found no value but an error, which only concerns those who ask for these documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import FindlingError
from findling.codec.columns.numeric import NumericColumn
from findling.codec.columns.ordinals import OrdinalColumn


class Faults:
    """The errors of some documents of a segment. errors: by document"""

    def __init__(self, errors: Mapping[int, FindlingError], max_doc: int) -> None:
        self._errors = errors
        self._at = np.zeros(max_doc, np.bool_)
        self._at[list(errors)] = True
        self.max_doc = max_doc

    def check(self, docs: NDArray[np.int32]) -> None:
        """Raises the error of the first of some documents that has one."""
        found = np.flatnonzero(self._at[docs])
        if len(found):
            raise self._errors[int(docs[found[0]])]


@dataclass(frozen=True, slots=True)
class FaultyNumbers(NumericColumn):
    """Numbers of documents of which some have an error instead."""

    faults: Faults

    def values(self, docs: NDArray[np.int32]) -> tuple[NDArray[Any], NDArray[np.int32]]:
        self.faults.check(docs)
        return NumericColumn.values(self, docs)


@dataclass(frozen=True, slots=True)
class FaultyOrdinals(OrdinalColumn):
    """Ordinals of documents of which some have an error instead."""

    faults: Faults

    def values(self, docs: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        self.faults.check(docs)
        return OrdinalColumn.values(self, docs)


def faulty_numbers(column: NumericColumn, faults: Faults) -> NumericColumn:
    """Returns a column that tells of faults; it looks as if documents had several values, which are read one by one."""
    members = {member.name: getattr(column, member.name) for member in fields(NumericColumn)}
    if column.starts is None:
        docs = np.arange(faults.max_doc, dtype=np.int32) if column.presence is None else column.presence.to_docs()
        members |= {"starts": _starts(docs, faults.max_doc), "stored": column.stored[docs]}
    return FaultyNumbers(**members, faults=faults)


def faulty_ordinals(column: OrdinalColumn, faults: Faults) -> OrdinalColumn:
    """The same of ordinals."""
    members = {member.name: getattr(column, member.name) for member in fields(OrdinalColumn)}
    if column.starts is None:
        docs = np.flatnonzero(column.ords).astype(np.int32)
        members |= {"starts": _starts(docs, faults.max_doc), "ords": column.ords[docs] - column.ords.dtype.type(1)}
    return FaultyOrdinals(**members, faults=faults)


def _starts(docs: NDArray[np.int32], max_doc: int) -> NDArray[np.int32]:
    starts = np.zeros(max_doc + 1, np.int32)
    np.cumsum(np.bincount(docs, minlength=max_doc), out=starts[1:])
    return starts

"""Equal values: where their runs start in arrays that are in order, and the distinct ones of arrays that are not.

np.unique hashes whole numbers, which takes a hundred times as long as sorting them once a million are distinct (as
measured with NumPy 2.4); with an axis it compares rows as bytes, which takes five times as long as sorting by column.
"""

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Scalar = TypeVar("Scalar", bound=np.generic)


def run_starts(*columns: NDArray[Any]) -> NDArray[np.bool_]:
    """Returns which rows differ from the row before, as the first does.

    columns: at least one, (n,) each
    """
    starts = np.ones(len(columns[0]), np.bool_)
    np.not_equal(columns[0][1:], columns[0][:-1], out=starts[1:])
    for column in columns[1:]:
        starts[1:] |= column[1:] != column[:-1]
    return starts


def distinct(values: NDArray[Scalar]) -> NDArray[Scalar]:
    """Returns the distinct values, ascending. values: (n,) without NaN"""
    return distinct_of_ordered(np.sort(values))


def distinct_of_ordered(ordered: NDArray[Scalar]) -> NDArray[Scalar]:
    """Returns the distinct values. ordered: (n,), equal ones side by side"""
    return ordered[run_starts(ordered)]


def distinct_rows(*columns: NDArray[Any]) -> tuple[NDArray[Any], ...]:
    """Returns the distinct rows, ascending by the first column, then the next. columns: (n,) each, without NaN"""
    order, starts = ordered_rows(*columns)
    firsts = order[starts]
    return tuple(column[firsts] for column in columns)


def ordered_rows(*columns: NDArray[Any]) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Returns the rows by the first column, then the next, equal ones as they come; and where runs of equal ones start.

    columns: (n,) each, without NaN; returns (n,) both
    """
    order = np.lexsort(columns[::-1])
    return order, run_starts(*(column[order] for column in columns))

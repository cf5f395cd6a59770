"""What the aggregation kernels mean, in NumPy."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def count_ords(ords: NDArray[Any], n_ords: int) -> NDArray[np.int64]:
    return np.bincount(ords, minlength=n_ords).astype(np.int64)


def present_ords(ords: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    rows = np.flatnonzero(ords)
    return rows, ords[rows].astype(np.int64) - 1


def sums(values: NDArray[Any], buckets: NDArray[Any], n_buckets: int) -> NDArray[Any]:
    return np.array([values[buckets == bucket].sum() for bucket in range(n_buckets)])


def bounds(values: NDArray[Any], buckets: NDArray[Any], low: NDArray[Any], high: NDArray[Any]) -> Any:
    low, high = low.copy(), high.copy()
    np.minimum.at(low, buckets, values)
    np.maximum.at(high, buckets, values)
    return low, high


def interval_of(values: NDArray[Any], edges: NDArray[Any]) -> NDArray[Any]:
    found = np.searchsorted(edges, values, side="right") - 1
    return np.where((values >= edges[0]) & (values < edges[-1]), found, -1)


def top_counts(counts: NDArray[Any], least: int, size: int) -> NDArray[Any]:
    order = np.lexsort((np.arange(len(counts)), -counts))
    return order[counts[order] >= least][:size]


def assigned(keys: list[int], parents: list[int]) -> list[int]:
    numbers: dict[tuple[int, int], int] = {}
    return [numbers.setdefault(pair, len(numbers)) for pair in zip(parents, keys, strict=True)]


def merged(dictionaries: list[list[bytes]]) -> tuple[list[bytes], list[list[int]]]:
    everything = sorted({term for terms in dictionaries for term in terms})
    places = {term: i for i, term in enumerate(everything)}
    return everything, [[places[term] for term in terms] for terms in dictionaries]

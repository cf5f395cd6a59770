"""Moments of several numbers of each document: of one bucket at once, and of shards joined.

The pairwise formulas are those of Pebay, Formulas for Robust, One-Pass Parallel Computation of Covariances and
Arbitrary-Order Statistical Moments.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Moments = dict[str, Any]
JOINED_NOTHING: Final[Moments] = {"count": 0, "fields": [], "means": [], "moments": [[], [], []], "products": []}


def moments_of(fields: list[str], numbers: NDArray[np.float64]) -> Moments:
    """Returns the partial of documents. numbers: (n_docs, n_fields); those that are too great make infinite moments."""
    with np.errstate(over="ignore", invalid="ignore"):
        return _moments_of(fields, numbers)


def _moments_of(fields: list[str], numbers: NDArray[np.float64]) -> Moments:
    means = np.zeros(len(fields))
    if len(numbers):
        # a second pass takes away what the first one rounded
        means = numbers.mean(axis=0)
        means = means + (numbers - means).mean(axis=0)
    apart = numbers - means
    return {
        "count": len(numbers),
        "fields": fields,
        "means": means.tolist(),
        "moments": [(apart**power).sum(axis=0).tolist() for power in (2, 3, 4)],
        "products": (apart.T @ apart).tolist(),
    }


def joined(partials: Sequence[Moments]) -> Moments:
    """Returns the partial of all documents together; shards that lack some of the fields have none to give."""
    most = max(partials, key=lambda partial: len(partial["fields"]))
    some = [partial for partial in partials if partial["fields"] == most["fields"] and partial["count"]]
    with np.errstate(over="ignore", invalid="ignore"):
        return reduce(_pair, some) if some else most


def _pair(left: Moments, right: Moments) -> Moments:
    a, b = left["count"], right["count"]
    n = a + b
    delta = np.array(right["means"]) - np.array(left["means"])
    (a2, a3, a4), (b2, b3, b4) = (np.array(side["moments"]) for side in (left, right))
    third = delta**3 * (a * b * (a - b) / n**2) + 3 * delta * (a * b2 - b * a2) / n
    fourth = delta**4 * (a * b * (a * a - a * b + b * b) / n**3)
    fourth += 6 * delta**2 * (a * a * b2 + b * b * a2) / n**2 + 4 * delta * (a * b3 - b * a3) / n
    moments = [a2 + b2 + delta**2 * (a * b / n), a3 + b3 + third, a4 + b4 + fourth]
    products = np.array(left["products"]) + np.array(right["products"]) + np.outer(delta, delta) * (a * b / n)
    return {
        "count": n,
        "fields": left["fields"],
        "means": (np.array(left["means"]) + delta * (b / n)).tolist(),
        "moments": [moment.tolist() for moment in moments],
        "products": products.tolist(),
    }

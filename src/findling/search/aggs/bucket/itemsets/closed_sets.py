"""Finds the most frequent closed sets of items: depth first over the items, each with the transactions that have it.

A set is closed if no larger one is in as many transactions. Source: Zaki, Scalable Algorithms for Association Mining
(Eclat), 2000; what is kept, and in which order, is that of Elasticsearch's FrequentItemSetCollector.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Items = tuple[int, ...]


@dataclass(slots=True)
class ClosedSets:
    """The search for sets.

    has: (n_items, n_transactions) whether each transaction has an item; items by how frequent they are, most first
    weights: (n_transactions,) int64 how often each of them is there
    size: sets that are wanted; least_items, least_count: that a set must have
    check: raises if the search is cancelled
    """

    has: NDArray[np.bool_]
    weights: NDArray[np.int64]
    size: int
    least_items: int
    least_count: int
    check: Callable[[], None]
    # (count, number of items, items the other way round), the worst first
    _best: list[tuple[int, int, Items]] = field(default_factory=list)

    def found(self) -> list[tuple[Items, int]]:
        """Returns sets and counts: the most frequent first, of those the larger ones."""
        everything = np.ones(len(self.weights), np.bool_)
        self._extend((), everything, 0)
        ranked = sorted(self._best, reverse=True)
        return [(tuple(-item for item in items), count) for count, _, items in ranked]

    def _extend(self, items: Items, within: NDArray[np.bool_], first: int) -> None:
        """Looks at all sets that begin with some items and go on with later ones."""
        self.check()
        for item in range(first, len(self.has)):
            both = within & self.has[item]
            count = int(self.weights[both].sum())
            if count < self._least():
                continue
            together = (*items, item)
            self._extend(together, both, item + 1)
            if len(together) >= self.least_items and self._is_closed(together, both, count):
                self._offer(together, count)

    def _least(self) -> int:
        return self._best[0][0] if len(self._best) == self.size else self.least_count

    def _is_closed(self, items: Items, within: NDArray[np.bool_], count: int) -> bool:
        """Whether every other item is missing in some transaction that has all of these."""
        in_all = self.has[:, within].all(axis=1)
        return int(in_all.sum()) == len(items)

    def _offer(self, items: Items, count: int) -> None:
        entry = (count, len(items), tuple(-item for item in items))
        if len(self._best) < self.size:
            heapq.heappush(self._best, entry)
        else:
            heapq.heappushpop(self._best, entry)

"""The protocol of collectors."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING

from findling.search.shard_result import ShardQueryResult

if TYPE_CHECKING:
    from findling.search.collector.matches import Matches
    from findling.search.context import ShardContext
    from findling.search.query.base import Weight

# raises if a search is to be given up or its time is over
Check = Callable[[], None]


class EnoughCollected(Exception):
    """Raised by a collector that wants no more documents."""


class Collector(ABC):
    """Takes the hits of one shard: all at once if the collector knows how, else the matches of each segment."""

    # whether `count` is all that it wants
    only_counts = False

    def collect_pruned(self, weight: Weight, ctx: ShardContext, check: Check) -> bool:
        """Takes the hits of all segments without seeing all matches; returns False, having done nothing, if it cannot.

        check: called between segments and between windows of a kernel
        """
        return False

    @abstractmethod
    def collect(self, matches: Matches) -> None:
        """Takes all matches of a segment; segments come in order. Raises EnoughCollected."""

    def count(self, n: int) -> None:
        """Takes the number of all matches instead of them; only if that is all it wants."""
        raise NotImplementedError

    @abstractmethod
    def result(self) -> ShardQueryResult:
        """Returns what was found."""

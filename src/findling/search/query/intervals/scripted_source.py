"""Interval source that a script filters: the intervals are found first, then the script is asked about each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from findling.kernels.search.intervals import count_intervals, list_intervals
from findling.search.query.intervals.interval_source import IntervalSource
from findling.search.query.positions.leaf_positions import FoundPositions, LeafPositions
from findling.search.query.positions.place import Place
from findling.search.query.positions.position_tree import PositionTree

if TYPE_CHECKING:
    from findling.search.context import SegmentContext
    from findling.search.script.door import IntervalScript


@dataclass(frozen=True)
class ScriptedSource(IntervalSource):
    """The intervals of a source to which a script says yes.

    name: the script's id or its source
    """

    kind: ClassVar[int] = 1

    source: IntervalSource
    name: str
    script: IntervalScript = field(compare=False)

    def children(self) -> Sequence[Place]:
        return ()

    def is_lasting(self) -> bool:
        return False

    @property
    def min_extent(self) -> int:
        return self.source.min_extent

    @property
    def text(self) -> str:
        return f"FILTER({self.name})({self.source.text})"

    def positions(self, segment: SegmentContext, check: Callable[[], None]) -> LeafPositions:
        tree = PositionTree(self.source, segment, check)
        parts = [self._accepted(tree, len(docs)) for docs in tree.windows()]
        counts = [part[0] for part in parts]
        all_counts = np.concatenate(counts) if counts else np.empty(0, np.int64)
        rows = [part[1] for part in parts]
        all_rows = np.concatenate(rows, axis=1) if rows else np.empty((3, 0), np.int32)
        found = all_counts > 0
        return FoundPositions(segment, tree.candidates[found], all_counts[found], *all_rows)

    def _accepted(self, tree: PositionTree, n_docs: int) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """Returns how many intervals each document of a window keeps, and all of these: start, end and gaps."""
        counts = np.empty(n_docs, np.int64)
        count_intervals(tree.nodes, counts)
        rows = np.empty((3, int(counts.sum())), np.int32)
        list_intervals(tree.nodes, n_docs, *rows)
        accepted = np.fromiter(map(self.script.accepts, *rows.tolist()), np.bool_, rows.shape[1])
        owners = np.repeat(np.arange(n_docs), counts)
        return np.bincount(owners[accepted], minlength=n_docs), rows[:, accepted]

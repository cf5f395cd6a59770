"""Evaluates a tree of places on one segment: first the documents that may have some, then their positions.

The documents are found by their terms alone. Then, window by window, the positions of all leaves in the documents of a
window are read once from the postings, and a kernel walks the tree through each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import TooManyNestedClausesError
from findling.kernels.search.position_nodes import PositionNodes
from findling.search.doc_set import Docs
from findling.search.query.base import MAX_CLAUSE_COUNT
from findling.search.query.positions.candidates import Candidates
from findling.search.query.positions.leaf_positions import LeafPositions
from findling.search.query.positions.place import Place

if TYPE_CHECKING:
    from findling.search.context import SegmentContext

# documents whose positions are read at once
WINDOW: Final = 16_384
_MAX_TERMS: Final = 4 * MAX_CLAUSE_COUNT
_MAX_POSITIONS: Final = 1 << 20


class PositionTree:
    """A tree over one segment.

    check: raises if the search is cancelled; called between windows
    """

    def __init__(self, root: Place, segment: SegmentContext, check: Callable[[], None]) -> None:
        self._segment = segment
        self._check = check
        self._leaves: list[LeafPositions] = []
        self._specs: list[list[int]] = []
        self._links: list[int] = []
        self._n_terms = 0
        self.candidates: Docs = self._add(root.shortened()).docs(segment.max_doc)
        self.nodes = PositionNodes(np.array(self._specs, np.int64), np.array(self._links, np.int32))

    def windows(self) -> Iterator[Docs]:
        """Yields the candidates, some at a time, with their positions read into `nodes`."""
        window = max(min(WINDOW, _MAX_POSITIONS // max(len(self._leaves), 1)), 1)
        for start in range(0, len(self.candidates), window):
            self._check()
            docs = self.candidates[start : start + window]
            self._read(docs)
            yield docs

    def _add(self, place: Place) -> Candidates:
        """Adds a node and all below it; returns the documents that it may be in."""
        self._check()
        if len(self._specs) + self._n_terms > _MAX_TERMS:
            raise TooManyNestedClausesError(
                f"Query contains too many nested clauses; maxClauseCount is set to {MAX_CLAUSE_COUNT}"
            )
        spec = [place.kind, 0, 0, *place.parameters(), 0, place.numbers()]
        self._specs.append(spec)
        leaf = place.positions(self._segment, self._check)
        if leaf is not None:
            self._n_terms += leaf.n_terms
            spec[5] = len(self._leaves)
            self._leaves.append(leaf)
            return Candidates.of(leaf)
        children = place.children()
        spec[1], spec[2] = len(self._links), len(children)
        self._links += [0] * len(children)
        found = []
        for i, child in enumerate(children):
            self._links[spec[1] + i] = len(self._specs)
            found.append(self._add(child.shortened()))
        return place.joined(found, self._segment.max_doc)

    def _read(self, docs: Docs) -> None:
        n_leaves = max(len(self._leaves), 1)
        starts = np.zeros((n_leaves, len(docs) + 1), np.int64)
        parts = []
        total = 0
        for row, leaf in zip(starts, self._leaves, strict=False):
            found = leaf.read(docs)
            np.cumsum(found.freqs, out=row[1:])
            row += total
            total += len(found.positions)
            parts.append(found)
        listed = any(part.ends is not None for part in parts)
        self.nodes.read(
            _joined([part.positions for part in parts]),
            starts,
            _joined([part.positions if part.ends is None else part.ends for part in parts]) if listed else None,
            _joined([part.positions if part.gaps is None else part.gaps for part in parts]) if listed else None,
        )


def _joined(arrays: list[NDArray[np.int32]]) -> NDArray[np.int32]:
    return arrays[0] if len(arrays) == 1 else np.concatenate(arrays) if arrays else np.zeros(1, np.int32)

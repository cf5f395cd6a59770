"""Place: a node of a tree that finds places in documents, such as "these two words within five positions"."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from findling.search.query.positions.candidates import Candidates, in_all
from findling.search.query.positions.leaf_positions import LeafPositions, NoPositions, term_positions

if TYPE_CHECKING:
    from findling.search.context import SegmentContext


@dataclass(frozen=True)
class Place(ABC):
    """One node. Subclasses are frozen dataclasses of hashable members.

    kind: number of the node's kind in its kernel
    """

    kind: ClassVar[int]

    @abstractmethod
    def children(self) -> Sequence[Place]:
        """Returns the nodes directly below this one."""

    @property
    @abstractmethod
    def text(self) -> str:
        """The node in Lucene's notation."""

    def parameters(self) -> tuple[int, int]:
        """Returns the two numbers of the node that its kernel takes."""
        return 0, 0

    def numbers(self) -> int:
        """Returns how many numbers the kernel keeps for the node: a heap of its children needs one more than these."""
        return len(self.children()) + 1

    def positions(self, segment: SegmentContext, check: Callable[[], None]) -> LeafPositions | None:
        """Returns the positions in a segment that the node is read from, None if it is made of its children."""
        return None

    def joined(self, parts: Sequence[Candidates], size: int) -> Candidates:
        """Returns the documents of a segment of `size` that the node may be in, from those of its children."""
        return in_all(parts)

    def is_lasting(self) -> bool:
        """Whether an equal node finds the same places at any time; a script may change its mind."""
        return all(child.is_lasting() for child in self.children())

    def shortened(self) -> Place:
        """Returns the node that finds the same places and is walked fastest."""
        return self


@dataclass(frozen=True)
class TermsPlace(Place):
    """Any of some terms of a field.

    repeated: whether a position where several of the terms stand counts several times
    """

    kind: ClassVar[int] = 0

    field: str
    terms: tuple[bytes, ...]
    repeated: bool = False

    def children(self) -> Sequence[Place]:
        return ()

    @property
    def text(self) -> str:
        return " ".join(term.decode("utf-8", "replace") for term in self.terms)

    def positions(self, segment: SegmentContext, check: Callable[[], None]) -> LeafPositions:
        reader = segment.reader.terms(self.field)
        if reader is None:
            return NoPositions(segment)
        if len(self.terms) == 1:
            ord_ = reader.lookup(self.terms[0])
            return term_positions(segment, self.field, range(ord_, ord_ + 1) if ord_ >= 0 else range(0))
        found = np.sort(reader.lookup_many(self.terms)).astype(np.int64)
        return term_positions(segment, self.field, found[found >= 0], self.repeated)

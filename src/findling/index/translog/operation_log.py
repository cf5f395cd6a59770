"""The seam behind which the ordered operations of one shard live: a local file today, a replicated stream later."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, Self

import numpy as np
import numpy.typing as npt

INDEX_OPERATION = 0
DELETE_OPERATION = 1


@dataclass(slots=True)
class LoggedBatch:
    """Operations that were accepted together, in order; what the log holds.

    primary_term: that of the primary which numbered them
    seq_nos, versions: (n,) int64
    kinds: (n,) uint8, INDEX_OPERATION or DELETE_OPERATION
    ids, routings: n each; routing None where the id routes
    sources: n, empty for deletes
    """

    primary_term: int
    seq_nos: npt.NDArray[np.int64]
    versions: npt.NDArray[np.int64]
    kinds: npt.NDArray[np.uint8]
    ids: list[str]
    routings: list[str | None]
    sources: Sequence[bytes]

    def __len__(self) -> int:
        return len(self.ids)

    def select(self, which: npt.NDArray[np.intp]) -> Self:
        """Returns a batch of some of the operations."""
        chosen = which.tolist()
        return type(self)(
            self.primary_term,
            self.seq_nos[which],
            self.versions[which],
            self.kinds[which],
            [self.ids[i] for i in chosen],
            [self.routings[i] for i in chosen],
            [self.sources[i] for i in chosen],
        )

    @classmethod
    def concatenate(cls, batches: Sequence[Self]) -> Self:
        """Returns one batch of the operations of several, which have the same primary term."""
        if len(batches) == 1:
            return batches[0]
        return cls(
            batches[0].primary_term,
            np.concatenate([batch.seq_nos for batch in batches]),
            np.concatenate([batch.versions for batch in batches]),
            np.concatenate([batch.kinds for batch in batches]),
            [doc_id for batch in batches for doc_id in batch.ids],
            [routing for batch in batches for routing in batch.routings],
            [source for batch in batches for source in batch.sources],
        )


class OperationLog(Protocol):
    """Appends batches of operations and gives them back in order after a crash.

    Acknowledge an operation only after `sync` returned for its position. Appending is for one thread at a time; syncing
    is for any thread, and one sync serves all that wait for positions before it. Once opened on what was there before,
    `replay` must run to its end before anything is appended.
    """

    @property
    def generation(self) -> int:
        """Number of the part that is being appended to."""

    @property
    def size_bytes(self) -> int:
        """Bytes of all parts that are still kept."""

    @property
    def operations(self) -> int:
        """Operations in all parts that are still kept."""

    @property
    def uncommitted_bytes(self) -> int:
        """Bytes of operations after the last commit point; 0 right after a flush."""

    def append(self, batch: LoggedBatch) -> int:
        """Appends one batch, all of it or (raising OSError) nothing. Returns the position to sync up to."""

    def sync(self, position: int | None = None) -> None:
        """Returns once everything before `position` (None: everything) is on stable storage."""

    def roll(self) -> int:
        """Starts a new part and returns its generation; everything before is synced."""

    def trim(self, generation: int) -> None:
        """Forgets the parts before `generation`."""

    def replay(self, generation: int) -> Iterator[LoggedBatch]:
        """Yields the batches of the parts from `generation` on, in the order they were appended."""

    def close(self) -> None:
        """Syncs and closes; further calls fail."""

"""Sequence numbers: every operation of a shard has one, dense and in the order of the log."""

from dataclasses import dataclass

NO_OPS_PERFORMED = -1
"""The highest sequence number of a shard that has seen no operation."""


@dataclass(frozen=True, slots=True)
class SeqNoStats:
    """The `seq_no` section of shard statistics."""

    max_seq_no: int
    local_checkpoint: int
    global_checkpoint: int


class SequenceNumbers:
    """Gives out the sequence numbers of one shard copy. Not thread-safe: the shard's write lock guards it.

    A batch first looks at `next`, and takes its numbers only once the log holds them, so that a failed append uses up
    none. The local checkpoint is the highest number below which nothing is missing; on a primary, which numbers
    operations itself, it equals the highest number.
    Source: Elasticsearch's LocalCheckpointTracker.
    """

    def __init__(self, max_seq_no: int = NO_OPS_PERFORMED, primary_term: int = 1) -> None:
        self.primary_term = primary_term
        self._max_seq_no = max_seq_no
        self._local_checkpoint = max_seq_no
        self._ahead: set[int] = set()

    @property
    def next(self) -> int:
        """The number that the next operation will get."""
        return self._max_seq_no + 1

    @property
    def max_seq_no(self) -> int:
        """The highest number in use, -1 if none is."""
        return self._max_seq_no

    @property
    def local_checkpoint(self) -> int:
        """The highest number below which every operation has been processed."""
        return self._local_checkpoint

    def take(self, count: int) -> None:
        """Marks the next `count` numbers as used and processed."""
        self._max_seq_no += count
        if not self._ahead:
            self._local_checkpoint = self._max_seq_no
            return
        for seq_no in range(self._max_seq_no - count + 1, self._max_seq_no + 1):
            self.mark_processed(seq_no)

    def mark_processed(self, seq_no: int) -> None:
        """Records an operation that was numbered elsewhere; numbers may come in any order and more than once."""
        self._max_seq_no = max(self._max_seq_no, seq_no)
        if seq_no <= self._local_checkpoint:
            return
        self._ahead.add(seq_no)
        while self._local_checkpoint + 1 in self._ahead:
            self._local_checkpoint += 1
            self._ahead.discard(self._local_checkpoint)

    def adopt(self, max_seq_no: int) -> None:
        """Goes on to a number up to which everything has been processed elsewhere."""
        self._max_seq_no = max(self._max_seq_no, max_seq_no)
        self._local_checkpoint = self._max_seq_no
        self._ahead.clear()

    def stats(self) -> SeqNoStats:
        """Returns the numbers as they stand; with a single copy the global checkpoint is the local one."""
        return SeqNoStats(self._max_seq_no, self._local_checkpoint, self._local_checkpoint)

"""The log of a shard of which several copies exist: a stream elsewhere, of which this one knows how far it has come."""

from collections.abc import Iterator
from typing import Final

from findling.base.errors import IllegalStateError
from findling.index.translog.operation_log import LoggedBatch

_MESSAGE_BYTES: Final = 128 << 10
"""What can be read again in the time that one message takes: a commit point comes after some thousands of them."""


class StreamLog:
    """Implements OperationLog for a copy that follows a stream; nothing is kept here.

    A generation is the sequence in the stream of the first message that a commit point does not hold. Messages are
    appended to the stream by who decides (findling.cluster.nats.shard_stream), before they are applied here.

    applied: sequence of the last message that the shard has applied; changed while the shard's write lock is held
    durable: sequence of the last message that is in the last commit point
    """

    def __init__(self) -> None:
        self.applied = 0
        self.durable = 0
        self.operations = 0
        self.size_bytes = 0
        self._generation = 1
        self._rolled = (0, 0)

    @property
    def generation(self) -> int:
        return self._generation

    @property
    def uncommitted_bytes(self) -> int:
        """Bytes of the messages applied since the last commit point, of small ones as many as it takes to read them."""
        return max(self.size_bytes, (self.applied - self.durable) * _MESSAGE_BYTES)

    def advance(self, sequence: int, n_operations: int = 0, n_bytes: int = 0) -> None:
        """Notes that a message has been applied."""
        self.applied = sequence
        self.operations += n_operations
        self.size_bytes += n_bytes

    def append(self, batch: LoggedBatch) -> int:
        """Raises IllegalStateError: what is applied here comes from the stream."""
        raise IllegalStateError("operations of a replicated shard are appended to its stream")

    def sync(self, position: int | None = None) -> None:
        """The stream is synced before it acknowledges."""

    def roll(self) -> int:
        self._generation = self.applied + 1
        self._rolled = self.operations, self.size_bytes
        return self._generation

    def trim(self, generation: int) -> None:
        self.durable = generation - 1
        self.operations -= self._rolled[0]
        self.size_bytes -= self._rolled[1]
        self._rolled = 0, 0

    def replay(self, generation: int) -> Iterator[LoggedBatch]:
        """Yields nothing: the messages after the commit point are read from the stream."""
        self._generation = generation
        self.applied = self.durable = generation - 1
        return iter(())

    def close(self) -> None:
        """There is nothing to close."""

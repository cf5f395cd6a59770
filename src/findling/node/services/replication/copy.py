"""One copy of a shard on this node: it follows the shard's stream, and writes to it while it is the primary."""

import logging
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from math import inf
from typing import Any, Final

from findling.base.errors import FindlingError, IndexShardClosedError, UnavailableShardsError
from findling.base.ids import random_uuid
from findling.cluster.nats.connection import NatsConnection
from findling.cluster.nats.errors import ClusterUnavailableError, OutcomeUnknownError, SequenceTakenError
from findling.cluster.nats.streams import StoredMessage, Stream
from findling.index.operations.operation import GetResult, Operation, OperationResult
from findling.index.operations.operation_plan import OperationPlan
from findling.index.shard import Shard
from findling.index.translog.stream_log import StreamLog
from findling.mapping.parsed_batch import ParsedBatch
from findling.node.services.index_service import IndexService
from findling.node.services.replication.logged_message import BATCH, MAPPING, TERM, decode, encode

logger = logging.getLogger("findling.replication")

_WRITE_S: Final = 25.0
_MAPPING_S: Final = 15.0
_POLL_S: Final = 0.02
_DECIDED_S: Final = 0.5
"""So long a read waits for a write of the same document; then another copy may know more."""
_REMEMBERED: Final = 2000
"""Batches whose ids a copy knows; the servers know them for ten minutes."""


class LogGapError(UnavailableShardsError):
    """The stream has forgotten messages that a copy lacks: it has to be made anew from another."""


def stream_of(connection: NatsConnection, uuid: str, number: int) -> Stream:
    """Returns the stream of a shard."""
    return Stream(connection, f"FL_{connection.cluster}_{uuid}_{number}", f"{connection.prefix}.op.{uuid}.{number}")


class Copy:
    """A copy of a shard.

    term: the last primary's that is in the log up to here; own_term: that in which this copy decides, 0 if it does not
    """

    def __init__(
        self, service: IndexService, number: int, shard: Shard, log: StreamLog, stream: Stream, run: Callable[..., Any]
    ) -> None:
        self.service = service
        self.number = number
        self.shard = shard
        self.log = log
        self.stream = stream
        self.term = 0
        self.own_term = 0
        self.fault: FindlingError | None = None
        self._run = run
        self._queue: deque[StoredMessage] = deque()
        self._pumping = False
        self._guard = threading.Lock()
        self._applying = threading.RLock()
        self._reading = threading.Lock()  # taken before _applying
        self._moved = threading.Condition()
        self._recent: OrderedDict[str, int] = OrderedDict()
        self._marking = threading.Lock()
        self._mark = (-inf, 0)
        self._undecided: frozenset[str] = frozenset()
        self.closed = False

    @property
    def key(self) -> tuple[str, int]:
        return self.service.uuid, self.number

    @property
    def applied(self) -> int:
        return self.log.applied

    # following

    def told(self, message: Any) -> None:
        """Takes a message that was committed, on the event loop."""
        headers = dict(message.headers or {})
        self._queue.append(StoredMessage(int(headers["Nats-Sequence"]), headers, message.data))
        self.wake()

    def wake(self) -> None:
        """Applies what has come, in a thread of the pool."""
        with self._guard:
            if self._pumping or self.closed:
                return
            self._pumping = True
        try:
            self._run(self._pump)
        except RuntimeError:
            self._pumping = False  # the node stops

    def _pump(self) -> None:
        try:
            while self._queue and not self.closed:
                message = self._queue[0]
                if message.sequence > self.applied + 1:
                    self.catch_up(message.sequence - 1)
                self._apply(message)
                if self._queue:  # closed meanwhile, it is empty
                    self._queue.popleft()
        except IndexShardClosedError:
            self._queue.clear()
        except FindlingError as error:
            if not self.closed:
                self._failed(error)
        except Exception as error:
            logger.exception("a copy cannot follow its log index=%s shard=%d", self.service.name, self.number)
            self._failed(FindlingError(str(error)))
        finally:
            with self._guard:
                self._pumping = False
            if self._queue and not self.closed and self.fault is None:
                self.wake()

    def _failed(self, error: FindlingError) -> None:
        if isinstance(error, LogGapError):
            self.fault = error
        else:
            logger.warning("a copy does not follow its log index=%s shard=%d: %s", *self._where, error.reason)
            self._queue.clear()  # what is missing is read from the stream

    @property
    def _where(self) -> tuple[str, int]:
        return self.service.name, self.number

    def catch_up(self, last: int | None = None, check: Callable[[], None] | None = None) -> int:
        """Applies everything up to a message, None: the last there is. Returns its sequence.

        Raises LogGapError, ClusterUnavailableError.
        """
        if last is None:
            last = self.stream.bounds()[1]
        while self.applied < last:
            if check is not None:
                check()
            with self._reading:
                self._read_on(last)
        return last

    def _read_on(self, last: int) -> None:
        """Applies some of the messages up to one, at least one unless all have been applied."""
        wanted = self.applied + 1
        for ahead in self.stream.read_row(wanted, last) if last > wanted else ():
            self._apply(ahead)
        if self.applied >= min(wanted, last):
            return
        message = self.stream.read(wanted)
        if message is not None:
            self._apply(message)
        elif self.applied < wanted:
            raise LogGapError(f"message {wanted} of {self.stream.name} is gone")

    def catch_up_with_all(self, timeout_s: float) -> None:
        """Applies everything that was acknowledged before this call. Raises ClusterUnavailableError, LogGapError.

        What the log's servers say of its end is not enough: who leads them may be cut off, and not know it yet. What a
        majority has stored behind everything else, an empty message, comes after it. Who calls meanwhile shares the
        next one.
        """
        called = time.monotonic()
        if not self._marking.acquire(timeout=timeout_s):
            raise ClusterUnavailableError(f"nobody could write behind the log of {self.stream.name} in time")
        try:
            begun, sequence = self._mark
            if begun <= called:
                begun = time.monotonic()
                sequence = self.stream.mark(random_uuid(), {TERM: str(self.term)}, timeout_s)
                self._mark = begun, sequence
        finally:
            self._marking.release()
        self.catch_up(sequence)

    def wait_for(self, sequence: int, timeout_s: float) -> bool:
        """Returns whether a message has been applied, or is in time."""
        deadline = time.monotonic() + timeout_s
        while self.applied < sequence:
            with self._moved:
                self._moved.wait(0.05)
            if self.applied < sequence and not self._queue:
                self.catch_up(sequence)
            if time.monotonic() > deadline:
                return self.applied >= sequence
        return True

    def _apply(self, message: StoredMessage) -> None:
        with self._applying:
            if message.sequence != self.applied + 1:
                return
            logged = decode(message)
            if logged.batch is None:
                self.log.advance(message.sequence)
            else:
                self._wait_for_mapping(logged.mapping_version)
                advance = partial(self.log.advance, message.sequence, len(logged.batch), len(message.payload))
                self.shard.replicate(logged.batch, advance)
            self.term = max(self.term, logged.term)
            self._remember(message.headers.get(BATCH, ""), message.sequence)
        with self._moved:
            self._moved.notify_all()

    def _remember(self, batch_id: str, sequence: int) -> None:
        self._recent[batch_id] = sequence
        if len(self._recent) > _REMEMBERED:
            self._recent.popitem(last=False)

    def _wait_for_mapping(self, version: int) -> None:
        deadline = time.monotonic() + _MAPPING_S
        while self.service.metadata.mapping_version < version:
            if time.monotonic() > deadline:
                raise UnavailableShardsError(f"the mapping of [{self.service.name}] has not come, version {version}")
            time.sleep(_POLL_S)

    # deciding

    def begin_term(self, term: int) -> None:
        """Makes this copy the one that decides: everything in the log is applied, and the log says so.

        Raises SequenceTakenError if others wrote more often than it could look, ClusterUnavailableError.
        """
        for _ in range(50):
            self.catch_up()
            with self._applying:
                if self.term > term:
                    raise UnavailableShardsError(f"[{self.service.name}][{self.number}] has a newer primary")
                try:
                    sequence = self.stream.append(b"", random_uuid(), self.applied, {TERM: str(term)})
                except SequenceTakenError:
                    continue
                if sequence == self.applied + 1:
                    self.log.advance(sequence)
                self.term = term
                self.shard.begin_term(term)
                self.own_term = term
                return
        raise SequenceTakenError("others write to the log all the time")

    def write(
        self, operations: Sequence[Operation], parsed: ParsedBatch | None, batch_id: str, term: int
    ) -> list[OperationResult]:
        """Decides, has the log take it, applies it, and returns what became of each operation.

        batch_id: what was done under this id already is not done again
        Raises UnavailableShardsError if this copy does not decide in this term, OutcomeUnknownError.
        """
        deadline = time.monotonic() + _WRITE_S
        while True:
            with self._applying:
                self._check_term(term)
                if batch_id in self._recent:
                    return self._done_before(self._recent[batch_id])
                plan = self.shard.decide(operations, parsed)
                if not plan.accepted:
                    return plan.results
                payload = encode(plan.logged(), plan.results)
                headers = {TERM: str(term), MAPPING: str(self.service.metadata.mapping_version)}
                with self._deciding(plan):
                    try:
                        sequence = self.stream.append(payload, batch_id, self.applied, headers)
                    except OutcomeUnknownError:
                        self.own_term = 0
                        raise
                    except SequenceTakenError:
                        sequence = -1
                    if sequence == self.applied + 1:
                        advance = partial(self.log.advance, sequence, len(plan.accepted), len(payload))
                        self.shard.carry_out(plan, parsed, advance)
                        self._remember(batch_id, sequence)
                        return plan.results
            if sequence > 0:
                return self._done_before(sequence)
            self.catch_up()
            if time.monotonic() > deadline:
                raise UnavailableShardsError(f"[{self.service.name}][{self.number}] others write to the log")

    @contextmanager
    def _deciding(self, plan: OperationPlan) -> Iterator[None]:
        """The block has the log take a plan, and carries it out."""
        self._undecided = frozenset([operation.id for operation in plan.accepted])
        try:
            yield
        finally:
            self._undecided = frozenset()
            with self._moved:
                self._moved.notify_all()

    def get_many(self, ids: Sequence[str], realtime: bool) -> list[GetResult | None]:
        """Returns documents of this copy. Raises ClusterUnavailableError.

        realtime: not those whose next version the log has perhaps taken: others may have read that already
        """
        deadline = time.monotonic() + _DECIDED_S
        while realtime and not self._undecided.isdisjoint(ids):
            with self._moved:
                self._moved.wait(_POLL_S)
            if time.monotonic() > deadline:
                raise ClusterUnavailableError(f"the log of {self.stream.name} does not say what it has taken")
        return self.shard.get_many(ids, realtime)

    def _check_term(self, term: int) -> None:
        if self.own_term != term or self.term > term:
            self.own_term = 0
            raise UnavailableShardsError(f"[{self.service.name}][{self.number}] is not the primary of term {term}")

    def _done_before(self, sequence: int) -> list[OperationResult]:
        """Returns what became of a batch that the log has already."""
        self.catch_up(sequence)
        message = self.stream.read(sequence)
        if message is None:
            raise OutcomeUnknownError("the batch was written before, and its outcome is not known any more")
        return decode(message).results()

    def close(self) -> None:
        """Follows no more."""
        self.closed = True
        self._queue.clear()

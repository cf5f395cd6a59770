"""What stands for a shard in a cluster: writes go to the primary, refreshes to all copies, searches to the one here.

It is a Shard to everybody who is given one, and has none of a Shard's state.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from findling.base.errors import CorruptIndexError, FindlingError, NoShardAvailableError, UnavailableShardsError
from findling.base.ids import random_uuid
from findling.cluster.nats.errors import ClusterUnavailableError, NodeUnreachableError, OutcomeUnknownError
from findling.cluster.shards.routing_table import ShardRouting, routing_of
from findling.index.operations.operation import GetResult, Operation, OperationResult, ShardId
from findling.index.operations.operation_run import OperationRun, RunResult
from findling.index.searcher import Searcher
from findling.index.shard import Shard
from findling.index.shard_copy import HeldCommit
from findling.index.shard_settings import ShardSettings
from findling.index.shard_stats import ShardStats
from findling.mapping.parsed_batch import ParsedBatch
from findling.node.services.index_service import IndexService
from findling.node.services.replication.logged_message import unpack_results
from findling.node.services.replication.race import UNANSWERED, Race

if TYPE_CHECKING:
    from findling.node.services.replication.copies import Copies

_WRITE_S: Final = 30.0
_READ_S: Final = 10.0
_CALL_S: Final = 28.0
_POLL_S: Final = 0.05


class ShardDoor(Shard):
    """One shard, wherever its copies are."""

    def __init__(self, copies: "Copies", service: IndexService, number: int) -> None:
        # nothing of a Shard's own is set up: all its methods are replaced
        self.shard_id = ShardId(service.name, number, service.uuid)
        self._copies = copies
        self._service = service
        self._number = number

    @property
    def routing(self) -> ShardRouting:
        """Where the copies are now."""
        return routing_of(self._copies.cluster.state, self._service.uuid, self._number)

    def _asked(self, **members: Any) -> dict[str, Any]:
        return {"uuid": self._service.uuid, "number": self._number, **members}

    # writing

    def apply(
        self, operations: Sequence[Operation], parsed: ParsedBatch | None = None, sync: bool = True
    ) -> list[OperationResult]:
        """Returns once the log has the operations and the primary has applied them."""
        batch_id = random_uuid()
        deadline = time.monotonic() + _WRITE_S
        fault: FindlingError | None = None
        while time.monotonic() < deadline:
            try:
                return self._write(operations, parsed, batch_id)
            except (NodeUnreachableError, OutcomeUnknownError) as error:
                fault = error
            except (UnavailableShardsError, ClusterUnavailableError) as error:
                # its answer is certain: nothing was written under this id by that one
                fault = fault if isinstance(fault, NodeUnreachableError | OutcomeUnknownError) else error
            time.sleep(_POLL_S)
        why = fault.reason if fault is not None else "there is no primary"
        if isinstance(fault, NodeUnreachableError | OutcomeUnknownError):
            why = f"it is not known whether the write was done: {why}"
        raise UnavailableShardsError(
            f"[{self._service.name}][{self._number}] primary shard is not active Timeout: [{_WRITE_S:.0f}s], {why}",
            **self.shard_id.error_metadata(),
        )

    def _write(
        self, operations: Sequence[Operation], parsed: ParsedBatch | None, batch_id: str
    ) -> list[OperationResult]:
        node = self.routing.primary
        if node is None:
            raise UnavailableShardsError("no copy that has everything is there")
        if node == self._copies.node_id:
            copy = self._copies.ready(self._service.uuid, self._number)
            if copy is None:
                raise UnavailableShardsError("the primary is not open yet")
            return copy.write(operations, parsed, batch_id, self._term)
        request = self._asked(
            operations=list(operations),
            batch=batch_id,
            term=self._term,
            mapping=self._service.metadata.mapping_version,
        )
        return unpack_results(self._copies.calls.call(node, "write", request, _CALL_S, lambda: self._is_primary(node)))

    def _is_primary(self, node: str) -> bool:
        return self.routing.primary == node and self._copies.is_live(node)

    @property
    def _term(self) -> int:
        metadata = self._copies.cluster.state.indices.get(self._service.name, self._service.metadata)
        return metadata.primary_terms[self._number]

    def apply_run(self, run: OperationRun, parsed: ParsedBatch, sync: bool = True) -> RunResult:
        return RunResult.of(self.apply(run.operations(), parsed), self._term)

    def acknowledge(self) -> None:
        """What the log has is acknowledged already."""

    def sync(self) -> None:
        """The log is synced."""

    def count_noop_update(self) -> None:
        """Not counted: the copies count what they apply."""

    def update_settings(self, settings: ShardSettings) -> None:
        """The copies take their settings from the cluster state."""

    # reading

    def get_many(self, ids: Sequence[str], realtime: bool = True) -> list[GetResult | None]:
        """Returns documents as of now, whichever copy answers."""
        copy = self._copies.current(self._service.uuid, self._number, realtime)
        if copy is not None:
            try:
                return copy.get_many(ids, realtime)
            except ClusterUnavailableError:
                pass  # others may be asked
            except CorruptIndexError as error:
                if not self._copies.damaged(*copy.key, error):
                    raise
        deadline = time.monotonic() + _READ_S
        calls, request = self._copies.calls, self._asked(ids=list(ids), realtime=realtime)
        while True:
            ask, nodes = partial(calls.begin, name="get", request=request), self._readers(realtime)
            race = Race(calls, self._copies.answers, "get", ask, nodes, is_live=lambda node: False)
            try:
                found: list[GetResult | None] = race.result()
                return found
            except UNANSWERED as error:
                if time.monotonic() > deadline:
                    raise self._no_copy(error) from None
            time.sleep(_POLL_S)

    def _readers(self, realtime: bool = False) -> list[str]:
        """Returns the nodes to read from: this one, then the primary, then the others; those that were silent last.

        realtime: the primary first, which knows what was acknowledged; others have to ask the log, if it can be asked
        """
        own, primary, was_silent = self._copies.node_id, self.routing.primary, self._copies.answers.was_silent
        live = filter(self._copies.is_live, self.routing.started)
        return sorted(live, key=lambda node: (was_silent(node), realtime and node != primary, node != own))

    def _no_copy(self, fault: FindlingError | None) -> NoShardAvailableError:
        error = NoShardAvailableError(
            f"No shard available for [{self._service.name}][{self._number}]", **self.shard_id.error_metadata()
        )
        error.__cause__ = fault
        return error

    def searcher(self, refresh: bool = False) -> Searcher:
        """Returns a snapshot of the copy on this node. Raises NoShardAvailableError if it has none."""
        copy = self._copies.readable(self._service.uuid, self._number)
        if copy is None:
            raise self._no_copy(None)
        if refresh:
            self.refresh()
        return copy.shard.searcher()

    # all copies

    def refresh(self) -> bool:
        """Makes everything that is acknowledged visible on every copy that is read."""
        self._everywhere("refresh", self._asked(sequence=self._copies.last_sequence(self._service, self._number)))
        return True

    def needs_refresh(self) -> bool:
        copy = self._copies.readable(self._service.uuid, self._number)
        return copy is None or copy.shard.needs_refresh()

    @property
    def has_refresh_listeners(self) -> bool:
        return False

    @property
    def max_seq_no(self) -> int:
        return self.stats().seq_no.max_seq_no

    def wait_for_refresh(self, seq_no: int, timeout_s: float | None = None) -> bool:
        """Returns once every copy that is read shows an operation."""
        self._everywhere("await_refresh", self._asked(seq_no=seq_no))
        return True

    def flush(self, force: bool = False) -> bool:
        self._everywhere("flush", self._asked(force=force))
        return True

    def force_merge(self, max_num_segments: int | None = None, only_expunge_deletes: bool = False) -> bool:
        asked = self._asked(max_num_segments=max_num_segments, only_expunge_deletes=only_expunge_deletes)
        self._everywhere("force_merge", asked, 600)
        return True

    def _everywhere(self, name: str, request: dict[str, Any], timeout_s: float = _WRITE_S) -> None:
        """Asks every copy that is read; returns once those that are still read then have done it.

        A copy that does not answer is taken out of those that are read.
        """
        deadline = time.monotonic() + timeout_s
        done: set[str] = set()
        while True:
            asked = [node for node in self.routing.started if node not in done]
            if not asked:
                return
            done.update(self._copies.call_all(asked, name, request, min(timeout_s, _READ_S)))
            left = [node for node in self.routing.started if node not in done]
            if left and time.monotonic() > deadline:
                self._copies.fail_copies(self._service.uuid, self._number, left)
            if left:
                time.sleep(_POLL_S)

    def stats(self) -> ShardStats:
        """Returns the statistics of the copy here, or of another."""
        copy = self._copies.readable(self._service.uuid, self._number)
        if copy is not None:
            return copy.shard.stats()
        for node in self._readers():
            try:
                found: ShardStats = self._copies.calls.call(node, "stats", self._asked(), 5)
                return found
            except NodeUnreachableError:
                continue
        raise self._no_copy(None)

    @property
    def failure(self) -> FindlingError | None:
        return None

    @contextmanager
    def held_commit(self) -> Iterator[HeldCommit]:
        copy = self._copies.readable(self._service.uuid, self._number)
        if copy is None:
            raise self._no_copy(None)
        with copy.shard.held_commit() as commit:
            yield commit

    def add_refresh_listener(self, seq_no: int, callback: Callable[[], None]) -> bool:
        self.wait_for_refresh(seq_no)
        callback()
        return True

    def close(self, flush: bool = False) -> None:
        """Doors are not closed."""

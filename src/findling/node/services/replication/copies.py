"""The copies of shards on this node, kept as the cluster state says."""

import logging
import shutil
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from math import inf
from pathlib import Path
from typing import Any, Final

from findling.base.errors import FindlingError, IndexGoneError
from findling.cluster.nats.connection import NatsConnection
from findling.cluster.nats.errors import ClusterUnavailableError, NodeUnreachableError, SequenceTakenError
from findling.cluster.nats.heartbeats import SILENT_S
from findling.cluster.nats.remote_calls import RemoteCalls
from findling.cluster.service import ClusterService
from findling.cluster.shards.allocation import allocated
from findling.cluster.shards.members import members
from findling.cluster.shards.routing_table import (
    INITIALIZING,
    SECTION,
    STARTED,
    ShardRouting,
    routing_of,
    with_routing,
)
from findling.cluster.shards.view import Disks
from findling.cluster.state import ClusterState, IndexMetadata
from findling.index.shard import Shard
from findling.index.shard_stats import ShardStats
from findling.index.translog.stream_log import StreamLog
from findling.node.services.index_directories import IndexDirectories
from findling.node.services.index_service import IndexService
from findling.node.services.indices import Indices
from findling.node.services.replication.copy import Copy, LogGapError, stream_of
from findling.node.services.replication.mending import DAMAGED, given_up, opened_here, others_in_sync
from findling.node.services.replication.node_answers import NodeAnswers
from findling.node.services.replication.peer_recovery import Progress, RecoverySource, fetch
from findling.node.services.replication.shard_door import ShardDoor
from findling.node.services.replication.standing import Standing

logger = logging.getLogger("findling.replication")

Key = tuple[str, int]
_OPENING: Final = 4
_FOLLOWING: Final = 8
_LOOK_EVERY_S: Final = 0.5
_TRIM_EVERY_S: Final = 10.0
_KEPT_MESSAGES: Final = 64
_RETRY_S: Final = 1.0
_POLL_S: Final = 0.02
_STATS_S: Final = 5.0
_ATTEMPT_S: Final = 0.25
_LOG_S: Final = 3.0
"""How long a read waits for who can say how far the log is."""


class Copies:
    """Opens, fills, promotes and drops this node's copies; finds those of others. Implements `Placement`."""

    def __init__(
        self,
        node_id: str,
        connection: NatsConnection,
        calls: RemoteCalls,
        cluster: ClusterService,
        indices: Indices,
        directories: IndexDirectories,
        recoveries: Path,
        standing: Standing,
    ) -> None:
        self.node_id = node_id
        self.connection = connection
        self.calls = calls
        self.cluster = cluster
        self._indices = indices
        self._directories = directories
        self.standing = standing
        self.disks: Callable[[], Disks] = dict
        self.answers = NodeAnswers(node_id)
        self.progress: dict[Key, Progress] = {}
        self.source = RecoverySource(recoveries, self._readable_shard)
        self._copies: dict[Key, Copy] = {}
        self._subscriptions: dict[Key, Any] = {}
        self._logs: dict[Key, StreamLog] = {}
        self._busy: set[Key] = set()
        self._later: dict[Key, float] = {}
        self._newly_started: set[Key] = set()
        self._look = threading.Event()
        self._stop = False
        self._lock = threading.Lock()
        self._opening = ThreadPoolExecutor(_OPENING, "findling-copies")
        self._following = ThreadPoolExecutor(_FOLLOWING, "findling-follow")
        self._thread = threading.Thread(target=self._run, name="findling-copies", daemon=True)
        self._trimmed = time.monotonic()
        cluster.listen(self._changed)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Follows no more; the shards are closed by who opened them."""
        self._stop = True
        self._look.set()
        self._thread.join(30)
        self._opening.shutdown(wait=True)
        for key in list(self._copies):
            self._forget(key)
        self._following.shutdown(wait=True)

    # what is where

    def door(self, service: IndexService, number: int) -> Shard:
        return ShardDoor(self, service, number)

    def log(self, uuid: str, number: int) -> StreamLog:
        log = self._logs[uuid, number] = StreamLog()
        return log

    def place(self, state: ClusterState, index: IndexMetadata, here: bool) -> ClusterState:
        if here:
            own = ShardRouting(self.node_id, {self.node_id: STARTED}, (self.node_id,), fresh=False)
            return with_routing(state, {(index.uuid, n): own for n in range(index.number_of_shards)})
        live = {self.node_id, *members(state)} - self.standing.lost()
        return allocated(state, live, int(time.time() * 1000), self.disks())

    def wait_for_primaries(self, index: IndexMetadata, timeout_s: float) -> None:
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            state = self.cluster.state
            if all(routing_of(state, index.uuid, n).is_active for n in range(index.number_of_shards)):
                return
            time.sleep(_POLL_S)

    def active_copies(self, index: IndexMetadata, number: int | None = None) -> int:
        shards = range(index.number_of_shards) if number is None else (number,)
        return min(len(routing_of(self.cluster.state, index.uuid, number).started) for number in shards)

    def ready(self, uuid: str, number: int) -> Copy | None:
        """Returns the copy here, if it is open."""
        return self._copies.get((uuid, number))

    def readable(self, uuid: str, number: int) -> Copy | None:
        """Returns the copy here, if it may be read."""
        copy = self._copies.get((uuid, number))
        if copy is None or copy.fault is not None:
            return None
        state = routing_of(self.cluster.state, uuid, number).copies.get(self.node_id)
        return copy if state == STARTED else None

    def _readable_shard(self, uuid: str, number: int) -> Shard | None:
        copy = self.readable(uuid, number)
        return None if copy is None else copy.shard

    def fresh(self, uuid: str, number: int, realtime: bool = True) -> Copy:
        """Returns the copy here once it has applied everything that was acknowledged before this call.

        Raises NodeUnreachableError if there is none, ClusterUnavailableError if nobody can say what was.
        """
        copy = self.readable(uuid, number)
        if copy is None:
            raise NodeUnreachableError(f"no copy of [{uuid}][{number}] is here")
        deadline, patience_s = time.monotonic() + _LOG_S, _ATTEMPT_S
        while realtime and not self.standing.decides(copy):
            try:
                copy.catch_up_with_all(patience_s)
                break
            except ClusterUnavailableError:
                if time.monotonic() > deadline:
                    raise
            patience_s *= 2  # it may only be slow; meanwhile this copy may be counted on again
        return copy

    def current(self, uuid: str, number: int, realtime: bool) -> Copy | None:
        """Returns the copy here if it can be read without asking anybody.

        realtime: whether it has to have everything that was acknowledged
        """
        copy = self.readable(uuid, number)
        return copy if copy is not None and (not realtime or self.standing.decides(copy)) else None

    def last_sequence(self, service: IndexService, number: int) -> int:
        """Returns the last message of a shard's log."""
        copy = self._copies.get((service.uuid, number))
        if copy is not None and self.standing.decides(copy):
            return copy.applied
        return stream_of(self.connection, service.uuid, number).bounds()[1]

    def stats_of(self, shard: Shard, node: str) -> ShardStats | None:
        """Returns the statistics of one copy of a shard, None if it cannot be read."""
        request = {"uuid": shard.shard_id.index_uuid, "number": shard.shard_id.number}
        try:
            if node == self.node_id:
                here: ShardStats = self.calls.here("stats", request)
                return here
            found: ShardStats = self.calls.call(node, "stats", request, _STATS_S)
            return found
        except FindlingError:
            return None

    def is_live(self, node: str) -> bool:
        """Whether a node has been heard lately."""
        beats = self.standing.heartbeats
        if node == self.node_id or beats is None or beats.age(node) < SILENT_S:
            return True
        # it may be that nothing can have been heard yet
        return not beats.has_listened() and beats.age(node) == inf

    def call_all(self, nodes: Iterable[str], name: str, request: dict[str, Any], timeout_s: float) -> set[str]:
        """Asks nodes at once, this one too; returns those that have done it."""
        others = {node: self.calls.begin(node, name, request) for node in nodes if node != self.node_id}
        done = set()
        if self.node_id in nodes:
            self.calls.here(name, request)
            done.add(self.node_id)
        for node, future in others.items():
            try:
                self.calls.result(future, node, timeout_s)
                done.add(node)
            except FindlingError as error:
                logger.info("%s does not %s: %s", node, name, error.reason)
        return done

    def fail_copies(self, uuid: str, number: int, nodes: Iterable[str]) -> None:
        """Takes copies out of those that are read and counted on; they are made anew."""

        def change(state: ClusterState) -> ClusterState:
            routing = routing_of(state, uuid, number)
            for node in nodes:
                if node != routing.primary:
                    routing = routing.without(node)
            return with_routing(state, {(uuid, number): routing})

        self.cluster.update(change)

    def damaged(self, uuid: str, number: int, fault: FindlingError) -> bool:
        """Notes that the copy here is damaged. Returns whether another one can be read: then this one is made anew."""
        copy = self._copies.get((uuid, number))
        routing = routing_of(self.cluster.state, uuid, number)
        if not others_in_sync(routing, self.node_id, self.is_live):
            return False
        if copy is not None and copy.fault is None:
            logger.error("copy is damaged, it is made anew uuid=%s shard=%d: %s", uuid, number, fault.reason)
            copy.fault = fault
            self._look.set()
        return True

    def _is_in_sync(self, key: Key) -> bool:
        return self.node_id in routing_of(self.cluster.state, *key).in_sync

    def _give_up(self, key: Key) -> bool:
        """Says in the state that the copy here is of no use, if another one has everything. Returns whether it does."""
        after = self.cluster.update(lambda state: given_up(state, key, self.node_id, self.is_live))
        return self.node_id not in routing_of(after, *key).copies

    def _mend(self, key: Key) -> None:
        """Gives up a copy that is damaged or does not go on; if no other has everything, it is opened again."""
        copy, fault = self._copies[key], self._copies[key].fault
        if self._is_in_sync(key):
            if self._give_up(key):
                return  # it is dropped as the state says
            if isinstance(fault, DAMAGED):
                copy.fault = None  # what can be read of it is all there is
                return
        self._drop(key)
        self._open_copy(key, fault is not None)

    def shown(self) -> dict[str, dict[str, list[int]]]:
        """Returns how far each copy is: [applied, durable] by uuid and number, for the heartbeat."""
        found: dict[str, dict[str, list[int]]] = {}
        for (uuid, number), copy in list(self._copies.items()):
            found.setdefault(uuid, {})[str(number)] = [copy.log.applied, copy.log.durable]
        return found

    # as the state says

    def _changed(self, before: ClusterState, after: ClusterState) -> None:
        if before.custom.get(SECTION) is not after.custom.get(SECTION) or before.indices is not after.indices:
            self._look.set()

    def _run(self) -> None:
        while not self._stop:
            self._look.wait(_LOOK_EVERY_S)
            self._look.clear()
            try:
                self._reconcile()
                self._tell_started()
                if time.monotonic() - self._trimmed > _TRIM_EVERY_S:
                    self._trimmed = time.monotonic()
                    self._trim()
            except Exception:
                logger.exception("copies cannot be kept as the state says")

    def _reconcile(self) -> None:
        state = self.cluster.state
        wanted: dict[Key, tuple[IndexMetadata, ShardRouting]] = {}
        awaited: set[Key] = set()
        table = state.custom.get(SECTION, {})
        for index in state.indices.values():
            for number, body in table.get(index.uuid, {}).items():
                if self.node_id in body["copies"] and not index.closed:
                    wanted[index.uuid, int(number)] = index, ShardRouting.from_json(body)
                elif self.node_id in body["in_sync"] and not index.closed:
                    awaited.add((index.uuid, int(number)))  # it goes on following, and is soon there again
        for key in self._copies.keys() - wanted.keys() - awaited:
            if not self._is_busy(key):
                self._drop(key)
        for key, (index, routing) in wanted.items():
            copy = self._copies.get(key)
            if copy is not None and (copy.fault is not None or copy.shard.failure is not None):
                self._begin(key, self._mend, key)
            elif copy is None:
                self._begin(key, self._open_copy, key, False)
            elif routing.primary == self.node_id and copy.own_term != index.primary_terms[key[1]]:
                self._begin(key, self._promote, key)
            elif routing.copies[self.node_id] == INITIALIZING:
                self._begin(key, self._take_up, key)

    def _is_busy(self, key: Key) -> bool:
        with self._lock:
            return key in self._busy

    def _begin(self, key: Key, work: Callable[..., None], *arguments: Any) -> None:
        """Runs work on a copy in the background, one at a time for each; a failed one after a pause."""
        with self._lock:
            if self._stop or key in self._busy or time.monotonic() < self._later.get(key, 0.0):
                return
            self._busy.add(key)
        self._opening.submit(self._work, key, work, arguments)

    def _work(self, key: Key, work: Callable[..., None], arguments: tuple[Any, ...]) -> None:
        try:
            work(*arguments)
        except IndexGoneError:
            logger.debug("index is gone uuid=%s", key[0])
        except DAMAGED as error:
            logger.error("copy is damaged uuid=%s shard=%d: %s", *key, error.reason)
            if not self._is_in_sync(key) or self._give_up(key):
                shutil.rmtree(self._directories.index(key[0]) / str(key[1]), ignore_errors=True)
            self._later[key] = time.monotonic() + _RETRY_S
        except (ClusterUnavailableError, NodeUnreachableError, SequenceTakenError) as error:
            logger.info("copy waits uuid=%s shard=%d: %s", *key, error.reason)
            self._later[key] = time.monotonic() + _RETRY_S / 2
        except Exception:
            if not self._stop:
                logger.exception("copy cannot be opened uuid=%s shard=%d", *key)
            self._later[key] = time.monotonic() + _RETRY_S
        finally:
            with self._lock:
                self._busy.discard(key)
            self._look.set()

    def _open_copy(self, key: Key, anew: bool) -> None:
        uuid, number = key
        state = self.cluster.state
        index = next((index for index in state.indices.values() if index.uuid == uuid), None)
        routing = routing_of(state, uuid, number)
        if index is None or self.node_id not in routing.copies:
            return
        path = self._directories.index(uuid) / str(number)
        stream = stream_of(self.connection, uuid, number)
        is_primary = routing.primary == self.node_id
        token = None
        if is_primary and routing.fresh:
            stream.make()
            self._make_empty(path, uuid, index.primary_terms[number])
        elif is_primary:
            stream.make()
        elif anew or not any(path.glob("commit-*")):
            token = self._fetch(routing, key, path, index)
        service = self._indices.get(index)
        shard = opened_here(service, number)
        copy = Copy(service, number, shard, self._logs[key], stream, self._following.submit)
        self._subscriptions[key] = self.connection.subscribe(stream.committed, copy.told)
        try:
            copy.catch_up(check=self._check_running)
        except LogGapError:
            self.connection.unsubscribe(self._subscriptions.pop(key))
            service.drop(number)
            shutil.rmtree(path, ignore_errors=True)
            raise
        self._copies[key] = copy
        if token is not None and routing.primary is not None:
            self.calls.begin(routing.primary, "recovery_end", {"token": token})
        if is_primary:
            self._promote(key)
        else:
            self._started_here(key)

    def _check_running(self) -> None:
        if self._stop:
            raise ClusterUnavailableError("the node stops")

    def _make_empty(self, path: Path, uuid: str, term: int) -> None:
        shutil.rmtree(path, ignore_errors=True)
        self._directories.make_index(uuid)
        Shard.create(path, term, self._directories.sync)
        self._directories.sync_index(uuid)
        self._directories.finish_index(uuid)

    def _fetch(self, routing: ShardRouting, key: Key, path: Path, index: IndexMetadata) -> str:
        source = routing.primary
        if source is None or routing.copies.get(source) != STARTED:
            raise NodeUnreachableError("there is no primary to make a copy of")
        uuid, number = key
        self._directories.make_index(uuid)
        progress = self.progress[key] = Progress(source, int(time.time() * 1000))
        token = fetch(self.calls, source, uuid, number, path, progress)
        self._directories.sync_index(uuid)
        self._directories.finish_index(uuid)
        progress.stage = "DONE"
        return token

    def _promote(self, key: Key) -> None:
        copy = self._copies[key]
        index = self.cluster.state.indices.get(copy.service.name)
        if index is not None and routing_of(self.cluster.state, *key).primary == self.node_id:
            copy.begin_term(index.primary_terms[key[1]])
            self._started_here(key)

    def _take_up(self, key: Key) -> None:
        """Has a copy that was open all the time read again, once it has what the log has now."""
        copy = self._copies[key]
        try:
            copy.catch_up(check=self._check_running)
        except LogGapError as error:
            copy.fault = error
            return
        self._started_here(key)

    def _started_here(self, key: Key) -> None:
        with self._lock:
            self._newly_started.add(key)
        self._look.set()

    def _tell_started(self) -> None:
        """Says in the state which copies can be read now, all at once."""
        with self._lock:
            started, self._newly_started = self._newly_started, set()
        if not started:
            return

        def change(state: ClusterState) -> ClusterState:
            changes = {key: routing_of(state, *key) for key in started}
            return with_routing(state, {key: routing.with_started(self.node_id) for key, routing in changes.items()})

        self.cluster.update(change)

    def _forget(self, key: Key) -> None:
        copy = self._copies.pop(key, None)
        if copy is not None:
            copy.close()
        subscription = self._subscriptions.pop(key, None)
        if subscription is not None:
            self.connection.unsubscribe(subscription)

    def _drop(self, key: Key) -> None:
        """Closes a copy; its files go unless it may be needed again."""
        copy = self._copies[key]
        self._forget(key)
        copy.service.drop(key[1])
        index = self.cluster.state.indices.get(copy.service.name)
        if index is not None and index.uuid == key[0] and index.closed:
            return
        if copy.fault is not None or self.node_id not in routing_of(self.cluster.state, *key).in_sync:
            shutil.rmtree(self._directories.index(key[0]) / str(key[1]), ignore_errors=True)

    def _trim(self) -> None:
        """Has logs forget what every copy that is counted on has in a commit point."""
        beats = {} if self.standing.heartbeats is None else self.standing.heartbeats.live()
        for key, copy in list(self._copies.items()):
            if not self.standing.decides(copy):
                continue
            durable = [copy.log.durable, *self.source.pinned(key)]
            routing = routing_of(self.cluster.state, *key)
            for node in {*routing.in_sync, *routing.copies} - {self.node_id}:
                said = beats.get(node, {}).get("shards", {}).get(key[0], {}).get(str(key[1]))
                durable.append(0 if said is None else said[1])
            below = min(durable) + 1 - _KEPT_MESSAGES
            if below > 1:
                try:
                    copy.stream.purge(below)
                except Exception as error:
                    logger.info("log is not trimmed uuid=%s shard=%d: %s", *key, error)

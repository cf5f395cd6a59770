"""Shards of this node that requests of other nodes read.

The first call of a request opens the shard: later ones see the same snapshot. The asking node says when the request is
over; what it does not say, because it has died, is found out here.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from findling.base.errors import (
    CorruptIndexError,
    FindlingError,
    IndexGoneError,
    NoShardAvailableError,
    TaskCancelledError,
)
from findling.base.work.breakers import MemoryAccount
from findling.cluster.access import under
from findling.cluster.name_resolution import ResolvedIndex
from findling.cluster.nats.errors import NodeUnreachableError
from findling.cluster.state import IndexMetadata
from findling.index.searcher import Searcher
from findling.inference.current import ENDPOINTS
from findling.node.search.shard_targets import ShardTarget, acquire_searcher, make_context
from findling.node.search.shards.action import SHARD_ACTIONS
from findling.node.services.node import Node
from findling.node.services.reader_contexts import KEEP, RELEASE
from findling.node.services.replication.far_shards import ACTION, CLOSE

KIND: Final = "far"
_STATE_S: Final = 5.0
_POLL_S: Final = 0.01
_SWEEP_EVERY_S: Final = 10.0
_MOST_IDLE_S: Final = 900.0

Key = tuple[str, int]


class _Opened:
    """A shard that a request of another node reads."""

    def __init__(self, home: str) -> None:
        self.home = home
        self.lock = threading.Lock()
        self.target: ShardTarget | None = None
        self.searcher: Searcher | None = None
        self.account: MemoryAccount | None = None
        self.used = time.monotonic()
        self.is_over = False

    def check(self) -> None:
        """Raises TaskCancelledError once the request is over."""
        if self.is_over:
            raise TaskCancelledError("the request is over")

    def close(self) -> None:
        """Ends what runs, then gives everything back."""
        self.is_over = True
        with self.lock:
            if self.account is not None:
                self.account.close()
            if self.searcher is not None:
                self.searcher.release()
            self.account = self.searcher = self.target = None


class ShardServing:
    """Carries out actions on this node's shards for others."""

    def __init__(self, node: Node) -> None:
        assert node.others is not None
        self._node = node
        self._copies = node.others.copies
        self._opened: dict[Key, _Opened] = {}
        self._over: dict[str, float] = {}
        self._lock = threading.Lock()
        self._swept = time.monotonic()
        calls = node.others.calls
        calls.register(ACTION, self._ask, "shards")
        calls.register(CLOSE, self._close)
        calls.register(RELEASE, node.readers.release)

    def _ask(self, asked: dict[str, Any]) -> Any:
        self._sweep()
        ENDPOINTS.set(self._node.inference)
        with under(asked["access"]), self._using(asked) as target:
            try:
                return self._answer(target, asked["action"], asked["argument"])
            except CorruptIndexError as error:
                if self._copies.damaged(target.uuid, target.number, error):
                    raise NodeUnreachableError(f"the copy here is damaged: {error.reason}") from None
                raise

    def _answer(self, target: ShardTarget, action: str, argument: Any) -> Any:
        if action == KEEP:
            return self._keep(target, argument)
        function = SHARD_ACTIONS.get(action)
        if function is not None:
            return function(target, argument)
        return self._node.transport.call(action, target, argument)

    @contextmanager
    def _using(self, asked: dict[str, Any]) -> Iterator[ShardTarget]:
        """Gives the shard of a call, opened by the first of its request."""
        key = asked["session"], asked["place"]
        with self._lock:
            if asked["session"] in self._over:
                raise TaskCancelledError("the request is over")
            opened = self._opened.setdefault(key, _Opened(asked["from"]))
        with opened.lock:
            opened.check()
            if opened.target is None:
                try:
                    self._open(opened, asked)
                except BaseException:
                    self._opened.pop(key, None)
                    raise
            assert opened.target is not None
            yield opened.target
            opened.used = time.monotonic()

    def _open(self, opened: _Opened, asked: dict[str, Any]) -> None:
        index = self._index(asked["uuid"], asked["version"])
        resolved = ResolvedIndex(index, via=asked["via"])
        target = ShardTarget(resolved, self._node.indices.get(index), asked["number"], filters=asked["filters"])
        target.service.last_search = time.monotonic()
        searcher = self._searcher(target, asked["reader"])
        account = self._node.account()
        try:
            context = make_context(self._node, target, searcher, asked["now_ms"], account, opened.check)
        except BaseException:
            account.close()
            searcher.release()
            raise
        context.place = asked["place"]
        target.context, target.searcher, target.account = context, searcher, account
        opened.target, opened.searcher, opened.account = target, searcher, account

    def _searcher(self, target: ShardTarget, reader: str | None) -> Searcher:
        """Returns a snapshot: a new one, or that which is kept under an id."""
        if reader is None:
            try:
                return acquire_searcher(self._node, target)
            except (NoShardAvailableError, IndexGoneError) as error:
                raise NodeUnreachableError(f"no copy here that can be read: {error.reason}") from None
        kept = self._node.readers.get(reader, KIND)
        searcher = kept.searchers.get(target.key)
        if searcher is None or not searcher.acquire():
            raise NoShardAvailableError(f"[{target.index}][{target.number}] was closed")
        return searcher

    def _index(self, uuid: str, version: int) -> IndexMetadata:
        """Returns an index in the version that the asking node knows, or a later one."""
        deadline = time.monotonic() + _STATE_S
        while True:
            found = next((index for index in self._node.cluster.state.indices.values() if index.uuid == uuid), None)
            if found is not None and found.version >= version:
                return found
            if time.monotonic() > deadline:
                raise NodeUnreachableError(f"index [{uuid}] in version {version} is not known here")
            time.sleep(_POLL_S)

    def _keep(self, target: ShardTarget, keep_alive_ms: int) -> str:
        """Keeps the snapshot of a shard for later requests; returns the id that they say."""
        searcher = target.searcher
        if searcher is None or not searcher.acquire():
            raise FindlingError("the snapshot is gone")
        return self._node.readers.open(KIND, {target.key: searcher}, keep_alive_ms, 1 << 30).id

    def _close(self, session: str) -> None:
        """Forgets a request, also one whose calls are still to come."""
        with self._lock:
            self._over[session] = time.monotonic()
            keys = [key for key in self._opened if key[0] == session]
            opened = [self._opened.pop(key) for key in keys]
        for each in opened:
            each.close()

    def _sweep(self) -> None:
        """Forgets requests of nodes that are gone, now and then."""
        now = time.monotonic()
        with self._lock:
            if now - self._swept < _SWEEP_EVERY_S:
                return
            self._swept = now
            self._over = {session: at for session, at in self._over.items() if now - at < 2 * _SWEEP_EVERY_S}
            late = {
                session
                for (session, _), opened in self._opened.items()
                if now - opened.used > _MOST_IDLE_S or not self._copies.is_live(opened.home)
            }
        for session in late:
            self._close(session)

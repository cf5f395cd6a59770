"""Work that goes on by itself: refreshes, translog syncs, flushes, merges, expiry."""

import logging
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from findling.base.work.current import Work
from findling.index.shard import Shard
from findling.node.services.index_service import IndexService

if TYPE_CHECKING:
    from findling.node.services.node import Node

logger = logging.getLogger("findling.background")

_TICK_S: Final = 0.1
_EXPIRE_EVERY_S: Final = 5.0
_REMOVE_EVERY_S: Final = 60.0
_PAUSE_S: Final = 5.0


class Background:
    """Two threads: one keeps refreshes on time, the other does what may take long."""

    def __init__(self, node: "Node") -> None:
        self._node = node
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self._refreshed: dict[str, float] = {}
        self._synced: dict[str, float] = {}
        self._paused: dict[str, float] = {}
        self.also: list[Callable[[], None]] = []
        """What else is looked at with each tick of the second thread: quick, it starts what takes long elsewhere."""
        self._expired = 0.0
        self._removed = 0.0

    def start(self) -> None:
        for name, work in (("refresh", self._refresh_due), ("maintenance", self._maintain)):
            thread = threading.Thread(target=self._run, args=(work,), name=f"findling-{name}", daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Returns once the threads have ended."""
        self._stop.set()
        for thread in self._threads:
            thread.join()
        self._threads.clear()

    def _run(self, work: Callable[[], None]) -> None:
        while not self._stop.wait(_TICK_S):
            self._try(work)

    def _try(self, work: Callable[[], None]) -> None:
        """Does work; what fails does not keep others from theirs."""
        try:
            work()
        except Exception:
            logger.exception("background work failed")

    def _opened(self) -> list[IndexService]:
        """Returns the services of all open indices in use, system indices among them."""
        return self._node.indices.opened() + self._node.system.opened()

    def _refresh_due(self) -> None:
        now = time.monotonic()
        for service in self._opened():
            interval_ms = service.setting("index.refresh_interval")
            if (
                interval_ms < 0
                or now < self._paused.get(service.uuid, 0.0)
                or now - self._refreshed.get(service.uuid, 0.0) < interval_ms / 1000
            ):
                continue
            self._refreshed[service.uuid] = now
            for shard in service.open_shards():
                if shard.failure is None and not self._idle(service, shard, now):
                    self._guard(shard.refresh, service)

    def _idle(self, service: IndexService, shard: Shard, now: float) -> bool:
        """An index nobody searches is refreshed by the next search, unless its interval was set or someone waits."""
        if "index.refresh_interval" in service.metadata.settings or shard.has_refresh_listeners:
            return False
        idle = self.is_idle(service, now)
        service.stale = service.stale or idle
        return idle

    def is_idle(self, service: IndexService, now: float) -> bool:
        """Whether nobody has searched an index for `index.search.idle.after`."""
        idle_after_s = service.setting("index.search.idle.after") / 1000
        return bool(now - max(service.last_search, self._node.started) > idle_after_s)

    def _maintain(self) -> None:
        now = time.monotonic()
        self._node.breakers.settle()  # before all else: what follows may lack memory
        for service in self._opened():
            if now < self._paused.get(service.uuid, 0.0):
                continue
            for shard in service.open_shards():
                if not self._is_copy(service):
                    self._guard(partial(self._look_after, shard), service)
            self._sync_async(service, now)
        self._node.disk.check_if_due()
        for look in self.also:
            self._try(look)
        if now - self._expired > _EXPIRE_EVERY_S:
            self._expired = now
            self._node.readers.expire()
        if now - self._removed > _REMOVE_EVERY_S:
            self._removed = now
            self._node.system.expire()

    def _is_copy(self, service: IndexService) -> bool:
        """Whether an index follows what somebody else publishes, or nobody may write it: it is not merged here."""
        if service.metadata.settings.get("index.blocks.read_only") == "true":
            return True
        return self._node.cluster.is_copy and service.name in self._node.cluster.state.indices

    def _look_after(self, shard: Shard) -> None:
        if shard.failure is not None:
            return
        if shard.needs_flush():
            shard.flush()
        shard.maybe_merge()

    def _sync_async(self, service: IndexService, now: float) -> None:
        interval_s = service.setting("index.translog.sync_interval") / 1000
        if now - self._synced.get(service.uuid, 0.0) >= interval_s:
            self._synced[service.uuid] = now
            for shard in service.open_shards():
                if shard.failure is None:
                    self._guard(shard.sync, service)

    def _guard(self, work: Callable[[], object], service: IndexService) -> None:
        """Runs work on a shard; one broken or just closed shard must not stop the others.

        What failed, on a full disk say, is tried again after a pause.
        """
        breakers = self._node.breakers
        try:
            with Work(expect=breakers.parent.check, fielddata=breakers.fielddata):
                work()
        except Exception:
            if service in self._opened():
                self._paused[service.uuid] = time.monotonic() + _PAUSE_S
                logger.exception("background work failed index=%s", service.name)

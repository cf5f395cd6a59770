"""Searchers kept open between requests: scrolls and points in time."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from findling.base.clock import Clock
from findling.base.errors import SearchContextMissingError, TooManyScrollsError
from findling.cluster.access import current_owner
from findling.index.searcher import Searcher
from findling.node.services.context_ids import new_id

KEEP: Final = "keep_snapshot"
RELEASE: Final = "release_snapshot"
"""What other nodes are asked for the sake of a context here."""


def _nothing() -> None:
    """No other node keeps anything."""


@dataclass(slots=True)
class ReaderContext:
    """The searchers of one scroll or point in time.

    searchers: by (index uuid, shard)
    owner: who opened it, None where that is not known
    state: whatever its API keeps (the search of a scroll and how far it got)
    far: shards whose snapshots other nodes keep: node, and id of the context there; release_far: lets them go
    """

    id: str
    kind: str
    searchers: dict[tuple[str, int], Searcher]
    keep_alive_ms: int
    expires_ms: int
    owner: str | None = None
    state: dict[str, Any] = field(default_factory=dict)
    far: dict[tuple[str, int], tuple[str, str]] = field(default_factory=dict)
    release_far: Callable[[], object] = _nothing
    lock: threading.Lock = field(default_factory=threading.Lock)

    def close(self) -> None:
        with self.lock:
            searchers, self.searchers = self.searchers, {}
        for searcher in searchers.values():
            searcher.release()
        self.release_far()


class ReaderContexts:
    """All open contexts of the node, by id."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._contexts: dict[str, ReaderContext] = {}
        self._lock = threading.Lock()

    def open(
        self, kind: str, searchers: dict[tuple[str, int], Searcher], keep_alive_ms: int, limit: int
    ) -> ReaderContext:
        """Keeps searchers, which now belong to the context. Raises TooManyScrollsError above the limit."""
        context_id = new_id(kind)
        expires_ms = self._clock.now_ms() + keep_alive_ms
        context = ReaderContext(context_id, kind, searchers, keep_alive_ms, expires_ms, current_owner())
        with self._lock:
            if sum(other.kind == kind for other in self._contexts.values()) >= limit:
                context.close()
                raise TooManyScrollsError(
                    f"Trying to create too many scroll contexts. Must be less than or equal to: [{limit}]. "
                    "This limit can be set by changing the [search.max_open_scroll_context] setting."
                )
            self._contexts[context_id] = context
        return context

    def get(self, context_id: str, kind: str, keep_alive_ms: int | None = None) -> ReaderContext:
        """Returns a live context and lengthens its life. Raises SearchContextMissingError."""
        context = self._contexts.get(context_id)
        now = self._clock.now_ms()
        if context is None or context.kind != kind or context.expires_ms < now or not _is_own(context):
            raise missing_context(context_id)
        if keep_alive_ms is not None:
            context.keep_alive_ms = keep_alive_ms
        context.expires_ms = max(context.expires_ms, now + context.keep_alive_ms)
        return context

    def find(self, context_id: str) -> ReaderContext | None:
        """Returns a context without lengthening its life."""
        return self._contexts.get(context_id)

    def release_own(self, context_id: str) -> bool:
        """Closes a context of whoever asks. Returns whether it was there."""
        context = self._contexts.get(context_id)
        return context is not None and _is_own(context) and self.release(context_id)

    def release(self, context_id: str) -> bool:
        """Closes a context. Returns whether it was there."""
        with self._lock:
            context = self._contexts.pop(context_id, None)
        if context is not None:
            context.close()
        return context is not None

    def ids(self, kind: str) -> list[str]:
        with self._lock:
            return [context.id for context in self._contexts.values() if context.kind == kind]

    def expire(self) -> None:
        """Closes the contexts whose time has run out."""
        now = self._clock.now_ms()
        with self._lock:
            late = [context.id for context in self._contexts.values() if context.expires_ms < now]
        for context_id in late:
            self.release(context_id)

    def close(self) -> None:
        for context_id in list(self._contexts):
            self.release(context_id)


def _is_own(context: ReaderContext) -> bool:
    """Whether a scroll is of whoever asks; a point in time is for everybody who knows its id, with one's own rights."""
    owner = current_owner()
    return owner is None or context.kind != "scroll" or context.owner == owner


def missing_context(context_id: str) -> SearchContextMissingError:
    """Returns the error for a context that is closed or expired."""
    return SearchContextMissingError(f"No search context found for id [{context_id}]")

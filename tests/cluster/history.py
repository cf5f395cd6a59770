"""What clients did, and what they were told."""

import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

Kind = Literal["write", "read", "increment", "insert", "search"]
Outcome = Literal["ok", "failed", "unknown"]


@dataclass(slots=True)
class Event:
    """One operation of a client. node: which it asked

    started, ended: on the monotonic clock
    value: what was written or read, None for no document; seq_no, term: of the document
    outcome: unknown if it may have been done
    """

    kind: Kind
    key: str
    node: str
    started: float
    ended: float = 0.0
    value: int | None = None
    seq_no: int = -1
    term: int = 1
    outcome: Outcome = "unknown"
    detail: str = ""


@dataclass
class History:
    """Events of all clients."""

    events: list[Event] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, event: Event) -> None:
        event.ended = time.monotonic()
        with self.lock:
            self.events.append(event)

    def of(self, *kinds: Kind) -> list[Event]:
        return [event for event in self.events if event.kind in kinds]

    def faults(self, kinds: Sequence[Kind], node: str, since: float, until: float) -> Counter[str]:
        """Counts what went wrong at a node in a span: what it answered, how long that took."""
        return Counter(
            f"after {event.ended - event.started:.0f} s {event.detail[:300]}"
            for event in self.of(*kinds)
            if event.node == node and event.outcome != "ok" and since < event.ended <= until + 1
        )

    def longest_gap(self, kinds: Sequence[Kind], node: str, since: float, until: float) -> tuple[float, float]:
        """Returns the longest time without an operation that succeeded at a node, of those that overlap a window.

        The time when it began comes first.
        """
        good = (event.ended for event in self.of(*kinds) if event.node == node and event.outcome == "ok")
        gaps = pairwise(sorted((*good, until)))
        found = [(later - earlier, earlier) for earlier, later in gaps if later > since and earlier < until]
        gap, began = max(found, default=(0.0, since))
        return began, gap

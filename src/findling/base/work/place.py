"""The place that a request has among those that run at once; it lends it to others once it takes long."""

import threading
from typing import Protocol


class Place(Protocol):
    """What a thread occupies in its pool."""

    def lend(self) -> None:
        """Lets another request begin, if the pool has a thread left for it; does nothing the second time."""


class _Here(threading.local):
    place: Place | None = None


_HERE = _Here()


def current_place() -> Place | None:
    """Returns the place of what runs in this thread, None if it has none."""
    return _HERE.place


def take_place(place: Place | None) -> None:
    """Says which place this thread has from now on."""
    _HERE.place = place

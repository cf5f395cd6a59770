"""What has been written, in numbers: who looked for something and found nothing need not look before they change."""

import threading
from collections import Counter
from typing import Final

_ANY: Final = None


class Marks:
    """Numbers that grow with each write: of a kind of documents, and of those of a kind that belong to a node.

    To be read before what they stand for is searched: what is written meanwhile makes them grow afterwards.
    """

    def __init__(self) -> None:
        self._numbers: Counter[tuple[str, str | None]] = Counter()
        self._lock = threading.Lock()

    def note(self, kind: str, node: str | None) -> None:
        """Notes that a document has been written. node: the one it belongs to, None for none"""
        with self._lock:
            for whose in {_ANY, node}:
                self._numbers[kind, whose] += 1

    def of(self, kind: str, node: str | None = _ANY) -> int:
        """Returns the number of a kind, or of what belongs to a node."""
        return self._numbers[kind, node]

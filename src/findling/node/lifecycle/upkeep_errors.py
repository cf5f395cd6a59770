"""What went wrong last with each index that is looked after in the background."""

from typing import Any

from findling.base.error_body import error_object
from findling.base.errors import FindlingError
from findling.base.json_values import json_text
from findling.node.services.node import Node


class UpkeepErrors:
    """The errors of this node, kept while it runs: `node.kept(UpkeepErrors)`."""

    def __init__(self, node: Node) -> None:
        self._errors: dict[str, tuple[FindlingError, int, int]] = {}
        self._clock = node.clock

    def note(self, index: str, error: FindlingError) -> None:
        """Remembers that something failed, again if it did so before."""
        first_ms, count = self._errors.get(index, (error, self._clock.now_ms(), 0))[1:]
        self._errors[index] = (error, first_ms, count + 1)

    def clear(self, index: str) -> None:
        self._errors.pop(index, None)

    def of(self, index: str) -> dict[str, Any] | None:
        """Returns an index's error as answers show it."""
        known = self._errors.get(index)
        if known is None:
            return None
        error, first_ms, count = known
        return {
            "error": json_text(error_object(error)).decode(),
            "first_occurrence_timestamp": first_ms,
            "last_recorded_timestamp": self._clock.now_ms(),
            "retry_count": count - 1,
        }

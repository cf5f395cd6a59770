"""What happened to what is deployed, and how long it took."""

from collections import deque
from dataclasses import dataclass, field
from typing import Any, Final

_KEPT_TIMES: Final = 1000


@dataclass(slots=True)
class Counters:
    """What happened to a bundle since its start. took_ms: of the latest calls"""

    calls: int = 0
    failures: int = 0
    restarts: int = 0
    dropped: int = 0
    last_error: str = ""
    took_ms: deque[float] = field(default_factory=lambda: deque(maxlen=_KEPT_TIMES))

    def to_json(self) -> dict[str, Any]:
        took = sorted(self.took_ms)
        shown: dict[str, Any] = {
            "calls": self.calls,
            "failures": self.failures,
            "restarts": self.restarts,
            "dropped": self.dropped,
        }
        if took:
            shown["took_ms"] = {"p50": round(took[len(took) // 2], 3), "p99": round(took[len(took) * 99 // 100], 3)}
        if self.last_error:
            shown["last_error"] = self.last_error
        return shown

"""How fast, and when, events go to the hub."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.base.object_parser import LIST, Member, parse_object

_DAY_MINUTES: Final = 24 * 60
_MEMBERS: Final = {"bytes_per_second": Member(), "schedule": Member(LIST), "always": Member(LIST)}


@dataclass(frozen=True, slots=True)
class Window:
    """A time of the day in UTC, in minutes; one that ends before it begins goes over midnight."""

    begin: int
    end: int

    @classmethod
    def of(cls, text: object) -> "Window":
        """Returns the window of `22:00-06:00`. Raises IllegalArgumentError."""
        try:
            begin, end = (_minutes(part) for part in str(text).split("-"))
        except ValueError:
            raise IllegalArgumentError(f"[schedule] holds times such as 22:00-06:00 (UTC), not [{text}]") from None
        return cls(begin, end)

    def holds(self, minute: int) -> bool:
        if self.begin <= self.end:
            return self.begin <= minute < self.end
        return minute >= self.begin or minute < self.end


def _minutes(text: str) -> int:
    hours, minutes = (int(part) for part in text.strip().split(":"))
    if not (0 <= hours <= 24 and 0 <= minutes < 60 and hours * 60 + minutes <= _DAY_MINUTES):
        raise ValueError(text)
    return hours * 60 + minutes


@dataclass(frozen=True, slots=True)
class Pace:
    """What may be sent.

    bytes_per_second: on the wire, 0 for no limit; schedule: when, empty: at any time; always: priorities that do not
    wait for that
    """

    bytes_per_second: int = 0
    schedule: tuple[Window, ...] = ()
    always: tuple[str, ...] = ("high",)

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> "Pace":
        """Returns what an object says. Raises IllegalArgumentError."""
        parsed = parse_object("edge_rules.send", body, _MEMBERS)
        rate = parsed.get("bytes_per_second", 0)
        if isinstance(rate, bool) or not isinstance(rate, int) or rate < 0:
            raise IllegalArgumentError(f"[bytes_per_second] must be a number of bytes, but was [{rate}]")
        windows = tuple(Window.of(text) for text in parsed.get("schedule", ()))
        return cls(rate, windows, tuple(map(str, parsed.get("always", ("high",)))))

    def allows(self, priority: str, now_ms: int) -> bool:
        """Whether something of a priority may be sent at a time."""
        if not self.schedule or priority in self.always:
            return True
        minute = now_ms // 60_000 % _DAY_MINUTES
        return any(window.holds(minute) for window in self.schedule)


class Meter:
    """Spends bytes of a rate; a burst of one second is free."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._free_at = clock()

    def wait_s(self, n_bytes: int, bytes_per_second: int) -> float:
        """Returns how long to wait before bytes are sent, and counts them as sent then."""
        if bytes_per_second <= 0:
            return 0.0
        now = self._clock()
        wait = max(0.0, self._free_at - now - 1.0)
        self._free_at = max(self._free_at, now) + n_bytes / bytes_per_second
        return wait

"""Slows down those who guess: so many failures for an account, or from an address, and it is locked for a while.

Counted in this process's memory. An account that is locked for an address stays open to others that have logged in to
it before: nobody is locked out by a stranger.
"""

import ipaddress
import threading
from collections import OrderedDict, deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from findling.base.clock import Clock

_REMEMBERED: Final = 50_000


@dataclass(frozen=True, slots=True)
class Limit:
    """How many failures within which time."""

    failures: int
    within_ms: int


ACCOUNT: Final = Limit(10, 15 * 60 * 1000)
"""Of one account from one address."""
ACCOUNT_EVERYWHERE: Final = Limit(100, 24 * 60 * 60 * 1000)
"""Of one account from all addresses that have never got in. Source: NIST SP 800-63B, 5.2.2"""
ADDRESS: Final = Limit(100, 15 * 60 * 1000)
CODES: Final = Limit(5, 15 * 60 * 1000)
"""Wrong codes of a second factor, which are short."""
MAILS_TO: Final = Limit(5, 60 * 60 * 1000)
MAILS_FROM: Final = Limit(50, 60 * 60 * 1000)
SIGN_UPS_FROM: Final = Limit(50, 60 * 60 * 1000)


def origin_of(address: str | None) -> str:
    """Returns under which name failures from an address are counted: of IPv6 its network, which one household has."""
    if address is None or ":" not in address:
        return address or "unknown"
    try:
        return str(ipaddress.ip_network((address.partition("%")[0], 64), strict=False))
    except ValueError:
        return address


class Lockout:
    """Counts, in sliding windows, under names such as an address."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._counted: OrderedDict[str, deque[int]] = OrderedDict()

    def count(self, name: str, limit: Limit) -> None:
        """Counts a failure."""
        now = self._clock.now_ms()
        with self._lock:
            times = self._counted.setdefault(name, deque(maxlen=limit.failures))
            times.append(now)
            self._counted.move_to_end(name)
            while len(self._counted) > _REMEMBERED:
                self._counted.popitem(last=False)

    def is_locked(self, name: str, limit: Limit) -> bool:
        """Whether there were too many failures."""
        with self._lock:
            times = self._counted.get(name)
            return (
                times is not None and len(times) == limit.failures and times[0] > self._clock.now_ms() - limit.within_ms
            )

    def take(self, limits: Iterable[tuple[str, Limit]]) -> bool:
        """Counts one of something that only so many of are allowed; False if there were too many already."""
        asked = list(limits)
        if any(self.is_locked(name, limit) for name, limit in asked):
            return False
        for name, limit in asked:
            self.count(name, limit)
        return True

    def forget(self, name: str) -> None:
        """Forgets failures, since somebody got in."""
        with self._lock:
            self._counted.pop(name, None)

"""How many scripts may be compiled in a time: a bucket of tokens that fills up again."""

import re
from dataclasses import dataclass
from typing import Final

from findling.base.clock import Clock
from findling.base.errors import CircuitBreakingError, IllegalArgumentError
from findling.base.units import parse_time_ms

UNLIMITED: Final = "unlimited"
USE_CONTEXT: Final = "use-context"
_RATE: Final = re.compile(r"(-?\d+)/(.+)")


@dataclass(frozen=True, slots=True)
class Rate:
    """`text` is how it is written: 150/5m; count: None is no limit."""

    text: str
    count: int | None = None
    window_ms: int = 0


def parse_rate(key: str, value: object) -> Rate:
    """Returns a rate. Raises IllegalArgumentError."""
    text = str(value)
    if text == UNLIMITED:
        return Rate(text)
    found = _RATE.fullmatch(text)
    if found is None:
        shape = "(number)/(timevalue)"
        raise IllegalArgumentError(
            f"parameter must contain a positive integer and a timevalue, i.e. 10/1m, but was [{text}]"
            if "/" not in text
            else f"could not parse [{text}] as [{shape}] in value [{text}]"
        )
    count, window_ms = int(found[1]), parse_time_ms(found[2], f"{key}.rate")
    if count < 0:
        raise IllegalArgumentError(f"rate [{count}] must be positive")
    if window_ms < 60_000:
        raise IllegalArgumentError("time value [" + found[2] + "] must be at least on a one minute resolution")
    return Rate(text, count, window_ms)


def parse_rate_or_context(key: str, value: object) -> Rate:
    """Returns a rate, or the word that leaves it to the contexts. Raises IllegalArgumentError."""
    return Rate(USE_CONTEXT) if str(value) == USE_CONTEXT else parse_rate(key, value)


class CompilationRate:
    """The bucket of one rate; not thread-safe.

    setting: which of the settings changes the rate, for the error
    """

    def __init__(self, rate: Rate, setting: str, clock: Clock) -> None:
        self.rate = rate
        self._setting = setting
        self._clock = clock
        self._tokens = float(rate.count or 0)
        self._filled_ms = clock.now_ms()

    def take(self) -> None:
        """Counts a compilation. Raises CircuitBreakingError if there were too many."""
        if self.rate.count is None:
            return
        now_ms = self._clock.now_ms()
        per_ms = self.rate.count / self.rate.window_ms
        self._tokens = min(float(self.rate.count), self._tokens + (now_ms - self._filled_ms) * per_ms)
        self._filled_ms = now_ms
        if self._tokens < 1:
            raise CircuitBreakingError(
                f"[script] Too many dynamic script compilations within, max: [{self.rate.text}]; please use indexed, "
                "or scripts with parameters instead; this limit can be changed by the "
                f"[{self._setting}] setting",
                bytes_wanted=0,
                bytes_limit=0,
                durability="TRANSIENT",
            )
        self._tokens -= 1

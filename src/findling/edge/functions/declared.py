"""Which functions take which events: modules of a bundle say it when they are imported."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from findling.base.errors import IllegalArgumentError
from findling.base.units import parse_time_ms
from findling.edge.functions.topics import HUB, SENSORS, Filter

T = TypeVar("T", bound=Callable[..., Any])
_SHORTEST_MS: Final = 10


@dataclass(frozen=True, slots=True)
class Event:
    """What happened. payload: JSON if it was some, else a text; at_ms: when the node learned of it"""

    topic: str
    payload: Any
    at_ms: int


@dataclass(frozen=True, slots=True)
class Declaration:
    """One function and what it takes: a filter of topics, or a timer (every_ms above 0)"""

    function: str
    topic: str = ""
    every_ms: int = 0


@dataclass(slots=True)
class Declarations:
    """What the modules of this process have declared, in order."""

    found: list[Declaration] = field(default_factory=list)
    functions: dict[str, Callable[[Event, Any], Any]] = field(default_factory=dict)

    def add(self, function: T, topic: str = "", every_ms: int = 0) -> T:
        name = f"{function.__module__}.{function.__qualname__}"
        self.found.append(Declaration(name, topic, every_ms))
        self.functions[name] = function
        return function


DECLARATIONS: Final = Declarations()


def on(topic: str, declarations: Declarations = DECLARATIONS) -> Callable[[T], T]:
    """Registers a function for messages: `+` takes one level, `#` all the rest.

    Topics are those of devices without `findling/NODE/`, or whole.
    """
    Filter(topic)  # raises IllegalArgumentError
    return lambda function: declarations.add(function, topic)


def on_hub(topic: str, declarations: Declarations = DECLARATIONS) -> Callable[[T], T]:
    """Registers a function for messages that the hub sends to its edges."""
    return on(f"{HUB}/{topic}", declarations)


def on_sensor(name: str, declarations: Declarations = DECLARATIONS) -> Callable[[T], T]:
    """Registers a function for a sensor of the node itself: cpu, memory, disk, temperature; `+` for all."""
    return on(f"{SENSORS}/{name}", declarations)


def every(interval: str, declarations: Declarations = DECLARATIONS) -> Callable[[T], T]:
    """Registers a function for a timer: "10s". What is missed while it runs is not made up for."""
    every_ms = int(parse_time_ms(interval, "every"))
    if every_ms < _SHORTEST_MS:
        raise IllegalArgumentError(f"every [{interval}] is too often, the least is [{_SHORTEST_MS}ms]")
    return lambda function: declarations.add(function, every_ms=every_ms)

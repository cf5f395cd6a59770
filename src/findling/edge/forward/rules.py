"""Rules: which index events go to, and whether they are sent to the hub, summarised, or stay.

    {"rules": [{"topic": "+/temperature", "index": "temperatures", "forward": "summarised", "priority": "low",
                "keep": {"max_age": "7d", "max_size": "200mb"}}],
     "send": {"bytes_per_second": 20000, "schedule": ["22:00-06:00"], "always": ["high"]}}

A topic here is what comes behind `findling/NODE/`. The first rule that matches counts; what none matches is forwarded
raw, into `edge-events`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.base.object_parser import LIST, OBJECT, STRING, Member, parse_object
from findling.base.units import parse_bytes, parse_time_ms
from findling.cluster.index_names import name_fault
from findling.edge.forward.pace import Pace
from findling.edge.topics import TopicFilter

RAW: Final = "raw"
SUMMARISED: Final = "summarised"
STAYS: Final = "stays"
PRIORITIES: Final = ("high", "normal", "low")
PREFIX: Final = "edge-"
_DAY_MS: Final = 86_400_000
_DEFAULT_BYTES: Final = 256 << 20
_MOST_REMEMBERED: Final = 10_000


@dataclass(frozen=True, slots=True)
class Rule:
    """What becomes of events of a topic.

    index: with its prefix, here and on the hub; max_age_ms, max_bytes: of what is kept here, 0 bytes: nothing is
    """

    topic: TopicFilter
    index: str
    forward: str = RAW
    priority: str = "normal"
    max_age_ms: int = _DAY_MS
    max_bytes: int = _DEFAULT_BYTES

    @property
    def is_kept(self) -> bool:
        return self.max_bytes > 0


DEFAULT: Final = Rule(TopicFilter("#"), f"{PREFIX}events")


@dataclass(slots=True)
class Rules:
    """The rules of an edge. said: as they were given"""

    said: Mapping[str, Any] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    pace: Pace = field(default_factory=Pace)
    _found: dict[str, Rule] = field(default_factory=dict)

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> "Rules":
        """Returns the rules of an object. Raises IllegalArgumentError, ParsingError."""
        parsed = parse_object("edge_rules", body, _MEMBERS)
        rules = tuple(_rule(one) for one in parsed.get("rules", ()))
        return cls(dict(body), rules, Pace.of(parsed.get("send", {})))

    @classmethod
    def configured(cls, settings: Mapping[str, Any]) -> "Rules | None":
        """Returns the rules of a hub's configuration, its member `forward`; None if it says nothing of them.

        Raises IllegalArgumentError, ParsingError.
        """
        told = settings.get("forward")
        if told is None:
            return None
        if not isinstance(told, Mapping):
            raise IllegalArgumentError("[forward] must be an object with [rules] and [send]")
        return cls.of(told)

    def find(self, device: str, topic: str) -> Rule:
        """Returns the rule of a device's topic."""
        whole = f"{device}/{topic}"
        found = self._found.get(whole)
        if found is None:
            found = next((rule for rule in self.rules if rule.topic.matches(whole)), DEFAULT)
            if len(self._found) >= _MOST_REMEMBERED:
                self._found.clear()
            self._found[whole] = found
        return found

    def all(self) -> tuple[Rule, ...]:
        """Returns all rules, the one for what none matches last."""
        return (*self.rules, DEFAULT)


_MEMBERS: Final = {"rules": Member(LIST), "send": Member(OBJECT)}
_RULE: Final = {
    "topic": Member(STRING),
    "index": Member(STRING),
    "forward": Member(STRING),
    "priority": Member(STRING),
    "keep": Member(OBJECT),
}
_KEEP: Final = {"max_age": Member(STRING), "max_size": Member(STRING)}


def _rule(said: object) -> Rule:
    if not isinstance(said, Mapping):
        raise IllegalArgumentError(f"a rule must be an object, not [{said}]")
    parsed = parse_object("edge_rule", said, _RULE)
    for name in ("topic", "index"):
        if name not in parsed:
            raise IllegalArgumentError(f"a rule needs [{name}]")
    keep = parse_object("edge_rule.keep", parsed.get("keep", {}), _KEEP)
    index = PREFIX + parsed["index"]
    fault = name_fault(index)
    if fault is not None or index != index.lower():
        raise IllegalArgumentError(f"[index] of a rule {fault or 'must be lowercase'}, but was [{parsed['index']}]")
    forward = _one_of("forward", parsed.get("forward", RAW), (RAW, SUMMARISED, STAYS))
    rule = Rule(
        TopicFilter(parsed["topic"]),
        index,
        forward,
        checked_priority(parsed.get("priority", "normal")),
        parse_time_ms(keep.get("max_age", "1d"), "max_age"),
        parse_bytes(keep.get("max_size", f"{_DEFAULT_BYTES}b"), "max_size"),
    )
    if forward == SUMMARISED and not rule.is_kept:
        raise IllegalArgumentError("what is [summarised] must be kept: [max_size] must be more than nothing")
    return rule


def checked_priority(value: str) -> str:
    """Returns a priority. Raises IllegalArgumentError."""
    return _one_of("priority", value, PRIORITIES)


def _one_of(name: str, value: str, known: tuple[str, ...]) -> str:
    if value not in known:
        raise IllegalArgumentError(f"[{name}] of a rule must be one of {', '.join(known)}, but was [{value}]")
    return value

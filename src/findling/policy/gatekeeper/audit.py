"""Judges objects that are there already, and counts for each constraint what it finds."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from findling.policy.gatekeeper.configuration import AUDIT as AUDIT_PROCESS
from findling.policy.gatekeeper.configuration import Configuration
from findling.policy.gatekeeper.constraint import Constraint
from findling.policy.gatekeeper.enforcement import AUDIT
from findling.policy.gatekeeper.framework import Framework
from findling.policy.gatekeeper.objects import JsonObject, kind_of, labels_of, name_of, namespace_of
from findling.policy.gatekeeper.review import review_of_object
from findling.policy.gatekeeper.violation import Violation

MOST_SHOWN: Final = 20
_LONGEST: Final = 256
Key = tuple[str, str]
"""Kind and name of a constraint."""


@dataclass(order=True, frozen=True, slots=True)
class _Shown:
    """A violation as the status of a constraint shows it, in the order of the status."""

    group: str
    version: str
    kind: str
    namespace: str
    name: str
    message: str
    action: str
    actions: tuple[str, ...] = ()

    def as_json(self) -> JsonObject:
        shown: JsonObject = {
            "group": self.group,
            "version": self.version,
            "kind": self.kind,
            "name": self.name,
            "message": self.message,
            "enforcementAction": self.action,
        }
        shown |= {"namespace": self.namespace} if self.namespace else {}
        return shown | ({"enforcementActions": list(self.actions)} if self.actions else {})


class _Last:
    """Puts the last of the status' order first, for a heap."""

    __slots__ = ("shown",)

    def __init__(self, shown: _Shown) -> None:
        self.shown = shown

    def __lt__(self, other: "_Last") -> bool:
        return other.shown < self.shown


@dataclass(slots=True)
class _Tally:
    total: int = 0
    first: list[_Last] = field(default_factory=list)
    """A heap of as many as are shown, the last of them on top."""


class Audit:
    """One audit. `judge` all objects, then ask for each constraint's status.

    timestamp: when it began; limit: how many violations a status shows
    """

    def __init__(
        self, framework: Framework, configuration: Configuration, timestamp: str, limit: int = MOST_SHOWN
    ) -> None:
        self._framework = framework
        self._configuration = configuration
        self.timestamp = timestamp
        self._limit = limit
        self._tallies: dict[Key, _Tally] = {}
        self.constraints = {(one.kind, one.name): one for one in framework.constraints()}
        self.objects = 0
        self.violations = 0

    def judge(self, body: JsonObject) -> Iterator[JsonObject]:
        """Yields the violations of an object, as documents. Raises InvalidObjectError, EngineError."""
        if self._configuration.excludes(AUDIT_PROCESS, body):
            return
        review = review_of_object(body, self._framework.inventory.namespace(namespace_of(body)))
        self.objects += 1
        for violation in self._framework.review(review, AUDIT):
            self._count(violation, body)
            yield self._document(violation, body)

    def status(self, constraint: Constraint) -> JsonObject:
        """Returns what the status of a constraint says after the audit; None for what is no longer to be in it."""
        tally = self._tallies.get((constraint.kind, constraint.name), _Tally())
        shown = [one.shown.as_json() for one in sorted(tally.first, reverse=True)]
        return {
            "auditTimestamp": self.timestamp,
            "totalViolations": tally.total,
            "violations": shown or None,
        }

    def _count(self, violation: Violation, body: JsonObject) -> None:
        key = (violation.constraint.kind, violation.constraint.name)
        tally = self._tallies.setdefault(key, _Tally())
        tally.total += 1
        self.violations += 1
        kind = kind_of(body)
        shown = _Shown(
            kind.group, kind.version, kind.kind, namespace_of(body), name_of(body), _cut(violation.message),
            violation.action, violation.scoped_actions,
        )  # fmt: skip
        heapq.heappush(tally.first, _Last(shown))
        if len(tally.first) > self._limit:
            heapq.heappop(tally.first)

    def _document(self, violation: Violation, body: JsonObject) -> JsonObject:
        kind, of = kind_of(body), kind_of(violation.constraint.body)
        document: JsonObject = {
            "@timestamp": self.timestamp,
            "event_type": "violation_audited",
            "constraint_group": of.group,
            "constraint_api_version": of.version,
            "constraint_kind": of.kind,
            "constraint_name": violation.constraint.name,
            "constraint_action": violation.action,
            "constraint_enforcement_actions": list(violation.scoped_actions),
            "message": violation.message,
            "details": violation.details or {},
            "resource_group": kind.group,
            "resource_api_version": kind.version,
            "resource_kind": kind.kind,
            "resource_namespace": namespace_of(body),
            "resource_name": name_of(body),
            "resource_labels": dict(labels_of(body)),
        }
        return document


def _cut(message: str) -> str:
    return message if len(message) <= _LONGEST else f"{message[: _LONGEST - 3]}..."

"""Shadow: what a device should be (desired), what it says it is (reported), and where the two differ (delta).

As AWS IoT has it: a change is merged member by member, null takes a member away, lists are values; each change makes a
new version, and one that was made of another version is refused with 409. Nothing here reads a clock or a store.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self

import orjson

from findling.base.errors import FindlingError, IllegalArgumentError

DESIRED: Final = "desired"
REPORTED: Final = "reported"
_SECTIONS: Final = (DESIRED, REPORTED)
_DEEPEST: Final = 8
_MOST_BYTES: Final = 8192

Json = dict[str, Any]


class ShadowConflictError(FindlingError):
    """A change of another version of a shadow."""

    type = "version_conflict_exception"
    status = 409


class ShadowTooLargeError(FindlingError):
    """A shadow that would be larger than shadows may be."""

    type = "payload_too_large_exception"
    status = 413


@dataclass(frozen=True, slots=True)
class Shadow:
    """A device's shadow. times: of each value the time it was last set, in milliseconds, in the same shape"""

    version: int = 0
    desired: Mapping[str, Any] = field(default_factory=dict)
    reported: Mapping[str, Any] = field(default_factory=dict)
    times: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, document: Mapping[str, Any] | None) -> Self:
        """Returns the shadow that a document keeps, the empty one of None."""
        if document is None:
            return cls()
        return cls(document["version"], document[DESIRED], document[REPORTED], document["times"])

    def to_document(self) -> Json:
        return {
            "version": self.version,
            DESIRED: dict(self.desired),
            REPORTED: dict(self.reported),
            "times": dict(self.times),
        }

    @property
    def delta(self) -> Json:
        """What is desired and not reported so."""
        return difference(self.desired, self.reported)

    def updated(self, change: object, now_ms: int, version: int | None = None) -> Self:
        """Returns the shadow after a change `{"desired": {...}, "reported": {...}}`; null takes a section away.

        version: the one that the change was made of, None if that does not matter
        Raises ShadowConflictError, ShadowTooLargeError, IllegalArgumentError.
        """
        checked = check_change(change)
        if version is not None and version != self.version:
            raise ShadowConflictError(f"the shadow is at version [{self.version}], not [{version}]")
        sections: dict[str, Json] = {DESIRED: dict(self.desired), REPORTED: dict(self.reported)}
        times = dict(self.times)
        for name, given in checked.items():
            sections[name] = {} if given is None else merged(sections[name], given)
            times[name] = {} if given is None else _timed(times.get(name, {}), given, now_ms)
        made = type(self)(self.version + 1, sections[DESIRED], sections[REPORTED], times)
        if len(orjson.dumps(sections)) > _MOST_BYTES:
            raise ShadowTooLargeError(f"a shadow has at most [{_MOST_BYTES}] bytes")
        return made

    def shown(self) -> Json:
        """Returns it as answers and devices have it."""
        state: Json = {DESIRED: dict(self.desired), REPORTED: dict(self.reported)}
        if delta := self.delta:
            state["delta"] = delta
        return {"state": state, "metadata": dict(self.times), "version": self.version}


def check_change(change: object) -> dict[str, Any]:
    """Returns a change that makes sense. Raises IllegalArgumentError."""
    if not isinstance(change, Mapping) or not change:
        raise IllegalArgumentError(f"[state] must be an object with members of {list(_SECTIONS)}")
    for name, given in change.items():
        if name not in _SECTIONS:
            raise IllegalArgumentError(f"[state] has no [{name}], there are {list(_SECTIONS)}")
        if given is not None and not isinstance(given, Mapping):
            raise IllegalArgumentError(f"[{name}] must be an object or null")
        if _depth(given) > _DEEPEST:
            raise IllegalArgumentError(f"[{name}] is deeper than [{_DEEPEST}] levels")
    return dict(change)


def merged(before: Mapping[str, Any], change: Mapping[str, Any]) -> Json:
    """Returns an object with a change's members in it; those that are null are gone."""
    made = dict(before)
    for name, value in change.items():
        if value is None:
            made.pop(name, None)
        elif isinstance(value, Mapping):
            inner = made.get(name)
            made[name] = merged(inner if isinstance(inner, Mapping) else {}, value)
        else:
            made[name] = value
    return made


def difference(desired: Mapping[str, Any], reported: Mapping[str, Any]) -> Json:
    """Returns the members of one object that another has not, or has otherwise."""
    found: Json = {}
    for name, value in desired.items():
        there = reported.get(name)
        if isinstance(value, Mapping) and isinstance(there, Mapping):
            if inner := difference(value, there):
                found[name] = inner
        elif name not in reported or there != value or type(there) is not type(value):
            found[name] = value
    return found


def _timed(before: Mapping[str, Any], change: Mapping[str, Any], now_ms: int) -> Json:
    made = dict(before)
    for name, value in change.items():
        if value is None:
            made.pop(name, None)
        elif isinstance(value, Mapping):
            inner = made.get(name)
            is_time = not isinstance(inner, Mapping) or set(inner) == {"timestamp"}
            made[name] = _timed({} if is_time else inner, value, now_ms)  # type: ignore[arg-type]
        else:
            made[name] = {"timestamp": now_ms}
    return made


def _depth(value: object) -> int:
    """Returns how many objects are in each other, without going deeper than is allowed."""
    depth, level = 0, [value]
    while depth <= _DEEPEST and any(isinstance(one, Mapping) for one in level):
        level = [inner for one in level if isinstance(one, Mapping) for inner in one.values()]
        depth += 1
    return depth

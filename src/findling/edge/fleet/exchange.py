"""The one conversation of an edge with its hub: it tells how it is and learns what is wanted of it.

It may be said twice, or get lost on the way there or back: whatever it does, it does once.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from findling.base.errors import FindlingError, IllegalArgumentError, ResourceNotFoundError
from findling.base.object_parser import LIST, NUMBER, OBJECT, STRING, Member, parse_object
from findling.edge.fleet.bundles import Bundles
from findling.edge.fleet.commands import Commands
from findling.edge.fleet.configs import Configs
from findling.edge.fleet.devices import Devices
from findling.edge.fleet.records import Records
from findling.edge.fleet.registry import Registry
from findling.edge.fleet.shadows import Shadows
from findling.edge.fleet.store import Document, FleetStore


def _numbers(given: Mapping[str, Any]) -> Mapping[str, int]:
    for name, value in given.items():
        if type(value) is not int:
            raise IllegalArgumentError(f"[{name}] must be a whole number, not [{value}]")
    return given


def _objects(given: Sequence[Any]) -> Sequence[Mapping[str, Any]]:
    if not all(isinstance(one, Mapping) for one in given):
        raise IllegalArgumentError("there must be objects")
    return given


_MEMBERS: Final = {
    "findling_version": Member(STRING),
    "status": Member(OBJECT),
    "backlog": Member(OBJECT),
    "devices": Member(OBJECT, _numbers),
    "reported": Member(LIST, _objects),
    "answers": Member(LIST, _objects),
    "records": Member(LIST, _objects),
    "shadow_versions": Member(OBJECT, _numbers),
    "config_version": Member(STRING),
}


def _report(given: Mapping[str, Any]) -> Document:
    report: Document = parse_object("report", given, _REPORT)
    if report.keys() != _REPORT.keys():
        raise IllegalArgumentError(f"a report has {list(_REPORT)}")
    return report


_REPORT: Final = {"device": Member(STRING), "reported": Member(OBJECT), "number": Member(NUMBER, int)}


class Exchange:
    """The hub's side."""

    def __init__(
        self,
        store: FleetStore,
        registry: Registry,
        devices: Devices,
        shadows: Shadows,
        bundles: Bundles,
        configs: Configs,
        commands: Commands,
        records: Records,
    ) -> None:
        self._store = store
        self._registry = registry
        self._devices = devices
        self._shadows = shadows
        self._bundles = bundles
        self._configs = configs
        self._commands = commands
        self._records = records

    def sync(self, node: str, body: Mapping[str, Any]) -> Document:
        """Takes what a node tells and returns what is wanted of it. Raises NodeRevokedError, XContentParseError..."""
        told = parse_object("sync", body, _MEMBERS)
        own: Document = {name: told[name] for name in ("findling_version", "backlog") if name in told}
        if "status" in told:
            status = self._dated(node, told["status"])
            own |= {"status": status, "runs": {name: one.get("version") for name, one in status.items()}}
        known = self._registry.heard(node, own)
        refused = self._take_devices(node, told)
        self._commands.answered(node, told.get("answers", ()))
        self._records.write(node, told.get("records", ()))
        config, version = self._configs.of_node(node, self._registry.groups_of(known))
        newer, gone = self._shadows.news(node, told.get("shadow_versions", {}))
        wanted: Document = {
            "bundles": known["wants"],
            "shadows": newer,
            "gone": gone,
            "refused": refused,
            "commands": self._commands.deliver(node),
            "config_version": version,
        }
        if version != told.get("config_version"):
            wanted["config"] = config
        return wanted

    def _take_devices(self, node: str, told: Mapping[str, Any]) -> dict[str, str]:
        """Takes what a node says of devices. Returns why it may not say so, by device; that is counted."""
        reports = [_report(given) for given in told.get("reported", ())]
        now_ms = self._store.clock.now_ms()
        seen = {**{one["device"]: now_ms for one in reports}, **told.get("devices", {})}
        refused = self._devices.told_of(node, seen)
        for one in reports:
            if one["device"] not in refused:
                try:
                    self._shadows.report(node, one["device"], one["reported"], one["number"])
                except FindlingError as error:
                    # one device's nonsense must not keep what the others say
                    refused[one["device"]] = error.reason
        if refused:
            self._registry.count_refused(node, refused)
        return refused

    def piece(self, node: str, body: Mapping[str, Any]) -> Document:
        """Returns a piece of a bundle that a node is to run. Raises ResourceNotFoundError, NodeRevokedError."""
        asked = parse_object("bundle", body, _PIECE)
        if asked.keys() | {"object"} != _PIECE.keys():
            raise IllegalArgumentError(f"who asks for a bundle says {list(_PIECE)}")
        name, version = asked["name"], asked["version"]
        if self._registry.heard(node, {})["wants"].get(name) != version:
            raise ResourceNotFoundError(f"version [{version}] of bundle [{name}] is not for node [{node}]")
        return self._bundles.piece(name, version, asked["offset"], asked.get("object"))

    def _dated(self, node: str, status: Mapping[str, Any]) -> Document:
        """Returns how bundles are, and since when: as the hub heard, whose clock is the one that counts."""
        before = (self._store.get("node", node) or {}).get("status", {})
        dated: Document = {}
        for name, one in status.items():
            if not isinstance(one, Mapping) or "state" not in one or "version" not in one:
                raise IllegalArgumentError(f"the status of bundle [{name}] has [version] and [state]")
            old = before.get(name, {})
            is_same = old.get("version") == one["version"] and old.get("state") == one["state"]
            dated[name] = {**one, "since": old["since"] if is_same else self._store.clock.now_ms()}
        return dated


def _offset(value: Any) -> int:
    found = int(value)
    if found < 0:
        raise IllegalArgumentError(f"[offset] must not be negative, but was [{value}]")
    return found


_PIECE: Final = {
    "name": Member(STRING),
    "version": Member(STRING),
    "offset": Member(NUMBER, _offset),
    "object": Member(STRING),
}

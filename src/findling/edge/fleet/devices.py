"""Devices: each belongs to the node that told of it first, until somebody at the hub gives it to another."""

from collections.abc import Mapping
from typing import Final

from findling.base.errors import IllegalArgumentError
from findling.base.object_parser import OBJECT, STRING, Member, parse_object
from findling.edge.config import NAME
from findling.edge.fleet.commands import Commands
from findling.edge.fleet.pokes import Pokes
from findling.edge.fleet.registry import check_name
from findling.edge.fleet.shadows import Shadows
from findling.edge.fleet.store import DEVICE, SHADOW, Document, FleetStore

_MEMBERS: Final = {"node": Member(STRING), "tags": Member(OBJECT), "description": Member(STRING)}
_KEPT_MS: Final = 60_000


class Devices:
    """What a node says of a device that is not its own counts for nothing."""

    def __init__(self, store: FleetStore, shadows: Shadows, commands: Commands, pokes: Pokes) -> None:
        self._store = store
        self._shadows = shadows
        self._commands = commands
        self._pokes = pokes

    def put(self, name: str, body: Mapping[str, object]) -> Document:
        """Writes a device. With another node than before it moves there, with its shadow and what it is asked.

        Raises XContentParseError, IllegalArgumentError.
        """
        given = parse_object(DEVICE, body, _MEMBERS)
        before: list[str] = []

        def change(found: Document | None) -> Document:
            made = {**(found or {}), **given}
            if "node" not in made:
                raise IllegalArgumentError(f"[node] is required: the one that device [{name}] is at")
            before[:] = [] if found is None else [found["node"]]
            return made

        made = self._store.change(DEVICE, check_name(name), change)
        if before != [made["node"]]:
            self._shadows.move(name, made["node"])
            self._commands.move(name, made["node"])
            self._pokes.tell([*before, made["node"]])
        return made

    def told_of(self, node: str, seen: Mapping[str, int]) -> dict[str, str]:
        """Takes which devices a node has seen, and when. Returns those that are not its own, with the reason."""
        refused = {name: f"[{name}] is no name of a device" for name in seen if not NAME.fullmatch(name)}
        fresh: set[str] = set()

        def change(name: str, found: Document | None) -> Document | None:
            if found is not None and found["node"] != node:
                refused[name] = f"device [{name}] belongs to node [{found['node']}]"
                return None
            refused.pop(name, None)
            if found is None:
                fresh.add(name)
            elif seen[name] - found.get("last_seen", 0) < _KEPT_MS:
                return None
            return {"node": node, "last_seen": max(seen[name], (found or {}).get("last_seen", 0))}

        self._store.change_all(DEVICE, [name for name in seen if name not in refused], change)
        for name in fresh - refused.keys():
            if self._store.get(SHADOW, name) is not None:
                self._shadows.move(name, node)
        return refused

    def forget(self, name: str) -> None:
        """Removes a device and its shadow; whoever tells of it next has it. Raises ResourceNotFoundError."""
        self._store.delete(DEVICE, name)
        if self._store.get(SHADOW, name) is not None:
            self._store.delete(SHADOW, name)

"""Commands: what nodes and devices are asked once, answered now or on their return; or never, if that is too late."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson

from findling.base.errors import IllegalArgumentError, ResourceNotFoundError
from findling.base.ids import random_uuid
from findling.base.object_parser import ANYTHING, STRING, STRINGS, Member, parse_object
from findling.base.units import parse_time_ms
from findling.edge.fleet.pokes import Pokes
from findling.edge.fleet.registry import Registry
from findling.edge.fleet.store import COMMAND, DEVICE, Document, FleetStore

PENDING: Final = "pending"
DELIVERED: Final = "delivered"
EXPIRED: Final = "expired"
OPEN: Final = (PENDING, DELIVERED)
_ANSWERED: Final = ("succeeded", "failed")
_DAY_MS: Final = 86_400_000
_MOST_AT_ONCE: Final = 100
_MOST_BYTES: Final = 1 << 20
"""Of the arguments of a command, and of those that are delivered at once: they come in one message."""


def _milliseconds(value: Any) -> int:
    found = parse_time_ms(value, "expires_in")
    if found <= 0:
        raise IllegalArgumentError(f"[expires_in] must be more than nothing, not [{value}]")
    return found


_MEMBERS: Final = {
    "command": Member(STRING),
    "arguments": Member(ANYTHING),
    "device": Member(STRING),
    "group": Member(STRING),
    "nodes": Member(STRINGS),
    "expires_in": Member(STRING, _milliseconds),
}
_ANSWER: Final = {"id": Member(STRING), "state": Member(STRING), "answer": Member(ANYTHING), "at": Member()}


class Commands:
    """Sends, delivers and closes commands. One that goes to several nodes is one each, of one batch."""

    def __init__(self, store: FleetStore, registry: Registry, pokes: Pokes) -> None:
        self._store = store
        self._pokes = pokes
        self._registry = registry
        self._none_open: dict[str, int] = {}
        """Marks of nodes at which they had no command to carry out."""

    def send(self, body: Mapping[str, object]) -> list[Document]:
        """Writes commands, which wait for their nodes. Raises XContentParseError, IllegalArgumentError..."""
        given = parse_object(COMMAND, body, _MEMBERS)
        if not given.get("command"):
            raise IllegalArgumentError("[command] is required: what is to be done")
        if len(orjson.dumps(given.get("arguments"))) > _MOST_BYTES:
            raise IllegalArgumentError(f"[arguments] of a command have at most [{_MOST_BYTES}] bytes")
        now_ms, batch = self._store.clock.now_ms(), random_uuid()
        made = {
            random_uuid(): {
                "batch": batch,
                "node": node,
                "device": given.get("device"),
                "command": given["command"],
                "arguments": given.get("arguments"),
                "state": PENDING,
                "created_at": now_ms,
                "expires_at": now_ms + given.get("expires_in", _DAY_MS),
            }
            for node in self._nodes(given)
        }
        self._store.put_all(COMMAND, made)
        self._pokes.tell(one["node"] for one in made.values())
        return [{"name": id, **one} for id, one in made.items()]

    def get(self, id: str) -> Document:
        """Returns a command as it is now. Raises ResourceNotFoundError."""
        return self.as_now(self._store.need(COMMAND, id))

    def deliver(self, node: str) -> list[Document]:
        """Returns the commands that a node has not answered, oldest first; those whose time is over are closed."""
        mark = self._store.marks.of(COMMAND, node)
        if self._none_open.get(node) == mark:
            return []
        open_ones = list(self._store.all(COMMAND, {"term": {"node": node}}, {"terms": {"state": list(OPEN)}}))
        if not open_ones:
            self._none_open[node] = mark
        now = [self.as_now(one) for one in open_ones]
        over = {one["name"]: one for one in now if one["state"] == EXPIRED}
        going = sorted((one for one in now if one["state"] in OPEN), key=lambda one: int(one["created_at"]))
        going = _fitting(going[:_MOST_AT_ONCE])
        fresh = {one["name"]: {**one, "state": DELIVERED} for one in going if one["state"] == PENDING}
        self._store.put_all(COMMAND, {**over, **fresh})
        members = ("command", "arguments", "device", "expires_at")
        return [{"id": one["name"], **{key: one[key] for key in members if key in one}} for one in going]

    def answered(self, node: str, answers: Sequence[Mapping[str, Any]]) -> None:
        """Takes answers of a node; those to commands that are closed or not its own are nothing."""
        for given in answers:
            answer = parse_object("answer", given, _ANSWER)
            if answer.get("state") not in _ANSWERED:
                raise IllegalArgumentError(f"the state of an answer is one of {list(_ANSWERED)}")
            found = self._store.get(COMMAND, str(answer.get("id")))
            if found is None or found["node"] != node or found["state"] in _ANSWERED:
                continue
            closed = {"state": answer["state"], "answer": answer.get("answer"), "answered_at": answer.get("at")}
            self._store.put(COMMAND, found["name"], {**found, **closed})

    def move(self, device: str, node: str) -> None:
        """Gives what a device is asked, and has not answered, to another node."""
        asked = self._store.all(COMMAND, {"term": {"device": device}}, {"terms": {"state": list(OPEN)}})
        self._store.put_all(COMMAND, {one["name"]: {**one, "node": node, "state": PENDING} for one in asked})

    def _nodes(self, given: Mapping[str, Any]) -> list[str]:
        if "device" in given and "group" not in given and "nodes" not in given:
            return [str(self._store.need(DEVICE, given["device"])["node"])]
        nodes = given.get("nodes")
        named = [nodes] if isinstance(nodes, str) else nodes
        found = [one["name"] for one in self._registry.targets(given.get("group"), named)]
        if not found:
            raise ResourceNotFoundError("the target of the command has no nodes")
        return found

    def as_now(self, command: Mapping[str, Any]) -> Document:
        """Returns a command with the state that it has now."""
        is_over = command["state"] in OPEN and command["expires_at"] <= self._store.clock.now_ms()
        return {**command, "state": EXPIRED} if is_over else dict(command)


def _fitting(commands: Sequence[Document]) -> list[Document]:
    """Returns the first commands that fit into a message, one at least if there is one."""
    fitting: list[Document] = []
    size = 0
    for one in commands:
        size += len(orjson.dumps(one.get("arguments")))
        if fitting and size > _MOST_BYTES:
            break
        fitting.append(one)
    return fitting

"""The registry: nodes, and groups of them."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from findling.base.errors import IllegalArgumentError, SecurityError
from findling.base.object_parser import OBJECT, STRING, STRINGS, Member, parse_object
from findling.edge.config import NAME
from findling.edge.fleet.store import GROUP, NODE, Document, FleetStore

EVERYBODY: Final = "_all"
_NODE_MEMBERS: Final = {"tags": Member(OBJECT), "description": Member(STRING)}
_GROUP_MEMBERS: Final = {"nodes": Member(STRINGS), "tags": Member(OBJECT), "description": Member(STRING)}
_KEPT_MS: Final = 60_000
_AWAY_AFTER_MS: Final = 30_000
_MOST_TOLD: Final = 10


class NodeRevokedError(SecurityError):
    """A node that the fleet has thrown out."""


class Registry:
    """Nodes come into it by themselves when they first speak, or are written down before.

    listeners: are called with the name of a node that is thrown out
    away_after_ms: how long after it was last heard of a node counts as away
    """

    def __init__(self, store: FleetStore, away_after_ms: int = _AWAY_AFTER_MS) -> None:
        self._store = store
        self._away_after_ms = away_after_ms
        self._seen: dict[str, int] = {}
        self._revoked: set[str] | None = None
        self.listeners: list[Callable[[str], None]] = []

    def put_node(self, name: str, body: Mapping[str, object]) -> Document:
        """Writes what is known of a node from elsewhere: tags, a description. Raises XContentParseError."""
        given = parse_object(NODE, body, _NODE_MEMBERS)
        return self._store.change(NODE, check_name(name), lambda before: {**(before or _NEW), **given})

    def put_group(self, name: str, body: Mapping[str, object]) -> Document:
        """Writes a group: nodes by name, and all that have some tags. Raises XContentParseError."""
        given = parse_object(GROUP, body, _GROUP_MEMBERS)
        if not given.get("nodes") and not given.get("tags"):
            raise IllegalArgumentError("a group has [nodes], or [tags] that its nodes have")
        nodes = given.get("nodes", [])
        given["nodes"] = [check_name(one) for one in (nodes if isinstance(nodes, list) else [nodes])]
        return self._store.change(GROUP, check_name(name), lambda before: {"tags": None, **given})

    def heard(self, name: str, told: Mapping[str, Any]) -> Document:
        """Writes what a node tells of itself, if it is new or a minute has gone. Raises NodeRevokedError."""
        now_ms = self._store.clock.now_ms()
        self.check_admitted(name)
        before = self._store.get(NODE, name)
        self._seen[name] = now_ms
        is_same = before is not None and all(before.get(key) == value for key, value in told.items())
        if before is not None and is_same and now_ms - before.get("last_seen", 0) < _KEPT_MS:
            return before

        def change(found: Document | None) -> Document:
            if found is not None and found["revoked"]:
                raise NodeRevokedError(f"node [{name}] has been revoked")
            return {**(found or _NEW), **told, "last_seen": now_ms}

        return self._store.change(NODE, check_name(name), change)

    def count_refused(self, name: str, refused: Mapping[str, str]) -> None:
        """Counts what a node said and may not say. refused: reasons by device"""

        def change(found: Document | None) -> Document:
            before = (found or _NEW).get("refused", {})
            last = dict(sorted(refused.items())[:_MOST_TOLD])
            return {**(found or _NEW), "refused": {"count": before.get("count", 0) + len(refused), "last": last}}

        self._store.change(NODE, name, change)

    def revoke(self, name: str) -> Document:
        """Throws a node out: it is answered no more, and nothing is deployed to it."""
        self._store.need(NODE, name)
        self._known_revoked().add(name)
        for listener in self.listeners:
            listener(name)
        return self._store.change(NODE, name, lambda before: {**(before or _NEW), "revoked": True})

    def check_admitted(self, name: str) -> None:
        """Raises NodeRevokedError for a node that has been thrown out. It is asked before each word of an edge."""
        if name in self._known_revoked():
            raise NodeRevokedError(f"node [{name}] has been revoked")

    def forget(self, kind: str, name: str) -> None:
        """Removes a node or a group. Raises ResourceNotFoundError."""
        self._store.delete(kind, name)
        if kind == NODE:
            self._known_revoked().discard(name)

    def _known_revoked(self) -> set[str]:
        if self._revoked is None:
            self._revoked = {one["name"] for one in self._store.all(NODE, {"term": {"revoked": True}})}
        return self._revoked

    def is_there(self, node: Mapping[str, Any]) -> bool:
        """Whether a node has been heard of lately."""
        seen_ms = max(self._seen.get(node["name"], 0), int(node.get("last_seen", 0)))
        return self._store.clock.now_ms() - seen_ms < self._away_after_ms and seen_ms > 0

    def presence(self, node: Mapping[str, Any]) -> str:
        """Returns connected, away, unknown (never heard of) or revoked."""
        if node["revoked"]:
            return "revoked"
        if node["name"] not in self._seen and "last_seen" not in node:
            return "unknown"
        return "connected" if self.is_there(node) else "away"

    def shown_node(self, node: Mapping[str, Any]) -> Document:
        """Returns a node as answers have it."""
        return {**node, "presence": self.presence(node)} | (
            {"last_seen": self._seen[node["name"]]} if node["name"] in self._seen else {}
        )

    def members(self, group: str) -> list[Document]:
        """Returns the nodes of a group that are not revoked. Raises ResourceNotFoundError."""
        active = {"term": {"revoked": False}}
        if group == EVERYBODY:
            return list(self._store.all(NODE, active))
        found = self._store.need(GROUP, group)
        named = self._store.all(NODE, active, {"terms": {"name": found["nodes"]}})
        tags = found.get("tags")
        tagged = [] if not tags else [one for one in self._store.all(NODE, active) if _has_tags(one, tags)]
        return list({one["name"]: one for one in (*named, *tagged)}.values())

    def groups_of(self, node: Mapping[str, Any]) -> list[str]:
        """Returns the names of the groups that a node is in, in order."""
        return sorted(
            one["name"]
            for one in self._store.whole(GROUP)
            if node["name"] in one["nodes"] or (one.get("tags") and _has_tags(node, one["tags"]))
        )

    def targets(self, group: str | None, nodes: Iterable[str] | None) -> list[Document]:
        """Returns the nodes of a group, or those of names. Raises ResourceNotFoundError, IllegalArgumentError."""
        if (group is None) == (nodes is None):
            raise IllegalArgumentError("a target is one of [group] and [nodes]")
        if group is not None:
            return self.members(group)
        found = [self._store.need(NODE, name) for name in nodes or ()]
        for one in found:
            if one["revoked"]:
                raise IllegalArgumentError(f"node [{one['name']}] has been revoked")
        return found


_NEW: Final[Document] = {"revoked": False, "wants": {}}


def check_name(name: str) -> str:
    """Returns a name that can stand in a topic and a subject. Raises IllegalArgumentError."""
    if not NAME.fullmatch(name):
        raise IllegalArgumentError(f"[{name}] is no name of the fleet: small letters, digits, _ and -, 63 at most")
    return name


def _has_tags(node: Mapping[str, Any], tags: Mapping[str, Any]) -> bool:
    own = node.get("tags", {})
    return all(own.get(name) == value for name, value in tags.items())

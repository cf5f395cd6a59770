"""Pushing indices to edges: a version of a copy, and its way to the nodes that are to have it, in one step."""

import threading
from collections.abc import Mapping, Sequence
from typing import Any, Final

from findling.base.errors import IllegalArgumentError, ResourceNotFoundError
from findling.base.object_parser import NUMBER, OBJECT, STRING, STRINGS, Member, parse_object
from findling.edge.copies.settings import CopySettings
from findling.edge.fleet import rollout
from findling.edge.fleet.bundles import Bundles
from findling.edge.fleet.deployments import Deployments
from findling.edge.fleet.registry import Registry
from findling.edge.fleet.rollout import Policy
from findling.edge.fleet.store import BUNDLE, DEPLOYMENT, NODE, Document, FleetStore
from findling.edge.functions.bundle import INDEX

_MEMBERS: Final = {
    "index": Member(STRING),
    "ttl": Member(STRING),
    "group": Member(STRING),
    "nodes": Member(STRINGS),
    "policy": Member(OBJECT, Policy.parse),
    "keep": Member(NUMBER, int),
}
_KEPT: Final = 3
_AT_ONCE: Final = Policy(canary_percent=100, healthy_for_ms=0)
_TOLD: Final = (
    "state", "version", "coming", "etag", "size_in_bytes", "brought_in_bytes", "confirmed_at", "expires_at", "reason"
)  # fmt: skip


class Publishing:
    """Bundles of the kind `index` and deployments of them; their versions are numbers."""

    def __init__(self, store: FleetStore, registry: Registry, bundles: Bundles, deployments: Deployments) -> None:
        self._store = store
        self._registry = registry
        self._bundles = bundles
        self._deployments = deployments
        self._lock = threading.Lock()

    def publish(self, name: str, body: Mapping[str, object]) -> Document:
        """Makes a version of an index as it is now, unless it has not changed, and begins to bring it to nodes that
        have another.

        Without a target those get it that have a version. Raises XContentParseError, IllegalArgumentError...
        """
        given = parse_object("publish", body, _MEMBERS)
        settings = {"index": given.get("index", name), "ttl": given.get("ttl", "1d")}
        CopySettings.parse(settings)
        with self._lock:
            targets = self._targets(name, given)
            version = self._version(name, settings)
            if any(one["wants"].get(name) != version for one in targets):
                self._end_others(name)
                nodes = [one["name"] for one in targets]
                policy = given.get("policy", _AT_ONCE).to_json()
                asked = {"bundle": name, "version": version, "policy": policy, "nodes": nodes}
                self._deployments.put(self._free_name(f"{name}-{version}"), asked)
            self._clean(name, given.get("keep", _KEPT))
        return self.shown(name)

    def _targets(self, name: str, given: Mapping[str, Any]) -> list[Document]:
        if "group" not in given and "nodes" not in given:
            found = [one for one in self._nodes(name) if name in one["wants"]]
        else:
            nodes = given.get("nodes")
            found = self._registry.targets(given.get("group"), [nodes] if isinstance(nodes, str) else nodes)
        if not found:
            raise IllegalArgumentError(f"there are no nodes to push [{name}] to")
        return found

    def shown(self, name: str) -> Document:
        """Returns the versions of a pushed index, and how each node is with it. Raises ResourceNotFoundError."""
        versions = self._need(name)
        members = ("bundle_version", "etag", "created_at", "settings")
        return {
            "name": name,
            "versions": [{member: one[member] for member in members if member in one} for one in versions],
            "nodes": {one["name"]: self._node(name, one) for one in self._nodes(name)},
        }

    def all(self) -> list[str]:
        """Returns the names of all pushed indices."""
        return sorted({one["bundle"] for one in self._store.all(BUNDLE, {"term": {"state": INDEX}})})

    def roll_back(self, name: str) -> Document:
        """Gives nodes the version that they had before the last one. Raises ResourceNotFoundError."""
        with self._lock:
            self._need(name)
            found = [one for one in self._deployed(name) if one["state"] != rollout.ROLLED_BACK]
            if not found:
                raise ResourceNotFoundError(f"index [{name}] has no deployment that could be taken back")
            self._deployments.set_state(found[-1]["name"], rollout.ROLLED_BACK)
        return self.shown(name)

    def withdraw(self, name: str) -> None:
        """Takes an index from all nodes, and forgets it. Raises ResourceNotFoundError."""
        with self._lock:
            versions = self._need(name)
            self._end_others(name)
            self._deployments.take_from_all(name, [one["name"] for one in self._nodes(name)])
            for one in versions:
                self._bundles.forget(name, one["bundle_version"])
            for one in self._deployed(name):
                self._store.delete(DEPLOYMENT, one["name"])

    def _version(self, name: str, settings: Mapping[str, str]) -> str:
        """Returns the version that an index is now: a new one, or the last if it has not changed."""
        before = self._bundles.versions(name)
        if any(one["state"] != INDEX for one in before):
            raise IllegalArgumentError(f"bundle [{name}] is of no index, it cannot be published")
        numbers = [int(one["bundle_version"]) for one in before if one["bundle_version"].isdecimal()]
        made = self._bundles.put(name, str(max(numbers, default=0) + 1), {"kind": INDEX, "settings": dict(settings)})
        fresh = str(made["bundle_version"])
        if before and (before[-1]["etag"], before[-1]["settings"]) == (made["etag"], made["settings"]):
            self._bundles.forget(name, fresh)
            return str(before[-1]["bundle_version"])
        return fresh

    def _need(self, name: str) -> list[Document]:
        versions = self._bundles.versions(name)
        if not versions or versions[0]["state"] != INDEX:
            raise ResourceNotFoundError(f"index [{name}] is not pushed to edges")
        return versions

    def _nodes(self, name: str) -> list[Document]:
        """Returns the nodes that are to have a version, or have one."""
        fields = [{"exists": {"field": f"{what}.{name}"}} for what in ("wants", "runs")]
        return sorted(self._store.all(NODE, {"bool": {"should": fields}}), key=lambda one: str(one["name"]))

    def _node(self, name: str, node: Document) -> Document:
        status = node.get("status", {}).get(name, {})
        told = {member: status[member] for member in _TOLD if member in status}
        return {"presence": self._registry.presence(node), "wants": node["wants"].get(name), **told}

    def _deployed(self, name: str) -> list[Document]:
        found = self._store.all(DEPLOYMENT, {"term": {"bundle": name}})
        return sorted(found, key=lambda one: int(one["created_at"]))

    def _end_others(self, name: str) -> None:
        for one in self._deployed(name):
            if one["state"] in (*rollout.ACTIVE, rollout.PAUSED):
                self._deployments.set_state(one["name"], rollout.CANCELLED)

    def _free_name(self, wanted: str) -> str:
        made, number = wanted, 1
        while self._store.get(DEPLOYMENT, made) is not None:
            made, number = f"{wanted}-{number + 1}", number + 1
        return made

    def _clean(self, name: str, keep: int) -> None:
        """Forgets versions but the last ones, and those that nodes have."""
        wanted: set[Any] = set()
        for one in self._nodes(name):
            wanted |= {one["wants"].get(name), one.get("runs", {}).get(name)}
        versions: Sequence[Document] = self._bundles.versions(name)
        old = {one["bundle_version"] for one in versions[: -max(keep, 1)]} - wanted
        for version in old:
            self._bundles.forget(name, version)
        left = {one["bundle_version"] for one in versions} - old
        for one in self._deployed(name):
            if one["bundle_version"] not in left:
                self._store.delete(DEPLOYMENT, one["name"])

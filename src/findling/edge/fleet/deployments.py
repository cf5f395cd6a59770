"""Deployments: a version of a bundle on its way to many nodes, carried out step by step."""

import threading
from collections.abc import Mapping, Sequence
from typing import Any, Final

from findling.base.errors import IllegalArgumentError, ResourceAlreadyExistsError
from findling.base.object_parser import OBJECT, STRING, STRINGS, Member, parse_object
from findling.edge.fleet import rollout
from findling.edge.fleet.bundles import Bundles
from findling.edge.fleet.pokes import Pokes
from findling.edge.fleet.registry import Registry, check_name
from findling.edge.fleet.rollout import Health, Policy, Rollout, Step
from findling.edge.fleet.store import DEPLOYMENT, NODE, Document, FleetStore

_MEMBERS: Final = {
    "bundle": Member(STRING),
    "version": Member(STRING),
    "group": Member(STRING),
    "nodes": Member(STRINGS),
    "policy": Member(OBJECT, Policy.parse),
}


class Deployments:
    """Makes, shows and advances deployments. What a node is to run stands in its document, as `wants`."""

    def __init__(self, store: FleetStore, registry: Registry, bundles: Bundles, pokes: Pokes) -> None:
        self._store = store
        self._registry = registry
        self._bundles = bundles
        self._pokes = pokes
        self._lock = threading.Lock()
        self._none_active: int | None = None
        """The mark of deployments at which none was under way."""

    def put(self, name: str, body: Mapping[str, object]) -> Document:
        """Plans a deployment and begins it. Raises XContentParseError, ResourceNotFoundError..."""
        given = parse_object(DEPLOYMENT, body, _MEMBERS)
        for member in ("bundle", "version"):
            if not given.get(member):
                raise IllegalArgumentError(f"[{member}] is required")
        self._bundles.need(given["bundle"], given["version"])
        nodes = given.get("nodes")
        targets = self._registry.targets(given.get("group"), [nodes] if isinstance(nodes, str) else nodes)
        policy = given.get("policy", Policy())
        waves = rollout.plan(name, [one["name"] for one in targets], policy)
        before = {one["name"]: _version(one, given["bundle"]) for one in targets}
        step = rollout.begin(waves, policy, self._store.clock.now_ms())
        described = {
            "bundle": given["bundle"],
            "bundle_version": given["version"],
            "group": given.get("group"),
            "before": before,
        }

        def change(found: Document | None) -> Document:
            if found is not None:
                raise ResourceAlreadyExistsError(f"deployment [{name}] is there already")
            self._check_alone(given["bundle"], set(before))
            return {**described, **_to_document(step.rollout)}

        made = self._store.change(DEPLOYMENT, check_name(name), change)
        self._carry_out(made, step)
        return self.shown(name)

    def set_state(self, name: str, wanted: str) -> Document:
        """Pauses, resumes, cancels a deployment, or takes it back. Raises IllegalArgumentError if it cannot be."""
        found = self._store.need(DEPLOYMENT, name)
        allowed = {
            rollout.PAUSED: rollout.ACTIVE,
            "resumed": (rollout.PAUSED,),
            rollout.CANCELLED: (*rollout.ACTIVE, rollout.PAUSED),
            rollout.ROLLED_BACK: (*rollout.ACTIVE, rollout.PAUSED, rollout.SUCCEEDED, rollout.CANCELLED),
        }[wanted]
        if found["state"] not in allowed:
            raise IllegalArgumentError(f"deployment [{name}] is [{found['state']}], it cannot be [{wanted}]")
        state = wanted
        if wanted == "resumed":
            state = rollout.CANARY if found["wave"] == 0 else rollout.ROLLING
        made = {**found, "state": state, "wave_began_ms": self._store.clock.now_ms()}
        if wanted == rollout.ROLLED_BACK:
            made["reason"] = "asked for"
            self._give(made, _of_document(made).given, True)
        self._store.put(DEPLOYMENT, name, made)
        return self.shown(name)

    def check_ended(self, name: str) -> None:
        """Raises IllegalArgumentError while a deployment is under way, ResourceNotFoundError."""
        state = self._store.need(DEPLOYMENT, name)["state"]
        if state in (*rollout.ACTIVE, rollout.PAUSED):
            raise IllegalArgumentError(f"deployment [{name}] is [{state}], cancel it first")

    def take_from_all(self, bundle: str, nodes: Sequence[str]) -> None:
        """Lets nodes run a bundle no more, in whatever version."""
        with self._lock:
            changed = {
                one["name"]: {
                    **one,
                    "wants": {name: version for name, version in one["wants"].items() if name != bundle},
                }
                for one in self._store.named(NODE, nodes)
            }
            self._store.put_all(NODE, changed)
        self._pokes.tell(changed)

    def advance(self) -> int:
        """Takes all deployments that are under way as far as they can go; returns how many steps were taken."""
        mark, steps = self._store.marks.of(DEPLOYMENT), 0
        if mark == self._none_active:
            return 0
        under_way = list(self._store.all(DEPLOYMENT, {"terms": {"state": list(rollout.ACTIVE)}}))
        if not under_way:
            self._none_active = mark
        for found in under_way:
            step = rollout.advance(_of_document(found), self._health(found), self._store.clock.now_ms())
            if step is not None:
                made = self._store.put(DEPLOYMENT, found["name"], {**found, **_to_document(step.rollout)})
                self._carry_out(made, step)
                steps += 1
        return steps

    def shown(self, name: str) -> Document:
        """Returns a deployment, and how its nodes are. Raises ResourceNotFoundError."""
        found = self._store.need(DEPLOYMENT, name)
        health = self._health(found)
        counts: dict[str, int] = {}
        for one in health.values():
            counts[one.state] = counts.get(one.state, 0) + 1
        waves = found.pop("waves")
        found.pop("before")
        return {**found, "waves": [len(wave) for wave in waves], "nodes": sum(map(len, waves)), "health": counts}

    def _carry_out(self, found: Mapping[str, Any], step: Step) -> None:
        self._give(found, step.give, False)
        self._give(found, step.take_back, True)

    def _give(self, found: Mapping[str, Any], nodes: Sequence[str], back: bool) -> None:
        """Writes what nodes are to run: the version, or the one before."""
        bundle, changed = found["bundle"], {}
        with self._lock:
            for node in self._store.named(NODE, nodes):
                version = found["before"][node["name"]] if back else found["bundle_version"]
                wants = {**node["wants"], bundle: version}
                changed[node["name"]] = {**node, "wants": {name: one for name, one in wants.items() if one is not None}}
            self._store.put_all(NODE, changed)
        self._pokes.tell(changed)

    def _health(self, found: Mapping[str, Any]) -> dict[str, Health]:
        given = self._store.named(NODE, _of_document(found).given)
        return {one["name"]: self._health_of(one, found["bundle"], found["bundle_version"]) for one in given}

    def _health_of(self, node: Document, bundle: str, version: str) -> Health:
        if not self._registry.is_there(node):
            return Health(rollout.AWAY)
        runs = node.get("status", {}).get(bundle, {})
        if runs.get("version") != version:
            return Health(rollout.PENDING)
        return Health(rollout.HEALTHY if runs["state"] == "healthy" else rollout.FAILED, runs["since"])

    def _check_alone(self, bundle: str, nodes: set[str]) -> None:
        for other in self._store.all(
            DEPLOYMENT,
            {"term": {"bundle": bundle}},
            {"terms": {"state": [*rollout.ACTIVE, rollout.PAUSED]}},
        ):
            if not nodes.isdisjoint(other["before"]):
                raise IllegalArgumentError(f"deployment [{other['name']}] of the same bundle is under way")


def _version(node: Document, bundle: str) -> str | None:
    found: str | None = node["wants"].get(bundle)
    return found


def _to_document(made: Rollout) -> Document:
    return {
        "state": made.state,
        "waves": made.waves,
        "wave": made.wave,
        "wave_began_ms": made.wave_began_ms,
        "reason": made.reason or None,
        "policy": made.policy.to_json(),
    }


def _of_document(found: Mapping[str, Any]) -> Rollout:
    return Rollout(
        tuple(tuple(wave) for wave in found["waves"]),
        Policy(**found["policy"]),
        found["state"],
        found["wave"],
        found["wave_began_ms"],
        found.get("reason", ""),
    )

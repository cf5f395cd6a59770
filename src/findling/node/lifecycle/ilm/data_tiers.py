"""`_ilm/migrate_to_data_tiers`: from rules about a node attribute to tiers."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from findling.base.errors import BrokenStateError
from findling.base.object_parser import STRING, Member, parse_object
from findling.base.settings import flatten, unflatten
from findling.cluster.state import ClusterState
from findling.cluster.streams.policy_mode import STOPPED, is_used, mode
from findling.node.lifecycle.ilm.actions.allocate import Allocate
from findling.node.lifecycle.ilm.actions.migrate import TIER, preferred_tiers
from findling.node.lifecycle.ilm.kept import KeptPolicy, kept_policy, policy_names, with_policy
from findling.node.lifecycle.ilm.policy import Phase, Policy
from findling.node.services.node import Node

_MEMBERS: Final = {"legacy_template_to_delete": Member(STRING), "node_attribute": Member(STRING)}
_KINDS: Final = ("require", "include", "exclude")
_TIERS: Final = ("hot", "warm", "cold", "frozen")
_ATTRIBUTE: Final = "data"


@dataclass(slots=True)
class _Migrated:
    """What was changed, by name."""

    template: str | None = None
    policies: list[str] = field(default_factory=list)
    indices: list[str] = field(default_factory=list)
    legacy_templates: list[str] = field(default_factory=list)
    index_templates: list[str] = field(default_factory=list)
    component_templates: list[str] = field(default_factory=list)

    def to_json(self, dry_run: bool) -> dict[str, Any]:
        lists = {
            "migrated_ilm_policies": self.policies,
            "migrated_indices": self.indices,
            "migrated_legacy_templates": self.legacy_templates,
            "migrated_composable_templates": self.index_templates,
            "migrated_component_templates": self.component_templates,
        }
        removed = {} if self.template is None else {"removed_legacy_template": self.template}
        return {"dry_run": dry_run, **removed, **{name: names for name, names in lists.items() if names}}


def migrate_to_data_tiers(node: Node, body: Mapping[str, Any], dry_run: bool) -> dict[str, Any]:
    """Takes rules about an attribute out of policies, indices and templates. Raises BrokenStateError while ILM runs."""
    parsed = parse_object("index_template", body, _MEMBERS)
    attribute, doomed = parsed.get("node_attribute") or _ATTRIBUTE, parsed.get("legacy_template_to_delete")
    state = node.cluster.state
    if not dry_run and is_used(state) and mode(state) != STOPPED:
        raise BrokenStateError(f"stop ILM before migrating to data tiers, current state is [{mode(state)}]")
    found: list[_Migrated] = []

    def change(before: ClusterState) -> ClusterState:
        migrated = _Migrated()
        found[:] = [migrated]
        return _migrated(before, migrated, attribute, doomed, node.clock.now_ms())

    if dry_run:
        change(state)
    else:
        node.cluster.change(change)
    return found[0].to_json(dry_run)


def _migrated(
    state: ClusterState, migrated: _Migrated, attribute: str, doomed: str | None, now_ms: int
) -> ClusterState:
    if doomed is not None and doomed in state.legacy_templates:
        migrated.template = doomed
        left = {name: body for name, body in state.legacy_templates.items() if name != doomed}
        state = replace(state, legacy_templates=left)
    for name in policy_names(state):
        kept = kept_policy(state, name)
        policy = None if kept is None else _policy(kept.policy, attribute)
        if kept is not None and policy is not None and policy != kept.policy:
            migrated.policies.append(name)
            state = with_policy(state, KeptPolicy(policy, kept.version + 1, now_ms))
    state = _indices(state, migrated, attribute)
    keys = [f"index.routing.allocation.{kind}.{attribute}" for kind in _KINDS]
    return replace(
        state,
        legacy_templates=_legacy(state.legacy_templates, keys, migrated.legacy_templates),
        index_templates=_composable(state.index_templates, keys, migrated.index_templates),
        component_templates=_composable(state.component_templates, keys, migrated.component_templates),
    )


def _policy(policy: Policy, attribute: str) -> Policy:
    """Returns a policy whose phases do not allocate by the attribute; they migrate by themselves then."""
    for phase in policy.ordered:
        allocate = phase.actions.get("allocate")
        if isinstance(allocate, Allocate) and any(attribute in rule for rule in allocate.rules.values()):
            actions = {kind: one for kind, one in phase.actions.items() if kind not in ("allocate", "migrate")}
            if allocate.number_of_replicas is not None or allocate.total_shards_per_node is not None:
                actions["allocate"] = Allocate(allocate.number_of_replicas, allocate.total_shards_per_node)
            policy = policy.with_phase(Phase(phase.name, phase.min_age, actions))
    return policy


def _indices(state: ClusterState, migrated: _Migrated, attribute: str) -> ClusterState:
    for index in sorted(state.indices.values(), key=lambda index: index.name):
        settings = dict(index.settings)
        said = [settings.pop(f"index.routing.allocation.{kind}.{attribute}", None) for kind in _KINDS]
        if said == [None] * len(_KINDS):
            continue
        wanted = next((value for value in said[:2] if value in _TIERS), None)
        if wanted is not None:
            settings[TIER] = preferred_tiers(wanted)
        migrated.indices.append(index.name)
        state = state.with_index(
            replace(index, settings=settings, settings_version=index.settings_version + 1, version=index.version + 1)
        )
    return state


def _without(settings: Mapping[str, Any], keys: list[str]) -> dict[str, Any] | None:
    """Returns settings without some keys; None if they have none of them."""
    flat = flatten(settings)
    left = {key: value for key, value in flat.items() if key not in keys and f"index.{key}" not in keys}
    return None if len(left) == len(flat) else unflatten(left)


def _legacy(templates: Mapping[str, dict[str, Any]], keys: list[str], changed: list[str]) -> dict[str, dict[str, Any]]:
    made = dict(templates)
    for name, body in templates.items():
        left = _without(body.get("settings") or {}, keys)
        if left is not None:
            changed.append(name)
            made[name] = {**body, "settings": left}
    return made


def _composable(
    templates: Mapping[str, dict[str, Any]], keys: list[str], changed: list[str]
) -> dict[str, dict[str, Any]]:
    made = dict(templates)
    for name, body in templates.items():
        part = body.get("template") or {}
        left = _without(part.get("settings") or {}, keys)
        if left is not None:
            changed.append(name)
            made[name] = {**body, "template": {**part, "settings": left}}
    return made

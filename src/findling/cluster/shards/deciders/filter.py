"""Filters by names, addresses and attributes of nodes, of an index and of the whole cluster."""

from collections.abc import Mapping

from findling.base.wildcards import matches
from findling.cluster.shards.deciders.decider import Decider
from findling.cluster.shards.members import Member
from findling.cluster.shards.view import AllocationView, Mask, ShardCopy

_INDEX = "index.routing.allocation."
_CLUSTER = "cluster.routing.allocation."
_TIER = "_tier_preference"
Rules = dict[str, dict[str, str]]


def rules_of(settings: Mapping[str, object], prefix: str) -> Rules:
    """Returns what flat settings require, include and exclude: attribute -> values."""
    found: Rules = {}
    for kind in ("require", "include", "exclude"):
        start = f"{prefix}{kind}."
        given = {key[len(start) :]: str(value) for key, value in settings.items() if key.startswith(start)}
        given = {name: value for name, value in given.items() if name != _TIER and value}
        if given:
            found[kind] = given
    return found


def value_of(node: Member, name: str) -> list[str]:
    """Returns what a filter by a name compares."""
    own = {
        "_name": [node.name],
        "_id": [node.id],
        "_host": [node.host],
        "_ip": [node.host],
        "_host_ip": [node.host],
        "_publish_ip": [node.host],
    }
    return own.get(name) or ([node.attributes[name]] if name in node.attributes else [])


def _matches(node: Member, name: str, values: str) -> bool:
    return any(matches(want.strip(), has) for want in values.split(",") for has in value_of(node, name))


def broken_rule(node: Member, rules: Rules) -> str | None:
    """Returns the kind of the rule that keeps a node from having copies, None if there is none."""
    required = rules.get("require", {})
    if not all(_matches(node, name, values) for name, values in required.items()):
        return "require"
    included = rules.get("include", {})
    if included and not any(_matches(node, name, values) for name, values in included.items()):
        return "include"
    excluded = rules.get("exclude", {})
    return "exclude" if any(_matches(node, name, values) for name, values in excluded.items()) else None


class Filter(Decider):
    """`routing.allocation.include`, `exclude`, `require`."""

    name = "filter"
    is_steady = True

    def _rules(self, view: AllocationView, copy: ShardCopy) -> tuple[Rules, Rules]:
        settings = {**view.state.persistent, **view.state.transient}
        return rules_of(settings, _CLUSTER), rules_of(copy.index.settings, _INDEX)

    def allows(self, view: AllocationView, copy: ShardCopy) -> Mask:
        allowed = view.all()
        for rules in self._rules(view, copy):
            for place, node in enumerate(view.nodes) if rules else ():
                allowed[place] &= broken_rule(node, rules) is None
        return allowed

    def keeps(self, view: AllocationView, copy: ShardCopy) -> Mask:
        return self.allows(view, copy)

    def says(self, view: AllocationView, copy: ShardCopy, place: int, allowed: bool) -> str:
        node = view.nodes[place]
        for scope, prefix, rules in zip(("cluster", "index"), (_CLUSTER, _INDEX), self._rules(view, copy), strict=True):
            kind = broken_rule(node, rules)
            if kind is not None:
                joined = " AND " if kind == "require" else " OR "
                shown = joined.join(f'{name}:"{" OR ".join(v.split(","))}"' for name, v in rules[kind].items())
                verb = "matches" if kind == "exclude" else "does not match"
                return f"node {verb} {scope} setting [{prefix}{kind}] filters [{shown}]"
        return "node passes include/exclude/require filters"

"""The sets of query rules that the cluster's metadata keep: set id -> rules, as they are shown."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from findling.base.errors import ResourceNotFoundError
from findling.cluster.state import ClusterState

SECTION: Final = "query_rulesets"

Rules = Sequence[Mapping[str, Any]]


def query_rulesets(state: ClusterState) -> Mapping[str, Rules]:
    """Returns all sets."""
    sets: Mapping[str, Rules] = state.custom.get(SECTION, {})
    return sets


def query_ruleset(state: ClusterState, name: str) -> Rules:
    """Returns the rules of one set. Raises ResourceNotFoundError."""
    sets = query_rulesets(state)
    if name not in sets:
        raise ResourceNotFoundError(name)
    return sets[name]


def with_query_ruleset(state: ClusterState, name: str, rules: Rules) -> ClusterState:
    """Returns the state with a set put, or without it if there are no rules."""
    sets = {key: value for key, value in query_rulesets(state).items() if key != name}
    if rules:
        sets[name] = list(rules)
    return replace(state, custom={**state.custom, SECTION: dict(sorted(sets.items()))})

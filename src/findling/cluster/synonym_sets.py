"""The sets of synonyms that the cluster's metadata keep: set name -> rule id -> rule."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from findling.base.errors import IllegalArgumentError, ResourceNotFoundError
from findling.cluster.state import ClusterState

SECTION: Final = "synonyms"
MAX_RULES: Final = 10_000

Rules = Mapping[str, str]


def synonym_sets(state: ClusterState) -> Mapping[str, Rules]:
    """Returns all sets, rules in order of their ids."""
    sets: Mapping[str, Rules] = state.custom.get(SECTION, {})
    return sets


def synonym_set(state: ClusterState, name: str) -> Rules:
    """Returns one set. Raises ResourceNotFoundError."""
    sets = synonym_sets(state)
    if name not in sets:
        raise ResourceNotFoundError(f"synonyms set [{name}] not found")
    return sets[name]


def synonym_rules(state: ClusterState, name: str) -> list[str]:
    """Returns the rules of one set. Raises ResourceNotFoundError."""
    return list(synonym_set(state, name).values())


def with_synonym_set(state: ClusterState, name: str, rules: Rules | None) -> ClusterState:
    """Returns the state with a set put, or without it. Raises IllegalArgumentError for too many rules."""
    if rules is not None and len(rules) > MAX_RULES:
        raise IllegalArgumentError(f"The number of synonym rules in a synonym set cannot exceed {MAX_RULES}")
    sets = {key: value for key, value in synonym_sets(state).items() if key != name}
    if rules is not None:
        sets[name] = dict(sorted(rules.items()))
    return replace(state, custom={**state.custom, SECTION: dict(sorted(sets.items()))})

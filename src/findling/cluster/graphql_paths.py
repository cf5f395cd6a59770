"""Paths at which a declared GraphQL schema is served: no index, alias or template may have the name they begin with."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from findling.base.errors import IllegalArgumentError, InvalidIndexNameError
from findling.cluster.state import ClusterState

SECTION: Final = "graphql"
"""What is declared about GraphQL, among the custom sections of a state."""
SCHEMA: Final = "schema"


def declared_paths(state: ClusterState) -> tuple[str, ...]:
    """Returns the paths at which the declared schema is served beside its own."""
    section = state.custom.get(SECTION)
    return () if section is None else tuple(section.get(SCHEMA, {}).get("paths", ()))


def check_paths(before: ClusterState, after: ClusterState) -> None:
    """Raises IllegalArgumentError for a path that is taken, InvalidIndexNameError for a name that a path has."""
    paths = declared_paths(after)
    if not paths:
        return
    is_new = paths != declared_paths(before)
    known = frozenset() if is_new else frozenset(_names(before))
    taken = set(_names(after)) - known
    for path in paths:
        name = path.split("/")[1]
        if name not in taken:
            continue
        if is_new:
            raise IllegalArgumentError(f"[paths]: [{path}] cannot be served, [{name}] is an index, alias or template")
        raise InvalidIndexNameError(
            f"Invalid index name [{name}], GraphQL is served at [{path}]", index_uuid="_na_", index=name
        )


def _names(state: ClusterState) -> Iterator[str]:
    """Yields names of indices and aliases, and those that templates will give."""
    for name, index in state.indices.items():
        yield name
        yield from index.aliases
    for template in (*state.index_templates.values(), *state.legacy_templates.values()):
        yield from template.get("index_patterns", ())
        yield from _aliases(template)
    for template in state.component_templates.values():
        yield from _aliases(template)


def _aliases(template: Mapping[str, Any]) -> Iterator[str]:
    yield from template.get("aliases") or ()
    yield from (template.get("template") or {}).get("aliases") or ()

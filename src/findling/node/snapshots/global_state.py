"""The global state of a snapshot: what the cluster knows that is not of one index."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from findling.cluster.state import ClusterState
from findling.snapshots.definitions import SECTION

_TEMPLATES: Final = ("index_templates", "component_templates", "legacy_templates")


def global_state(state: ClusterState) -> dict[str, Any]:
    """Returns what a snapshot keeps: settings, templates and all sections but the repositories themselves."""
    whole = state.to_json()
    custom = {name: section for name, section in whole["custom"].items() if name != SECTION}
    return {"persistent": whole["persistent"], "custom": custom, **{name: whole[name] for name in _TEMPLATES}}


def with_global_state(state: ClusterState, kept: Mapping[str, Any]) -> ClusterState:
    """Returns a state with what a snapshot has kept: settings and sections are replaced, templates added."""
    registered = {SECTION: state.custom[SECTION]} if SECTION in state.custom else {}
    return replace(
        state,
        persistent=kept["persistent"],
        custom={**kept["custom"], **registered},
        index_templates={**state.index_templates, **kept["index_templates"]},
        component_templates={**state.component_templates, **kept["component_templates"]},
        legacy_templates={**state.legacy_templates, **kept["legacy_templates"]},
    )

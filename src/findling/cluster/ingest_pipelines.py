"""The pipelines of documents that the cluster's metadata keep: id -> body; and which of them an index wants."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from findling.base.errors import IllegalArgumentError, ResourceNotFoundError
from findling.base.wildcards import matches
from findling.cluster.name_resolution import resolve_write
from findling.cluster.state import ClusterState
from findling.cluster.templates import templates_for

SECTION: Final = "ingest_pipelines"
NONE: Final = "_none"
DEFAULT_PIPELINE: Final = "index.default_pipeline"
FINAL_PIPELINE: Final = "index.final_pipeline"
_SHOWN: Final = 3
Bodies = Mapping[str, Mapping[str, Any]]


def ingest_pipelines(state: ClusterState) -> Bodies:
    """Returns the bodies of all pipelines by id."""
    pipelines: Bodies = state.custom.get(SECTION, {})
    return pipelines


def pipelines_named(state: ClusterState, names: list[str]) -> dict[str, Mapping[str, Any]]:
    """Returns the pipelines that ids and patterns mean; all for none."""
    pipelines = ingest_pipelines(state)
    if not names:
        return dict(pipelines)
    found: dict[str, Mapping[str, Any]] = {}
    for name in names:
        found.update((key, body) for key, body in pipelines.items() if key == name or matches(name, key))
    return found


def with_pipeline(state: ClusterState, name: str, body: Mapping[str, Any]) -> ClusterState:
    """Returns the state with a pipeline put."""
    return _with(state, {**ingest_pipelines(state), name: dict(body)})


def without_pipelines(state: ClusterState, pattern: str) -> ClusterState:
    """Returns the state without the pipelines of a pattern.

    Raises ResourceNotFoundError if there is none, unless all are meant; IllegalArgumentError for one that an index has.
    """
    pipelines = ingest_pipelines(state)
    names = [name for name in pipelines if matches(pattern, name)]
    if not names and pattern != "*":
        raise ResourceNotFoundError(f"pipeline [{pattern}] is missing")
    for name in names:
        _check_unused(state, name)
    return _with(state, {name: body for name, body in pipelines.items() if name not in names})


def pipelines_of_index(state: ClusterState, name: str) -> tuple[str, str]:
    """Returns the default and the final pipeline of an index, or of the templates of one that is not there yet."""
    if not state.indices and not state.index_templates and not state.legacy_templates:
        return NONE, NONE
    target = resolve_write(state, name)
    settings = templates_for(state, name).settings if target is None else target[0].settings
    return settings.get(DEFAULT_PIPELINE) or NONE, settings.get(FINAL_PIPELINE) or NONE


def _check_unused(state: ClusterState, pipeline: str) -> None:
    uses = []
    for setting, kind in ((DEFAULT_PIPELINE, "default"), (FINAL_PIPELINE, "final")):
        indices = [index.name for index in state.indices.values() if index.settings.get(setting) == pipeline]
        if indices:
            shown = ",".join(sorted(indices[:_SHOWN]))
            uses.append(f"the {kind} pipeline for {len(indices)} index(es) including [{shown}]")
    if uses:
        raise IllegalArgumentError(f"pipeline [{pipeline}] cannot be deleted because it is {' and '.join(uses)}")


def _with(state: ClusterState, pipelines: Bodies) -> ClusterState:
    return replace(state, custom={**state.custom, SECTION: dict(pipelines)})

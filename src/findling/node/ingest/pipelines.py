"""Pipelines of documents: kept, shown, deleted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from findling.base.errors import IllegalArgumentError
from findling.cluster.ingest_pipelines import ingest_pipelines, pipelines_named, with_pipeline, without_pipelines
from findling.cluster.state import ClusterState
from findling.ingest.pipeline import Pipeline
from findling.node.services.node import Node

ACKNOWLEDGED = {"acknowledged": True}


def put_pipeline(node: Node, name: str, body: Mapping[str, Any], if_version: int | None) -> dict[str, bool]:
    """Keeps a pipeline. Raises what is wrong with it.

    if_version: that of the pipeline which it replaces
    """
    given = dict(body)
    state = node.cluster.state
    if if_version is not None:
        given = _versioned(state, name, given, if_version)
    if ingest_pipelines(state).get(name) == given:
        return ACKNOWLEDGED
    Pipeline.parse(name, given, node.ingest.services)
    node.cluster.change(lambda state: with_pipeline(state, name, given))
    return ACKNOWLEDGED


def _versioned(state: ClusterState, name: str, given: dict[str, Any], if_version: int) -> dict[str, Any]:
    """Returns a pipeline with its version. Raises IllegalArgumentError if another than is expected is there."""
    current = ingest_pipelines(state).get(name)
    if current is None:
        raise IllegalArgumentError(
            f"version conflict, required version [{if_version}] for pipeline [{name}] but no pipeline was found"
        )
    version = current.get("version")
    if version != if_version:
        shown = "null" if version is None else version
        raise IllegalArgumentError(
            f"version conflict, required version [{if_version}] for pipeline [{name}] but current version is [{shown}]"
        )
    if "version" not in given:
        return {"version": if_version + 1, **given}
    if given["version"] == if_version:
        raise IllegalArgumentError(f"cannot update pipeline [{name}] with the same version [{if_version}]")
    return given


def get_pipelines(node: Node, names: list[str], summary: bool) -> dict[str, Mapping[str, Any]]:
    """Returns the bodies of the pipelines that ids and patterns mean. summary: whether only what they are called"""
    found = pipelines_named(node.cluster.state, names)
    return {name: {} for name in found} if summary else found


def delete_pipelines(node: Node, pattern: str) -> dict[str, bool]:
    """Deletes the pipelines of a pattern. Raises what forbids that."""
    node.cluster.change(lambda state: without_pipelines(state, pattern))
    return ACKNOWLEDGED

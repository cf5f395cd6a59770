"""`_ilm/explain`: where indices are in their policies."""

from typing import Any

from findling.cluster.name_resolution import IndicesOptions
from findling.cluster.state import ClusterState, IndexMetadata
from findling.cluster.streams.origination import origination_date
from findling.node.lifecycle.ilm.actions.rollover import with_defaults
from findling.node.lifecycle.ilm.engine import SKIPPED, IndexLifecycles, is_under_policy
from findling.node.lifecycle.ilm.kept import is_known
from findling.node.lifecycle.ilm.progress import Progress
from findling.node.lifecycle.ilm.step import ERROR
from findling.node.lifecycle.managed import POLICY
from findling.node.services.index_selection import select
from findling.node.services.iso_time import iso_time
from findling.node.services.node import Node

OPTIONS = IndicesOptions(forbid_closed=False)
_UNITS = (("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000))


def explain_policies(
    node: Node, expression: str, options: IndicesOptions, only_errors: bool, only_managed: bool, human: bool
) -> dict[str, Any]:
    """Returns for each index where it is in its policy. only_errors: those that are stuck; human: with dates as text"""
    chosen = select(node, expression, options)
    node.kept(IndexLifecycles).follow()
    state = node.cluster.state
    shown: dict[str, Any] = {}
    for name in sorted(index.name for index in chosen):
        index = state.indices.get(name)
        if index is None:
            continue
        if is_under_policy(state, index):
            stuck = Progress.of(index).step == ERROR or not is_known(state, index.settings[POLICY])
            if stuck or not only_errors:
                shown[name] = _managed(node, state, index, human)
        elif not only_errors and not only_managed:
            shown[name] = {"index": name, "managed": False}
    return {"indices": shown}


def _managed(node: Node, state: ClusterState, index: IndexMetadata, human: bool) -> dict[str, Any]:
    progress, now_ms = Progress.of(index), node.clock.now_ms()
    since = origination_date(index.settings) or progress.lifecycle_date
    body: dict[str, Any] = {"index": index.name, "managed": True, "policy": index.settings[POLICY]}
    body |= _moment("index_creation_date", index.creation_date, human)
    body["time_since_index_creation"] = readable(now_ms - index.creation_date)
    if since is not None:
        body |= {**_moment("lifecycle_date", since, human), "age": readable(now_ms - since)}
    step = progress.step if is_known(state, index.settings[POLICY]) else ERROR
    for name, value, time in (
        ("phase", progress.phase, progress.phase_time),
        ("action", progress.action, progress.action_time),
        ("step", step, progress.step_time),
    ):
        if value is not None:
            body[name] = value
        if time is not None:
            body |= _moment(f"{name}_time", time, human)
    optional = {
        "failed_step": progress.failed_step,
        "is_auto_retryable_error": progress.is_auto_retryable_error,
        "failed_step_retry_count": progress.failed_step_retry_count,
        "repository_name": progress.snapshot_repository,
        "snapshot_name": progress.snapshot_name,
        "shrink_index_name": progress.shrink_index_name,
        "step_info": progress.step_info,
        "previous_step_info": progress.previous_step_info,
    }
    body |= {name: value for name, value in optional.items() if value is not None}
    if progress.phase_definition is not None:
        body["phase_execution"] = _execution(state, progress.phase_definition, human)
    return {**body, "skip": str(index.settings.get(SKIPPED, "false")) == "true"}


def _execution(state: ClusterState, kept: dict[str, Any], human: bool) -> dict[str, Any]:
    """Returns the phase as it is carried out, with the conditions of a rollover that always count."""
    shown = dict(kept)
    definition = kept.get("phase_definition")
    if definition is not None and "rollover" in definition["actions"]:
        conditions = with_defaults(state, definition["actions"]["rollover"])
        actions = {**definition["actions"], "rollover": conditions}
        shown["phase_definition"] = {**definition, "actions": actions}
    if human:
        shown["modified_date"] = iso_time(kept["modified_date_in_millis"])
    return shown


def _moment(name: str, milliseconds: int, human: bool) -> dict[str, Any]:
    shown = {name: iso_time(milliseconds)} if human else {}
    return {**shown, f"{name}_millis": milliseconds}


def readable(milliseconds: int) -> str:
    """Returns a duration with two decimals at most, in the largest unit that fits: "1.25h", "0s"."""
    span = max(0, milliseconds)
    if span == 0:
        return "0s"
    for unit, size in _UNITS:
        if span >= size:
            hundredths = span * 100 // size
            whole, rest = divmod(hundredths, 100)
            decimals = f"{rest:02d}".rstrip("0")
            return f"{whole}.{decimals}{unit}" if decimals else f"{whole}{unit}"
    return f"{span}ms"

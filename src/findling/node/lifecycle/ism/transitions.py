"""Which state comes next: the first whose condition holds."""

from collections.abc import Mapping, Sequence
from typing import Any

from findling.base.dates.cron import Cron
from findling.base.units import parse_time_ms
from findling.cluster.state import IndexMetadata
from findling.node.indices.rollover_conditions import measured
from findling.node.lifecycle.ism.standing import Standing
from findling.node.services.node import Node


def next_state(
    node: Node, index: IndexMetadata, standing: Standing, transitions: Sequence[Mapping[str, Any]], now_ms: int
) -> str | None:
    """Returns the name of the state to go to, None if the index has to stay."""
    for transition in transitions:
        conditions: Mapping[str, Any] = transition.get("conditions") or {}
        if all(_holds(node, index, standing, name, value, now_ms) for name, value in conditions.items()):
            return str(transition["state_name"])
    return None


def _holds(node: Node, index: IndexMetadata, standing: Standing, name: str, value: Any, now_ms: int) -> bool:
    if name == "min_doc_count":
        return all(measured(node, index, {"min_docs": value}).values())
    if name == "min_size":
        return all(measured(node, index, {"min_size": value}).values())
    if name == "cron":
        due = Cron(_quartz(str(value["cron"]["expression"]))).next_after(standing.step_time or now_ms)
        return due is not None and due <= now_ms
    if name == "no_alias":
        return bool(value) != bool(index.aliases)
    since = {
        "min_index_age": index.creation_date,
        "min_rollover_age": index.rolled_over_ms,
        "min_state_age": standing.state_time,
    }[name]
    return since is not None and now_ms >= since + parse_time_ms(str(value), name)


def _quartz(expression: str) -> str:
    """Returns a cron expression of five members with its seconds, and a day that is given twice given once."""
    members = expression.split()
    if len(members) != 5:
        return expression
    minute, hour, day, month, weekday = members
    return f"0 {minute} {hour} {day} {month} ?" if weekday == "*" else f"0 {minute} {hour} ? {month} {weekday}"

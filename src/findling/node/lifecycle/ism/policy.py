"""Policies: states with actions and transitions. Read as JSON, checked, and kept as JSON."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.base.units import parse_bytes, parse_time_ms
from findling.node.lifecycle.ism.actions import check_action

SCHEMA_VERSION: Final = 21
_POLICY: Final = ("description", "default_state", "states", "error_notification", "ism_template", "user")
_OF_ANSWERS: Final = ("policy_id", "schema_version", "last_updated_time")
"""Members that answers have; a policy may be put as it was got."""
_STATE: Final = ("name", "actions", "transitions")
_TRANSITION: Final = ("state_name", "conditions")
CONDITIONS: Final = ("min_index_age", "min_doc_count", "min_size", "cron", "min_rollover_age", "min_state_age",
                     "no_alias")  # fmt: skip


def parse_policy(body: Mapping[str, Any]) -> dict[str, Any]:
    """Returns a policy as it is kept. Raises IllegalArgumentError."""
    _check_members("Policy", body, (*_POLICY, *_OF_ANSWERS))
    states = [_state(state) for state in _list("states", body.get("states"))]
    names = [state["name"] for state in states]
    _require(bool(states), "Policy must contain at least one State")
    _require(len(set(names)) == len(names), "Policy cannot have duplicate state names")
    _require(body.get("default_state") in names, "Policy must have a valid default state")
    for state in states:
        for transition in state["transitions"]:
            target = transition["state_name"]
            _require(
                target in names,
                f"Policy contains a transition in state={state['name']} pointing at nonexistent state={target}",
            )
    return {
        "description": str(body.get("description", "")),
        "error_notification": body.get("error_notification"),
        "default_state": body["default_state"],
        "states": states,
        "ism_template": _templates(body.get("ism_template")),
    }


def state_of(policy: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    """Returns a state of a policy by its name."""
    return next((state for state in policy["states"] if state["name"] == name), None)


def _state(body: object) -> dict[str, Any]:
    members = _object("State", body, _STATE)
    name = members.get("name")
    _require(isinstance(name, str) and bool(name.strip()), "State must contain a valid name")
    actions = [check_action(action) for action in _list("actions", members.get("actions"))]
    transitions = [_transition(each) for each in _list("transitions", members.get("transitions"))]
    kinds = [kind for action in actions for kind in action if kind not in ("timeout", "retry", "custom")]
    _require("delete" not in kinds[:-1], f"State={name} must not contain an action after a delete action")
    _require("delete" not in kinds or not transitions, f"State={name} must not contain transitions when using delete")
    return {"name": name, "actions": actions, "transitions": transitions}


def _transition(body: object) -> dict[str, Any]:
    members = _object("Transition", body, _TRANSITION)
    _require(isinstance(members.get("state_name"), str), "State name is null")
    conditions = members.get("conditions")
    if conditions is None:
        return {"state_name": members["state_name"]}
    given = _object("Conditions", conditions, CONDITIONS)
    _require(len(given) <= 1, "Cannot provide more than one Transition condition")
    for name, value in given.items():
        _check_condition(name, value)
    return {"state_name": members["state_name"], "conditions": dict(given)}


def _check_condition(name: str, value: Any) -> None:
    if name.endswith("_age"):
        parse_time_ms(str(value), name)
    elif name == "min_size":
        _require(parse_bytes(str(value), name) > 0, "MinSize must be greater than 0")
    elif name == "min_doc_count":
        whole = isinstance(value, int) and not isinstance(value, bool)
        _require(whole and value > 0, "MinDocCount must be greater than 0")
    elif name == "cron":
        cron = value.get("cron") if isinstance(value, Mapping) else None
        _require(isinstance(cron, Mapping) and isinstance(cron.get("expression"), str), "Invalid cron condition")


def _templates(given: object) -> list[dict[str, Any]] | None:
    if given is None:
        return None
    found = []
    for body in given if isinstance(given, list) else [given]:
        members = _object("ISM template", body, ("index_patterns", "priority", "last_updated_time"))
        patterns = [str(pattern) for pattern in _list("index_patterns", members.get("index_patterns"))]
        _require(bool(patterns), "Empty index patterns not allowed")
        priority = members.get("priority", 0)
        _require(isinstance(priority, int) and priority >= 0, "priority must be non-negative")
        found.append({"index_patterns": patterns, "priority": priority})
    return found


def _object(what: str, body: object, known: Sequence[str]) -> Mapping[str, Any]:
    if not isinstance(body, Mapping):
        raise IllegalArgumentError(f"Failed to parse {what}: an object is expected")
    _check_members(what, body, known)
    return body


def _check_members(what: str, body: Mapping[str, Any], known: Sequence[str]) -> None:
    for name in body:
        _require(name in known, f"Invalid field: [{name}] found in {what}.")


def _list(name: str, value: object) -> list[Any]:
    _require(value is None or isinstance(value, list), f"[{name}] must be a list")
    return list(value) if isinstance(value, list) else []


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise IllegalArgumentError(otherwise)

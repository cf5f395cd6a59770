"""What the health report says of lifecycles: policies of indices and of snapshots."""

from typing import Any, Final

from findling.cluster.state import ClusterState
from findling.cluster.streams import policy_mode
from findling.snapshots.lifecycle.policies import is_stopped, policies

_KINDS: Final = {"ilm": "Index Lifecycle Management", "slm": "Snapshot Lifecycle Management"}
_PURPOSE: Final = {
    "ilm": (
        "Automatic index lifecycle and data retention management is disabled. The performance and stability of the "
        "cluster could be impacted.",
        "deployment_management",
    ),
    "slm": (
        "Scheduled snapshots are not running. New backup snapshots will not be created automatically.",
        "backup",
    ),
}


def lifecycle_indicators(state: ClusterState, verbose: bool) -> dict[str, dict[str, Any]]:
    """Returns the indicators of both kinds of policies. verbose: with details and advice"""
    modes = {
        "ilm": (policy_mode.mode(state), len(policy_mode.kept_policies(state))),
        "slm": ("STOPPED" if is_stopped(state) else "RUNNING", len(policies(state))),
    }
    return {kind: _indicator(kind, mode, count, verbose) for kind, (mode, count) in modes.items()}


def _indicator(kind: str, mode: str, count: int, verbose: bool) -> dict[str, Any]:
    name, stopped = _KINDS[kind], count > 0 and mode != "RUNNING"
    symptom = f"{name} is {'not ' if stopped else ''}running" if count else f"No {name} policies configured"
    body: dict[str, Any] = {"status": "yellow" if stopped else "green", "symptom": symptom}
    if verbose:
        body["details"] = {f"{kind}_status": mode, "policies": count}
        if stopped:
            body |= _advice(kind, name)
    return body


def _advice(kind: str, name: str) -> dict[str, Any]:
    description, area = _PURPOSE[kind]
    impact = {
        "id": f"elasticsearch:health:{kind}:impact:automation_disabled",
        "severity": 3,
        "description": description,
        "impact_areas": [area],
    }
    diagnosis = {
        "id": f"elasticsearch:health:{kind}:diagnosis:{kind}_disabled",
        "cause": f"{name} has been stopped",
        "action": f"Start {name} using [POST /_{kind}/start].",
        "help_url": f"https://ela.st/fix-{kind}",
    }
    return {"impacts": [impact], "diagnosis": [diagnosis]}

"""What is done about a violation, and where: `enforcementAction` and `scopedEnforcementActions`."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from findling.policy.gatekeeper.objects import spec_of

DENY: Final = "deny"
DRYRUN: Final = "dryrun"
WARN: Final = "warn"
SCOPED: Final = "scoped"
ACTIONS: Final = (DENY, DRYRUN, WARN, SCOPED)

WEBHOOK: Final = "validation.gatekeeper.sh"
AUDIT: Final = "audit.gatekeeper.sh"
GATOR: Final = "gator.gatekeeper.sh"
POINTS: Final = (WEBHOOK, AUDIT, GATOR, "vap.k8s.io")
"""Where constraints are enforced: on admission, in audits, on the command line, by the API server itself."""
_EVERYWHERE: Final = "*"


def action_of(constraint: Mapping[str, Any]) -> str:
    """Returns the action of a constraint whose schema holds: `deny` if it names none."""
    return spec_of(constraint).get("enforcementAction") or DENY


def scoped_actions(constraint: Mapping[str, Any], point: str) -> tuple[str, ...]:
    """Returns what a constraint with scoped actions does at one point, in its own order; nothing: it is not asked."""
    found = {
        one.get("action") or "": None
        for one in spec_of(constraint).get("scopedEnforcementActions") or ()
        for where in one.get("enforcementPoints") or ()
        if where.get("name") in (point, _EVERYWHERE)
    }
    return tuple(found)


def problems(constraint: Mapping[str, Any]) -> Iterator[str]:
    """Yields what is wrong with the actions of a constraint whose schema holds."""
    action = action_of(constraint)
    if action not in ACTIONS:
        yield f'unrecognized enforcementAction: "{action}" is not within the supported list {_listed(ACTIONS)}'
    if action != SCOPED:
        return
    scoped = spec_of(constraint).get("scopedEnforcementActions")
    if scoped is None:
        yield "error fetching scopedEnforcementActions: scopedEnforcementActions is required"
        return
    nowhere: tuple[dict[str, Any], ...] = ({},)
    names = [where.get("name") or "" for one in scoped for where in one.get("enforcementPoints") or nowhere]
    unknown = [name for name in names if name not in (*POINTS, _EVERYWHERE)]
    if unknown:
        yield (
            "unrecognized enforcement points: constraint will not be enforced for enforcement points "
            f"{_listed(unknown)}, supported enforcement points are {_listed(POINTS)}"
        )
    unknown = [one.get("action") or "" for one in scoped if one.get("action") not in ACTIONS[:3]]
    if unknown:
        yield (
            f"unrecognized enforcementAction: {_listed(unknown)} is not within the supported list "
            f"{_listed(ACTIONS[:3])}"
        )


def _listed(names: Any) -> str:
    return "[" + " ".join(names) + "]"

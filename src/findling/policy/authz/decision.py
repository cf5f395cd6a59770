"""What the policy decided about one request."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from findling.policy.engine.protocol import UNDEFINED

NO_REASON: Final = "the policy does not allow it"
_MEMBERS: Final = frozenset({"allow", "reason", "filters", "masks"})


@dataclass(frozen=True, slots=True)
class Decision:
    """An answer.

    filters, masks: by pattern of index: queries of which a document must match all; patterns of fields that are hidden
    fault: why there was no answer, which refuses
    """

    allow: bool
    reason: str = ""
    filters: tuple[tuple[str, Any], ...] = ()
    masks: tuple[tuple[str, str], ...] = ()
    fault: str | None = None


ALLOWED: Final = Decision(True)


def refused(fault: str) -> Decision:
    """Returns the decision of a policy that gave no answer."""
    return Decision(False, fault, fault=fault)


def parse_decision(value: Any) -> Decision:
    """Returns the decision that a value of the rule is: `true`, `false`, or an object. What is no decision refuses."""
    if value is UNDEFINED:
        return Decision(False, NO_REASON)
    if isinstance(value, bool):
        return Decision(value, "" if value else NO_REASON)
    if not isinstance(value, Mapping):
        return refused("the policy's decision is neither a boolean nor an object")
    unknown = sorted(value.keys() - _MEMBERS)
    if unknown:
        return refused(f"the policy's decision has unknown members {unknown}")
    allow, reason = value.get("allow", False), value.get("reason", "")
    filters, masks = _by_index(value.get("filters")), _by_index(value.get("masks"))
    if not isinstance(allow, bool) or not isinstance(reason, str) or filters is None or masks is None:
        return refused("the policy's decision is malformed")
    if not all(isinstance(query, Mapping) for _, query in filters) or not all(isinstance(f, str) for _, f in masks):
        return refused("the policy's filters must be queries and its masks patterns of fields")
    if not allow:
        reason = reason or NO_REASON
    return Decision(allow, reason, tuple(filters), tuple((index, str(field)) for index, field in masks))


def _by_index(value: Any) -> list[tuple[str, Any]] | None:
    """Returns pairs of index pattern and value: of a list for all indices, or of an object of values or lists."""
    if value is None:
        return []
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [("*", one) for one in value]
    if not isinstance(value, Mapping):
        return None
    return [
        (pattern, one) for pattern, found in value.items() for one in (found if isinstance(found, list) else [found])
    ]

"""Label selectors of Kubernetes: `matchLabels` and `matchExpressions`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

_OPERATORS: Final = frozenset(("In", "NotIn", "Exists", "DoesNotExist"))


@dataclass(frozen=True, slots=True)
class Requirement:
    """What is asked of one label."""

    key: str
    operator: str
    values: frozenset[str]

    def matches(self, labels: Mapping[str, str]) -> bool:
        if self.operator == "In":
            return self.key in labels and labels[self.key] in self.values
        if self.operator == "NotIn":
            return self.key not in labels or labels[self.key] not in self.values
        return (self.key in labels) is (self.operator == "Exists")


@dataclass(frozen=True, slots=True)
class LabelSelector:
    """All of its requirements must hold."""

    requirements: tuple[Requirement, ...]

    @classmethod
    def parse(cls, body: Mapping[str, Any]) -> "LabelSelector":
        """Reads a selector whose schema holds (`problems` finds none)."""
        labels = body.get("matchLabels") or {}
        expressions = body.get("matchExpressions") or []
        return cls(
            tuple(Requirement(key, "In", frozenset((value,))) for key, value in labels.items())
            + tuple(Requirement(one["key"], one["operator"], frozenset(one.get("values") or ())) for one in expressions)
        )

    def matches(self, labels: Mapping[str, str]) -> bool:
        return all(requirement.matches(labels) for requirement in self.requirements)


def problems(body: Mapping[str, Any], path: str) -> Iterator[str]:
    """Yields what is wrong with the expressions of a selector whose schema holds, as Kubernetes puts it."""
    for i, one in enumerate(body.get("matchExpressions") or []):
        at = f"{path}.matchExpressions[{i}]"
        operator, values = one.get("operator"), one.get("values") or []
        if operator not in _OPERATORS:
            yield f'{at}.operator: Invalid value: "{operator}": not a valid selector operator'
        elif operator in ("In", "NotIn") and not values:
            yield f"{at}.values: Required value: must be specified when `operator` is 'In' or 'NotIn'"
        elif operator in ("Exists", "DoesNotExist") and values:
            yield f"{at}.values: Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'"

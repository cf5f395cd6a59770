"""What an object does against a constraint, and what is done about it."""

from dataclasses import dataclass, replace
from typing import Any

from findling.policy.gatekeeper.constraint import Constraint
from findling.policy.gatekeeper.objects import JsonObject, kind_of


@dataclass(frozen=True, slots=True)
class Violation:
    """One violation. action: of the constraint; scoped_actions: what is done here if that is `scoped`."""

    constraint: Constraint
    message: str
    action: str
    scoped_actions: tuple[str, ...] = ()
    details: Any = None

    @property
    def actions(self) -> tuple[str, ...]:
        """What is done about it."""
        return self.scoped_actions or (self.action,)

    @property
    def told(self) -> str:
        """The message as the API server shows it: with the constraint's name."""
        return f"[{self.constraint.name}] {self.message}"

    def implied_by(self, template: str, action: str) -> "Violation":
        """Returns the violation as one of an object that does not exist yet.

        template: the ExpansionTemplate that made the object; action: what it wants to be done, "" for as it is
        """
        message = f"[Implied by {template}] {self.message}"
        if not action:
            return replace(self, message=message)
        return replace(self, message=message, action=action, scoped_actions=())

    def as_json(self) -> JsonObject:
        """Returns it as an answer shows it."""
        kind = kind_of(self.constraint.body)
        shown: JsonObject = {
            "constraint": {**kind.as_json(), "name": self.constraint.name},
            "message": self.message,
            "enforcementAction": self.action,
        }
        if self.scoped_actions:
            shown["enforcementActions"] = list(self.scoped_actions)
        if self.details:
            shown["details"] = self.details
        return shown

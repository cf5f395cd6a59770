"""Privileges of applications: names that applications give to sets of their own actions."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from findling.base.errors import ActionRequestValidationError
from findling.security.records import Records
from findling.security.roles.names import matches_name
from findling.security.roles.permission import Role
from findling.security.roles.validate import application_fault, metadata_fault

_KIND: Final = "application-privilege"
_NAME: Final = re.compile(r"[a-z][a-zA-Z0-9_\-.]*")
_IS_ACTION: Final = re.compile(r"[/*:]")


@dataclass(frozen=True, slots=True)
class ApplicationPrivilege:
    """A privilege of an application."""

    application: str
    name: str
    actions: tuple[str, ...]
    metadata: Mapping[str, Any] = field(default_factory=dict)

    def faults(self) -> list[str]:
        """Returns what is wrong with it."""
        found = [application_fault(self.application, wildcards=False)]
        if not _NAME.fullmatch(self.name):
            found.append(
                "Application privilege names must match the pattern ^[a-z][a-zA-Z0-9_.-]*$ (found '" + self.name + "')"
            )
        if not self.actions:
            found.append("Application privileges must have at least one action")
        for action in self.actions:
            if not _IS_ACTION.search(action):
                found.append(f"action [{action}] must contain one of [ '/' , '*' , ':' ]")
        of_metadata = metadata_fault("metadata", self.metadata)
        if of_metadata is not None:
            found.append(f"{of_metadata} (in privilege {self.application} {self.name})")
        return [fault for fault in found if fault]

    def to_json(self) -> dict[str, Any]:
        return {
            "application": self.application,
            "name": self.name,
            "actions": list(self.actions),
            "metadata": dict(self.metadata),
        }


class ApplicationPrivileges:
    """The privileges that were put."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def put(self, privileges: Iterable[ApplicationPrivilege]) -> dict[str, Any]:
        """Stores privileges and returns which of them are new. Raises ActionRequestValidationError."""
        wanted = list(privileges)
        if not wanted:
            raise ActionRequestValidationError.of("At least one application privilege must be provided")
        faults = [fault for privilege in wanted for fault in privilege.faults()]
        if faults:
            raise ActionRequestValidationError.of(*faults)
        answer: dict[str, Any] = {}
        for privilege in wanted:
            record = {**privilege.to_json(), "metadata": dict(privilege.metadata)}
            created = self._records.put(_KIND, f"{privilege.application}:{privilege.name}", record)
            answer.setdefault(privilege.application, {})[privilege.name] = {"created": created}
        return answer

    def named(self, application: str | None, names: list[str]) -> list[ApplicationPrivilege]:
        """Returns privileges, of all applications or of those that a pattern means."""
        found = [
            ApplicationPrivilege(record["application"], record["name"], tuple(record["actions"]), record["metadata"])
            for _, record in sorted(self._records.all(_KIND).items())
        ]
        return [
            privilege
            for privilege in found
            if (application is None or matches_name([application], privilege.application))
            and (not names or privilege.name in names)
        ]

    def delete(self, application: str, name: str) -> bool:
        return self._records.delete(_KIND, f"{application}:{name}")

    def holds(self, role: Role, application: str, resource: str, privilege: str) -> bool:
        """Whether a role has a privilege, or an action, of an application on a resource."""
        groups = [
            group
            for group in role.applications
            if matches_name([group.application], application) and matches_name(group.resources, resource)
        ]
        held = [name for group in groups for name in group.privileges]
        if matches_name(held, privilege):
            return True
        known = {item.name: item.actions for item in self.named(application, [])}
        actions = [action for name in held for action in known.get(name, (name,))]
        wanted = known.get(privilege, (privilege,) if _IS_ACTION.search(privilege) else ())
        return bool(wanted) and all(matches_name(actions, action) for action in wanted)

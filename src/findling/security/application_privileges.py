"""Privileges of applications: names that applications give to sets of their own actions."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from findling.base.errors import ActionRequestValidationError
from findling.base.java_collections import in_map_order
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


def check_privileges(privileges: Sequence[ApplicationPrivilege]) -> None:
    """Raises ActionRequestValidationError for privileges that may not be stored."""
    faults = [fault for privilege in privileges for fault in privilege.faults()]
    if not privileges:
        faults.append("At least one application privilege must be provided")
    if faults:
        raise ActionRequestValidationError.of(*faults)


class ApplicationPrivileges:
    """The privileges that were put."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def put(self, privileges: Iterable[ApplicationPrivilege]) -> dict[str, Any]:
        """Stores privileges and returns which of them are new."""
        answer: dict[str, Any] = {}
        for privilege in privileges:
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


def shown_applications(role: Role, known: Sequence[ApplicationPrivilege]) -> list[dict[str, Any]]:
    """Returns what a role grants of applications, as users are shown it.

    A pattern of names is shown for each application that has one of the privileges, and for itself. What several groups
    grant of an application has the resources of all that grant as much. known: the privileges that were put
    """
    asked = {name for group in role.applications for name in group.privileges}
    names = sorted({privilege.application for privilege in known if privilege.name in asked})
    granted: dict[tuple[str, tuple[str, ...]], set[str]] = {}
    for group in role.applications:
        of_pattern = [name for name in names if "*" in group.application and matches_name([group.application], name)]
        for application in (*of_pattern, group.application):
            granted.setdefault((application, tuple(in_map_order(group.privileges))), set()).update(group.resources)
    shown = []
    for (application, privileges), own in granted.items():
        resources = set(own)
        for (pattern, others), more in granted.items():
            if matches_name([pattern], application) and _covers(others, privileges, application, known):
                resources |= more
        ordered = in_map_order(sorted(resources))
        shown.append({"application": application, "privileges": list(privileges), "resources": ordered})
    return [shown[place] for place in _in_order_of_names(shown)]


def _covers(
    held: Sequence[str], wanted: Sequence[str], application: str, known: Sequence[ApplicationPrivilege]
) -> bool:
    """Whether privileges of an application grant all that others do."""
    actions = {one.name: one.actions for one in known if one.application == application}

    def patterns(names: Sequence[str]) -> list[str]:
        return [action for name in names for action in actions.get(name, (name,) if _IS_ACTION.search(name) else ())]

    needed = patterns(wanted)
    return bool(needed) and all(matches_name(patterns(held), pattern) for pattern in needed)


def _in_order_of_names(shown: Sequence[Mapping[str, Any]]) -> list[int]:
    order = in_map_order(dict.fromkeys(one["application"] for one in shown))
    return sorted(range(len(shown)), key=lambda place: order.index(shown[place]["application"]))

"""The roles there are: those of every node, and those that were put."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.security.records import Records
from findling.security.roles.descriptor import RoleDescriptor
from findling.security.roles.parse import stored_role
from findling.security.roles.permission import Role
from findling.security.roles.reserved import is_reserved_role, reserved_role, reserved_role_names
from findling.security.roles.validate import check_role

_KIND: Final = "role"
_RESERVED: Final = "reserved-role"
_MOST_COMBINATIONS: Final = 10_000


class Roles:
    """Reserved and native roles, and what sets of them grant together."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._combined: dict[tuple[str, ...], Role] = {}
        self._version = -1

    def get(self, name: str) -> RoleDescriptor | None:
        """Returns a role, None if there is none of that name."""
        reserved = reserved_role(name)
        if reserved is not None:
            return reserved
        record = self._records.get(_KIND, name)
        return None if record is None else _role(name, record)

    def named(self, names: Iterable[str]) -> list[RoleDescriptor]:
        """Returns the roles of these names that there are, all without names."""
        wanted = list(dict.fromkeys(names)) or [*sorted(self._records.all(_KIND)), *reserved_role_names()]
        found = (self.get(name) for name in wanted)
        return [role for role in found if role is not None]

    def findable(self) -> tuple[str, ...]:
        """Returns the kinds of records that hold roles; those of the node's own are written if they are not there."""
        names = reserved_role_names()
        if self._records.get(_RESERVED, names[-1]) is None:
            for name in names:
                role = reserved_role(name)
                assert role is not None
                self._records.put(_RESERVED, name, _record(role))
        return _KIND, _RESERVED

    def of_record(self, source: Mapping[str, Any]) -> RoleDescriptor:
        """Returns the role of a record that was found."""
        name = source["name"]
        own = reserved_role(name) if source["kind"] == _RESERVED else None
        return own or _role(name, source)

    def put(self, role: RoleDescriptor) -> bool:
        """Stores a role and returns whether it is new. Raises ActionRequestValidationError."""
        check_role(role)
        return self._records.put(_KIND, role.name, _record(role))

    def delete(self, name: str) -> bool:
        """Removes a role and returns whether there was one. Raises IllegalArgumentError for a reserved one."""
        if is_reserved_role(name):
            raise IllegalArgumentError(f"role [{name}] is reserved and cannot be deleted")
        return self._records.delete(_KIND, name)

    def combined(self, names: tuple[str, ...]) -> Role:
        """Returns what roles grant together; names of none are passed over."""
        if self._version != self._records.version:
            self._combined, self._version = {}, self._records.version
        role = self._combined.get(names)
        if role is None:
            role = Role.of(self.descriptors(names))
            if len(self._combined) < _MOST_COMBINATIONS:
                self._combined[names] = role
        return role

    def descriptors(self, names: Iterable[str]) -> list[RoleDescriptor]:
        """Returns the roles of these names that there are."""
        found = (self.get(name) for name in dict.fromkeys(names))
        return [role for role in found if role is not None]


def _record(role: RoleDescriptor) -> dict[str, Any]:
    """Returns a role, with what queries look at beside it."""
    return {
        "role": role.to_json(),
        "name": role.name,
        "metadata": dict(role.metadata),
        "description": role.description,
        "applications": [group.to_json() for group in role.applications],
    }


def _role(name: str, record: Mapping[str, Any]) -> RoleDescriptor:
    return stored_role(name, record["role"])

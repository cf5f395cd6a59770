"""Bodies of requests about many roles."""

from collections.abc import Mapping
from typing import Any, Final

from findling.base.errors import FindlingError, IllegalArgumentError
from findling.base.object_parser import (
    LIST,
    OBJECT,
    STRINGS,
    Member,
    field_fault,
    parse_object,
    require,
    texts,
    whole_object,
)
from findling.security.roles.descriptor import RoleDescriptor
from findling.security.roles.parse import parse_role

_PUT: Final = "bulk_update_roles_request_payload"
_DELETE: Final = "bulk_delete_roles_request"


def _roles(value: object) -> dict[str, RoleDescriptor]:
    if isinstance(value, list):
        raise IllegalArgumentError("[roles] doesn't support arrays. Use a single object with multiple fields.")
    assert isinstance(value, Mapping)
    return {name: _role(name, body) for name, body in value.items()}


def _role(name: str, body: object) -> RoleDescriptor:
    try:
        return parse_role(name, body)
    except FindlingError as error:
        raise field_fault("roles", name) from error


def parse_new_roles(body: object) -> Mapping[str, RoleDescriptor]:
    """Returns the roles of a body, by name. Raises XContentParseError, IllegalArgumentError."""
    members = parse_object(_PUT, whole_object(_PUT, body), {"roles": Member((*OBJECT, *LIST), _roles)})
    require(members, "roles")
    roles: Mapping[str, RoleDescriptor] = members["roles"]
    return roles


def parse_role_names(body: object) -> list[str]:
    """Returns the names of a body, each once. Raises XContentParseError, IllegalArgumentError."""
    members: dict[str, Any] = parse_object(_DELETE, whole_object(_DELETE, body), {"names": Member(STRINGS, texts)})
    require(members, "names")
    return list(dict.fromkeys(members["names"]))

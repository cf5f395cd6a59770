"""Roles, role mappings and privileges."""

from typing import Any, Final

from findling.base.errors import FindlingError, IllegalArgumentError
from findling.base.object_parser import LIST, OBJECT, STRING, Member, parse_object
from findling.node.security.find_records import parse_record_query
from findling.node.security.key_requests import error_of
from findling.node.services.node import Node
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import Route, route
from findling.rest.secured import cleared, secured
from findling.security.application_privileges import ApplicationPrivilege
from findling.security.privileges import cluster_privileges, index_privileges
from findling.security.role_mappings import parse_role_mapping
from findling.security.roles.descriptor import RoleDescriptor
from findling.security.roles.parse import parse_role
from findling.security.service import Caller, Security

_FIELDS: Final = frozenset({"name", "description", "applications", "metadata"})
_REMOTE: Final = ["monitor_enrich", "monitor_stats"]


@secured
def get_roles(security: Security, caller: Caller, request: Request) -> Response:
    """Roles by name, or all."""
    names = request.names("name")
    found = security.roles.named(names)
    return Response({role.name: role.to_json() for role in found}, 404 if names and not found else 200)


@secured
def query_roles(security: Security, caller: Caller, request: Request) -> Response:
    """Roles found by a query."""
    asked = parse_record_query("query_role_request_payload", request.json(), _FIELDS)
    found = security.roles.find(asked.query, asked.sort)
    rows = asked.page(found, _role_field, lambda role: {"name": role.name, **role.to_json()})
    return Response({"total": len(found), "count": len(rows), "roles": rows})


def _role_field(role: RoleDescriptor, name: str) -> Any:
    return role.name if name == "name" else role.to_json().get(name)


@secured
def put_role(security: Security, caller: Caller, request: Request) -> Response:
    """Stores a role."""
    role = parse_role(request.part("name"), request.any_json())
    return Response({"role": {"created": security.roles.put(role)}})


@secured
def put_roles(security: Security, caller: Caller, request: Request) -> Response:
    """Stores many roles; each that cannot be stored is told by its error."""
    members = parse_object("bulk_put_role_request", request.required_json(), {"roles": Member(OBJECT)})
    if "roles" not in members:
        raise IllegalArgumentError("Required [roles]")
    answer: dict[str, Any] = {}
    errors: dict[str, Any] = {}
    for name, body in members["roles"].items():
        try:
            role = parse_role(name, body)
            unchanged = security.roles.get(name) == role
            created = security.roles.put(role)
        except FindlingError as error:
            errors[name] = error_of(error)
        else:
            kind = "noop" if unchanged else "created" if created else "updated"
            answer.setdefault(kind, []).append(name)
    return Response(_with_errors(answer, errors))


@secured
def delete_role(security: Security, caller: Caller, request: Request) -> Response:
    """Removes a role."""
    found = security.roles.delete(request.part("name"))
    return Response({"found": found}, 200 if found else 404)


@secured
def delete_roles(security: Security, caller: Caller, request: Request) -> Response:
    """Removes many roles."""
    members = parse_object("bulk_delete_role_request", request.required_json(), {"names": Member(LIST)})
    if "names" not in members:
        raise IllegalArgumentError("Required [names]")
    answer: dict[str, Any] = {}
    errors: dict[str, Any] = {}
    for name in members["names"]:
        try:
            found = security.roles.delete(str(name))
        except FindlingError as error:
            errors[name] = error_of(error)
        else:
            answer.setdefault("deleted" if found else "not_found", []).append(name)
    return Response(_with_errors(answer, errors))


def _with_errors(answer: dict[str, Any], errors: dict[str, Any]) -> dict[str, Any]:
    return {**answer, "errors": {"count": len(errors), "details": errors}} if errors else answer


def clear_roles(node: Node, request: Request) -> Response:
    """Forgets roles that are in memory."""
    return cleared(node, request)


@secured
def get_mappings(security: Security, caller: Caller, request: Request) -> Response:
    """Role mappings by name, or all."""
    names = request.names("name")
    found = security.mappings.named(names)
    return Response({mapping.name: mapping.to_json() for mapping in found}, 404 if names and not found else 200)


@secured
def put_mapping(security: Security, caller: Caller, request: Request) -> Response:
    """Stores a role mapping."""
    mapping = parse_role_mapping(request.part("name"), request.required_json())
    return Response({"role_mapping": {"created": security.mappings.put(mapping)}})


@secured
def delete_mapping(security: Security, caller: Caller, request: Request) -> Response:
    """Removes a role mapping."""
    found = security.mappings.delete(request.part("name"))
    return Response({"found": found}, 200 if found else 404)


@secured
def builtin_privileges(security: Security, caller: Caller, request: Request) -> Response:
    """The names of all privileges."""
    names = {"cluster": sorted(cluster_privileges.PRIVILEGES), "index": sorted(index_privileges.PRIVILEGES)}
    return Response({**names, "remote_cluster": _REMOTE})


@secured
def get_privileges(security: Security, caller: Caller, request: Request) -> Response:
    """Privileges of applications."""
    names = request.names("name")
    found = security.privileges.named(request.parts.get("application"), names)
    answer: dict[str, Any] = {}
    for privilege in found:
        answer.setdefault(privilege.application, {})[privilege.name] = privilege.to_json()
    return Response(answer, 404 if names and not found else 200)


_PRIVILEGE: Final[dict[str, Member]] = {
    "application": Member(STRING),
    "name": Member(STRING),
    "actions": Member(LIST),
    "metadata": Member(OBJECT),
}


@secured
def put_privileges(security: Security, caller: Caller, request: Request) -> Response:
    """Stores privileges of applications."""
    wanted = [
        _privilege(application, name, body)
        for application, privileges in request.required_json().items()
        for name, body in privileges.items()
    ]
    return Response(security.privileges.put(wanted))


def _privilege(application: str, name: str, body: dict[str, Any]) -> ApplicationPrivilege:
    members = parse_object("application-privilege", body, _PRIVILEGE)
    for key, wanted in (("application", application), ("name", name)):
        if members.get(key, wanted) != wanted:
            shown = "application " if key == "application" else "name "
            raise IllegalArgumentError(
                f"privilege {shown}[{members[key]}] in source does not match the provided {key} [{wanted}]"
            )
    return ApplicationPrivilege(
        application, name, tuple(map(str, members.get("actions", ()))), members.get("metadata", {})
    )


@secured
def delete_privileges(security: Security, caller: Caller, request: Request) -> Response:
    """Removes privileges of an application."""
    application, names = request.part("application"), request.names("name")
    found = {name: {"found": security.privileges.delete(application, name)} for name in names}
    status = 200 if any(one["found"] for one in found.values()) else 404
    return Response({application: found}, status)


def clear_privileges(node: Node, request: Request) -> Response:
    """Forgets privileges that are in memory."""
    return cleared(node, request)


_REFRESH: Final = "refresh"
_ROLE: Final = "/_security/role/{name}"
_MAPPING: Final = "/_security/role_mapping/{name}"
_APPLICATION: Final = "/_security/privilege/{application}"

ROUTES: list[Route] = [
    *route("GET", f"/_security/role {_ROLE}", get_roles),
    *route("GET POST", "/_security/_query/role", query_roles),
    *route("PUT POST", _ROLE, put_role, _REFRESH),
    *route("POST", "/_security/role", put_roles, _REFRESH),
    *route("DELETE", _ROLE, delete_role, _REFRESH),
    *route("DELETE", "/_security/role", delete_roles, _REFRESH, body=True),
    *route("POST PUT", f"{_ROLE}/_clear_cache", clear_roles, body=False),
    *route("GET", f"/_security/role_mapping {_MAPPING}", get_mappings),
    *route("PUT POST", _MAPPING, put_mapping, _REFRESH),
    *route("DELETE", _MAPPING, delete_mapping, _REFRESH),
    *route("GET", "/_security/privilege/_builtin", builtin_privileges),
    *route("GET", f"/_security/privilege {_APPLICATION} {_APPLICATION}/{{name}}", get_privileges),
    *route("PUT POST", "/_security/privilege", put_privileges, _REFRESH),
    *route("DELETE", f"{_APPLICATION}/{{name}}", delete_privileges, _REFRESH),
    *route("POST", f"{_APPLICATION}/_clear_cache", clear_privileges, body=False),
]

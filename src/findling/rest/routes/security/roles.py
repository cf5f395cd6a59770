"""Roles, role mappings and privileges."""

from typing import Any, Final

from findling.node.security.find_records import parse_record_query
from findling.node.security.privilege_requests import parse_privileges
from findling.node.security.record_fields import ROLES
from findling.node.security.role_requests import parse_new_roles, parse_role_names
from findling.node.services.node import Node
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import Route, route
from findling.rest.secured import by_name, cleared, many, removed, secured, shown_records
from findling.security.application_privileges import check_privileges
from findling.security.privileges import cluster_privileges, index_privileges
from findling.security.role_mappings import parse_role_mapping
from findling.security.roles.parse import parse_role
from findling.security.roles.validate import check_form, check_name
from findling.security.service import Caller, Security

_REMOTE: Final = ["monitor_enrich", "monitor_stats"]


@secured
def get_roles(security: Security, caller: Caller, request: Request) -> Response:
    """Roles by name, or all."""
    roles = security.roles.named(request.names("name"))
    return by_name(request, "name", {role.name: role.to_json() for role in roles})


@secured
def query_roles(security: Security, caller: Caller, request: Request) -> Response:
    """Roles found by a query."""
    asked = parse_record_query("query_role_request_payload", request.json_value(), ROLES)
    found = asked.run(security.records, security.roles.findable())
    roles = [security.roles.of_record(document.source) for document in found.documents]
    return shown_records(found, "roles", [{"name": role.name, **role.to_json()} for role in roles])


@secured
def put_role(security: Security, caller: Caller, request: Request) -> Response:
    """Stores a role."""
    name = request.part("name")
    check_name(name)
    role = parse_role(name, request.any_json())
    check_form(role)
    return Response({"role": {"created": security.roles.put(role)}})


@secured
def put_roles(security: Security, caller: Caller, request: Request) -> Response:
    """Stores many roles; each that cannot be stored is told by its error."""
    roles = parse_new_roles(request.any_json())

    def put(name: str) -> str:
        unchanged = security.roles.get(name) == roles[name]
        created = security.roles.put(roles[name])
        return "noop" if unchanged else "created" if created else "updated"

    return many(roles, put)


@secured
def delete_role(security: Security, caller: Caller, request: Request) -> Response:
    """Removes a role."""
    return removed(security.roles.delete(request.part("name")))


@secured
def delete_roles(security: Security, caller: Caller, request: Request) -> Response:
    """Removes many roles."""
    names = parse_role_names(request.any_json())
    return many(names, lambda name: "deleted" if security.roles.delete(name) else "not_found")


def clear_roles(node: Node, request: Request) -> Response:
    """Forgets roles that are in memory."""
    return cleared(node, request)


@secured
def get_mappings(security: Security, caller: Caller, request: Request) -> Response:
    """Role mappings by name, or all."""
    mappings = security.mappings.named(request.names("name"))
    return by_name(request, "name", {mapping.name: mapping.to_json() for mapping in mappings})


@secured
def put_mapping(security: Security, caller: Caller, request: Request) -> Response:
    """Stores a role mapping."""
    mapping = parse_role_mapping(request.part("name"), request.required_json())
    return Response({"role_mapping": {"created": security.mappings.put(mapping)}})


@secured
def delete_mapping(security: Security, caller: Caller, request: Request) -> Response:
    """Removes a role mapping."""
    return removed(security.mappings.delete(request.part("name")))


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


@secured
def put_privileges(security: Security, caller: Caller, request: Request) -> Response:
    """Stores privileges of applications."""
    privileges = parse_privileges(request.any_json())
    check_privileges(privileges)
    return Response(security.privileges.put(privileges))


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
    *route("POST", f"{_ROLE}/_clear_cache", clear_roles, body=False),
    *route("GET", f"/_security/role_mapping {_MAPPING}", get_mappings),
    *route("PUT POST", _MAPPING, put_mapping, _REFRESH),
    *route("DELETE", _MAPPING, delete_mapping, _REFRESH),
    *route("GET", "/_security/privilege/_builtin", builtin_privileges),
    *route("GET", f"/_security/privilege {_APPLICATION} {_APPLICATION}/{{name}}", get_privileges),
    *route("PUT POST", "/_security/privilege", put_privileges, _REFRESH),
    *route("DELETE", f"{_APPLICATION}/{{name}}", delete_privileges, _REFRESH),
    *route("POST", f"{_APPLICATION}/_clear_cache", clear_privileges, body=False),
]

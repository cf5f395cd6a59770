"""`/api/v2/resource-servers`: APIs that tokens are for; `/api/v2/roles`: what people may do with them."""

from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.identity.oauth.access_tokens import api_of
from findling.identity.service import Identity
from findling.identity.stores.registry import Entry, audience_id
from findling.identity.web.management import members
from findling.identity.web.management.members import fault, read_members
from findling.identity.web.management.registered import Subject
from findling.identity.web.management.scoped import listed, not_found, pages, scoped
from findling.identity.web.request import Request
from findling.identity.web.response import Response, json_response

_SCOPE_MEMBERS: Final = {"value": members.text, "description": members.optional_text}
_PERMISSION: Final = {"permission_name": members.text, "resource_server_identifier": members.text}


def _scopes(name: str, value: Any) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise fault(name, 'a list of objects such as {"value": "read:films", "description": "..."}')
    read = [{"description": None, **read_members(one, _SCOPE_MEMBERS, ("value",))} for one in value]
    if any(letter.isspace() or letter in '"\\' for one in read for letter in one["value"]):
        raise fault(name, "scopes without blanks and quotes")
    return read


def _complete(identity: Identity, given: dict[str, Any]) -> tuple[str | None, dict[str, Any]]:
    identifier = given["identifier"]
    if identifier.startswith(identity.issuer):
        raise IllegalArgumentError("[identifier] must not be one of the provider's own")
    defaults = {"name": identifier, "scopes": [], "token_lifetime": 3600, "enforce_policies": False}
    return audience_id(identifier), {**defaults, **given}


RESOURCE_SERVERS: Final = Subject(
    "/resource-servers",
    "API",
    "resource_servers",
    lambda identity: identity.resource_servers,
    {"name": members.text, "scopes": _scopes, "token_lifetime": members.seconds, "enforce_policies": members.flag},
    {"identifier": members.text},
    ("identifier",),
    _complete,
    lambda entry: {name: value for name, value in entry.items() if name != "kind"},
)
ROLES: Final = Subject(
    "/roles",
    "role",
    "roles",
    lambda identity: identity.roles,
    {"name": members.text, "description": members.optional_text},
    {},
    ("name",),
    lambda identity, given: (None, {"description": None, "permissions": [], **given}),
    lambda entry: {name: entry[name] for name in ("id", "name", "description")},
)


def _permissions(identity: Identity, request: Request) -> Response:
    role = identity.roles.get(request.parts["id"])
    return not_found("role") if role is None else json_response(role["permissions"])


def _add_permissions(identity: Identity, request: Request) -> Response:
    added = _read_permissions(request)
    for one in added:
        api = api_of(identity, one["resource_server_identifier"])
        if api is None or one["permission_name"] not in api.scopes:
            raise IllegalArgumentError(f"there is no permission [{one['permission_name']}] of that API")
    return _with_permissions(identity, request, lambda kept: [*kept, *(one for one in added if one not in kept)], 201)


def _remove_permissions(identity: Identity, request: Request) -> Response:
    removed = _read_permissions(request)
    return _with_permissions(identity, request, lambda kept: [one for one in kept if one not in removed], 204)


def _read_permissions(request: Request) -> list[dict[str, Any]]:
    given = request.json().get("permissions")
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise fault("permissions", "a list of objects")
    return [read_members(one, _PERMISSION, _PERMISSION) for one in given]


def _with_permissions(identity: Identity, request: Request, change: Any, status: int) -> Response:
    def changed(role: dict[str, Any]) -> Entry:
        return {**role, "permissions": change(role["permissions"])}

    role = identity.roles.change(request.parts["id"], changed)
    if role is None:
        return not_found("role")
    return Response(204) if status == 204 else json_response(role["permissions"], status)


def _people(identity: Identity, request: Request) -> Response:
    start, size = pages(request)
    query = {"term": {"roles": request.parts["id"]}}
    found = identity.users.search({"query": query, "from": start, "size": size, "sort": ["email"]})
    shown: list[Any] = [
        {name: one.source.get(name) for name in ("user_id", "email", "name")} for one in found.documents
    ]
    return listed(request, "users", shown, found.total)


ROUTES: Final = (
    *RESOURCE_SERVERS.routes(),
    *ROLES.routes(),
    scoped("GET", "/roles/{id}/permissions", "read:roles", _permissions),
    scoped("POST", "/roles/{id}/permissions", "update:roles", _add_permissions),
    scoped("DELETE", "/roles/{id}/permissions", "update:roles", _remove_permissions),
    scoped("GET", "/roles/{id}/users", "read:users", _people),
)

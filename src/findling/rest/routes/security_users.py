"""Users: who one is, users put and taken away, passwords, privileges asked beforehand."""

from typing import Any, Final

from findling.node.security.find_records import parse_record_query
from findling.node.security.own import CHANGE_PASSWORD, HAS_PRIVILEGES, LIST_PRIVILEGES, check_own
from findling.node.security.privileges_check import has_privileges as check_privileges
from findling.node.security.privileges_check import user_privileges as list_privileges
from findling.node.security.user_requests import parse_password, parse_put_user
from findling.node.services.node import Node
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import Route, route
from findling.rest.secured import cleared, secured
from findling.security.authc.authentication import User
from findling.security.service import Caller, Security

_FIELDS: Final = frozenset({"username", "roles", "full_name", "email", "enabled", "metadata"})


@secured
def authenticate(security: Security, caller: Caller, request: Request) -> Response:
    """Who asks."""
    return Response(caller.authentication.to_json())


@secured
def get_users(security: Security, caller: Caller, request: Request) -> Response:
    """Users by name, or all."""
    names = request.names("username")
    found = security.users.named(names)
    return Response({user.username: user.to_json() for user in found}, 404 if names and not found else 200)


@secured
def query_users(security: Security, caller: Caller, request: Request) -> Response:
    """Users found by a query."""
    asked = parse_record_query("query_user_request_payload", request.json(), _FIELDS)
    found = security.users.find(asked.query, asked.sort)
    rows = asked.page(found, _user_field, lambda user: user.to_json())
    return Response({"total": len(found), "count": len(rows), "users": rows})


def _user_field(user: User, name: str) -> Any:
    return user.to_json().get(name)


@secured
def put_user(security: Security, caller: Caller, request: Request) -> Response:
    """Stores a user."""
    asked = parse_put_user(request.part("username"), request.required_json())
    return Response({"created": security.users.put(asked.user, asked.password, asked.hash)})


@secured
def delete_user(security: Security, caller: Caller, request: Request) -> Response:
    """Removes a user."""
    found = security.users.delete(request.part("username"))
    return Response({"found": found}, 200 if found else 404)


@secured
def change_password(security: Security, caller: Caller, request: Request) -> Response:
    """Changes the password of a user, or one's own."""
    username = request.parts.get("username") or caller.authentication.user.username
    check_own(security, caller, CHANGE_PASSWORD, username)
    password, hashed = parse_password(request.required_json())
    security.users.change_password(username, password, hashed)
    return Response({})


@secured
def enable_user(security: Security, caller: Caller, request: Request) -> Response:
    """Lets a user in again."""
    return _set_enabled(security, caller, request.part("username"), True)


@secured
def disable_user(security: Security, caller: Caller, request: Request) -> Response:
    """Lets a user in no more."""
    return _set_enabled(security, caller, request.part("username"), False)


def _set_enabled(security: Security, caller: Caller, username: str, enabled: bool) -> Response:
    security.users.set_enabled(username, enabled, caller.authentication.user.username)
    return Response({})


@secured
def user_privileges(security: Security, caller: Caller, request: Request) -> Response:
    """All that one may do."""
    check_own(security, caller, LIST_PRIVILEGES, caller.authentication.user.username)
    return Response(list_privileges(caller.authority))


@secured
def has_privileges(security: Security, caller: Caller, request: Request) -> Response:
    """Whether one may do what is asked."""
    username = request.parts.get("username") or caller.authentication.user.username
    check_own(security, caller, HAS_PRIVILEGES, username)
    return Response(check_privileges(security, caller, username, request.required_json()))


def clear_realms(node: Node, request: Request) -> Response:
    """Forgets which passwords were right."""
    return cleared(node, request)


_REFRESH: Final = "refresh"
_USER: Final = "/_security/user/{username}"

ROUTES: list[Route] = [
    *route("GET", "/_security/_authenticate", authenticate),
    *route("GET", f"/_security/user {_USER}", get_users, "with_profile_uid!"),
    *route("GET POST", "/_security/_query/user", query_users, "with_profile_uid!"),
    *route("PUT POST", _USER, put_user, _REFRESH),
    *route("DELETE", _USER, delete_user, _REFRESH),
    *route("PUT POST", f"/_security/user/_password {_USER}/_password", change_password, _REFRESH),
    *route("PUT POST", f"{_USER}/_enable", enable_user, _REFRESH, body=False),
    *route("PUT POST", f"{_USER}/_disable", disable_user, _REFRESH, body=False),
    *route("GET", "/_security/user/_privileges", user_privileges),
    *route("GET POST", f"/_security/user/_has_privileges {_USER}/_has_privileges", has_privileges),
    *route("POST", "/_security/realm/{realms}/_clear_cache", clear_realms, "usernames!", body=False),
]

"""Users: who one is, users put and taken away, passwords, privileges asked beforehand."""

from typing import Final

from findling.base.errors import IllegalArgumentError
from findling.node.security.find_records import parse_record_query
from findling.node.security.own import CHANGE_PASSWORD, HAS_PRIVILEGES, LIST_PRIVILEGES, check_own
from findling.node.security.privileges_check import check_known, parse_check
from findling.node.security.privileges_check import has_privileges as check_privileges
from findling.node.security.privileges_check import user_privileges as list_privileges
from findling.node.security.record_fields import USERS
from findling.node.security.user_requests import parse_password, parse_put_user
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import Route, route
from findling.rest.secured import body_or_source, by_name, removed, secured, shown_records
from findling.security.service import Caller, Security
from findling.security.users import KIND


@secured
def authenticate(security: Security, caller: Caller, request: Request) -> Response:
    """Who asks."""
    return Response(caller.authentication.to_json())


@secured
def get_users(security: Security, caller: Caller, request: Request) -> Response:
    """Users by name, or all."""
    users = security.users.named(request.names("username"))
    return by_name(request, "username", {user.username: user.to_json() for user in users})


@secured
def query_users(security: Security, caller: Caller, request: Request) -> Response:
    """Users found by a query."""
    asked = parse_record_query("query_user_request_payload", request.json_value(), USERS)
    found = asked.run(security.records, (KIND,))
    users = [security.users.of_record(document.source).to_json() for document in found.documents]
    return shown_records(found, "users", users)


@secured
def put_user(security: Security, caller: Caller, request: Request) -> Response:
    """Stores a user."""
    asked = parse_put_user(request.part("username"), request.any_json())
    return Response({"created": security.users.put(asked.user, asked.password, asked.hash)})


@secured
def delete_user(security: Security, caller: Caller, request: Request) -> Response:
    """Removes a user."""
    return removed(security.users.delete(request.part("username")))


@secured
def change_password(security: Security, caller: Caller, request: Request) -> Response:
    """Changes the password of a user, or one's own."""
    username = request.parts.get("username") or caller.authentication.user.username
    password, hashed = parse_password(request.any_json())
    check_own(security, caller, CHANGE_PASSWORD, username)
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
    descriptors = security.descriptors(caller.authentication)
    return Response(list_privileges(caller.authority, descriptors, security.privileges.named(None, [])))


@secured
def has_privileges(security: Security, caller: Caller, request: Request) -> Response:
    """Whether one may do what is asked."""
    username = request.parts.get("username") or caller.authentication.user.username
    asked = parse_check(f"{username}/has_privileges", body_or_source(request))
    check_own(security, caller, HAS_PRIVILEGES, username)
    if username != caller.authentication.user.username:
        raise IllegalArgumentError("users may only check the privileges of their own account")
    check_known(asked)
    return Response(check_privileges(security, caller.authority, username, asked))


_REFRESH: Final = "refresh"
_USER: Final = "/_security/user/{username}"

ROUTES: list[Route] = [
    *route("GET", "/_security/_authenticate", authenticate),
    *route("GET", f"/_security/user {_USER}", get_users, "with_profile_uid!"),
    *route("GET POST", "/_security/_query/user", query_users, "with_profile_uid!"),
    *route("PUT POST", _USER, put_user, _REFRESH),
    *route("DELETE", _USER, delete_user, _REFRESH),
    *route("PUT POST", f"/_security/user/_password {_USER}/_password", change_password, _REFRESH),
    *route("PUT POST", f"{_USER}/_enable", enable_user, body=False),
    *route("PUT POST", f"{_USER}/_disable", disable_user, body=False),
    *route("GET", "/_security/user/_privileges", user_privileges),
    *route("GET POST", f"/_security/user/_has_privileges {_USER}/_has_privileges", has_privileges),
]

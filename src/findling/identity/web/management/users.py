"""`/api/v2/users`: accounts, found by the query DSL."""

from collections.abc import Mapping
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.identity.service import Identity
from findling.identity.stores.users import Account, shown
from findling.identity.web.management import members
from findling.identity.web.management.members import fault, read_members
from findling.identity.web.management.scoped import listed, managed_error, not_found, pages, scoped
from findling.identity.web.occasions import occasion_of
from findling.identity.web.request import Request
from findling.identity.web.response import Response, json_response
from findling.node.security.find_records import parse_record_query
from findling.node.security.record_fields import RecordFields

_TEXTS: Final = ("username", "name", "nickname", "given_name", "family_name", "picture", "phone_number")
_MEMBERS: Final = {
    **dict.fromkeys(_TEXTS, members.optional_text),
    "email": members.email,
    "email_verified": members.flag,
    "phone_verified": members.flag,
    "blocked": members.flag,
    "password": members.text,
    "user_metadata": members.metadata,
    "app_metadata": members.metadata,
    "connection": members.text,
}
_MERGED: Final = ("user_metadata", "app_metadata")
_FIELDS: Final = RecordFields(
    {
        **{name: name for name in (
            "user_id", "email", "email_verified", "phone_number", "phone_verified", "username", "name", "nickname",
            "given_name", "family_name", "blocked", "created_at", "updated_at", "last_login", "last_ip", "logins_count",
            "roles",
        )},
        **{f"{name}.text": f"{name}.text" for name in ("email", "name", "nickname", "given_name", "family_name")},
    },
    flattened=_MERGED,
    id_prefix="account-",
)  # fmt: skip


def _list(identity: Identity, request: Request) -> Response:
    start, size = pages(request)
    body: dict[str, Any] = {"from": start, "size": size, "sort": _sort(request)}
    if request.parameter("q"):
        body["query"] = {"simple_query_string": {"query": request.parameter("q"), "default_operator": "and"}}
    query = parse_record_query("users", body, _FIELDS)
    found = identity.users.search(query.members)
    return listed(request, "users", [shown(one.source) for one in found.documents], found.total)


def _sort(request: Request) -> list[Any]:
    """Returns sort keys. Auth0 writes `field:1` and `field:-1`"""
    name, _, direction = (request.parameter("sort") or "created_at:1").partition(":")
    return [{name: {"order": "desc" if direction == "-1" else "asc"}}, "user_id"]


def _search(identity: Identity, request: Request) -> Response:
    body = request.json()
    if isinstance(body.get("sort"), list):
        body = {**body, "sort": [_written_out(key) for key in body["sort"]]}
    query = parse_record_query("users", body, _FIELDS, aggregates=True)
    found = identity.users.search(query.members)
    users = [shown(one.source) for one in found.documents]
    if found.sorts is not None:
        users = [{**one, "_sort": sort} for one, sort in zip(users, found.sorts, strict=True)]
    answer: dict[str, Any] = {"total": found.total, "count": len(users), "users": users}
    if found.aggregations is not None:
        answer["aggregations"] = found.aggregations
    return json_response(answer)


def _written_out(key: Any) -> Any:
    """Returns a sort key whose direction is written short as an object, which is all that records are sorted by."""
    if not isinstance(key, dict):
        return key
    return {name: {"order": options} if isinstance(options, str) else options for name, options in key.items()}


def _by_email(identity: Identity, request: Request) -> Response:
    account = identity.users.by_email(request.parameter("email") or "")
    return json_response([] if account is None else [shown(account)])


def _create(identity: Identity, request: Request) -> Response:
    given = read_members(request.json(), {**_MEMBERS, "verify_email": members.flag}, ("email",))
    asked = given.pop("verify_email", False)
    email, password = given.pop("email"), given.pop("password", None)
    given.pop("connection", None)
    hashed = None if password is None else _hashed(identity, password, email)
    made = identity.users.create(email, hashed, **{name: value for name, value in given.items() if value is not None})
    if made is None:
        return managed_error(409, "conflict", "The user already exists.")
    if asked:
        identity.recovery.ask_for_verification(email, occasion_of(identity, request, "", None))
    return json_response(shown(made), 201)


def _get(identity: Identity, request: Request) -> Response:
    account = identity.users.get(request.parts["id"])
    return not_found("user") if account is None else json_response(shown(account))


def _change(identity: Identity, request: Request) -> Response:
    given = read_members(request.json(), _MEMBERS)
    given.pop("connection", None)
    user_id = request.parts["id"]
    account = identity.users.get(user_id)
    if account is None:
        return not_found("user")
    email, password = given.pop("email", account["email"]), given.pop("password", None)
    hashed = None if password is None else _hashed(identity, password, email)
    if email != account["email"]:
        verified = bool(given.pop("email_verified", False))
        if not identity.users.change_email(user_id, email, verified):
            return managed_error(409, "conflict", "Another user has this address.")
    if hashed is not None:
        identity.users.set_password(user_id, hashed)
    changed = identity.users.change(user_id, lambda old: _merged(old, given))
    if changed is None:
        return not_found("user")
    if hashed is not None or given.get("blocked"):
        identity.end_all(user_id)
    return json_response(shown(changed))


def _merged(account: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Returns an account with other members. Metadata are merged, in which null removes. Source: Auth0"""
    merged = {**account, **given}
    if "phone_number" in given and given["phone_number"] != account.get("phone_number"):
        merged["phone_verified"] = given.get("phone_verified", False)
    for name in _MERGED:
        if name in given:
            both = {**account.get(name, {}), **given[name]}
            merged[name] = {key: value for key, value in both.items() if value is not None}
    return {name: value for name, value in merged.items() if value is not None or name == "password"}


def _hashed(identity: Identity, password: str, email: str) -> str:
    """Returns the hash of a password. Raises IllegalArgumentError for one that nobody may have."""
    wrong = identity.password_rules.fault(password, email)
    if wrong is not None:
        raise IllegalArgumentError(f"[password] is too weak: {wrong}")
    return identity.hash(password)


def _delete(identity: Identity, request: Request) -> Response:
    user_id = request.parts["id"]
    if not identity.users.delete(user_id):
        return not_found("user")
    identity.end_all(user_id)
    return Response(204)


def _roles(identity: Identity, request: Request) -> Response:
    account = identity.users.get(request.parts["id"])
    if account is None:
        return not_found("user")
    return json_response(
        [{name: one[name] for name in ("id", "name", "description")} for one in identity.roles_of(account)]
    )


def _add_roles(identity: Identity, request: Request) -> Response:
    added = _read_roles(request)
    if any(identity.roles.get(one) is None for one in added):
        raise fault("roles", "ids of roles")
    return _with_roles(identity, request, lambda kept: list(dict.fromkeys([*kept, *added])))


def _remove_roles(identity: Identity, request: Request) -> Response:
    removed = _read_roles(request)
    return _with_roles(identity, request, lambda kept: [one for one in kept if one not in removed])


def _read_roles(request: Request) -> list[str]:
    given: list[str] = read_members(request.json(), {"roles": members.texts}, ("roles",))["roles"]
    return given


def _with_roles(identity: Identity, request: Request, change: Any) -> Response:
    def changed(account: dict[str, Any]) -> Account:
        return {**account, "roles": change(account.get("roles", []))}

    return not_found("user") if identity.users.change(request.parts["id"], changed) is None else Response(204)


def _permissions(identity: Identity, request: Request) -> Response:
    account = identity.users.get(request.parts["id"])
    if account is None:
        return not_found("user")
    found = [permission for role in identity.roles_of(account) for permission in role["permissions"]]
    return json_response([one for place, one in enumerate(found) if one not in found[:place]])


ROUTES: Final = (
    scoped("GET", "/users", "read:users", _list),
    scoped("POST", "/users", "create:users", _create),
    scoped("GET", "/users-by-email", "read:users", _by_email),
    scoped("POST", "/users/_search", "read:users", _search),
    scoped("GET", "/users/{id}", "read:users", _get),
    scoped("PATCH", "/users/{id}", "update:users", _change),
    scoped("DELETE", "/users/{id}", "delete:users", _delete),
    scoped("GET", "/users/{id}/roles", "read:users", _roles),
    scoped("POST", "/users/{id}/roles", "update:users", _add_roles),
    scoped("DELETE", "/users/{id}/roles", "update:users", _remove_roles),
    scoped("GET", "/users/{id}/permissions", "read:users", _permissions),
)

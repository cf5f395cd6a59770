"""Profiles of users."""

from typing import Any, Final

from findling.base.errors import ResourceNotFoundError
from findling.node.security.new_keys import authenticated
from findling.node.security.privileges_check import has_privileges
from findling.node.security.profile_requests import (
    applications,
    parse_activation,
    parse_profile_changes,
    parse_profile_check,
    parse_suggestion,
)
from findling.rest.request import Request
from findling.rest.response import Response, acknowledged
from findling.rest.route import Route, route
from findling.rest.secured import body_or_source, secured
from findling.security.authc.authentication import NATIVE, Authentication
from findling.security.profiles import shown_profile, shown_user
from findling.security.service import Caller, Security

_ACTION: Final = "cluster:admin/xpack/security/profile"


@secured
def activate_profile(security: Security, caller: Caller, request: Request) -> Response:
    """Makes or renews the profile of somebody whose password or token whoever asks knows."""
    asked = parse_activation(request.any_json())
    found = authenticated(security, asked.username, asked.password, asked.access_token, f"{_ACTION}/activate")
    return Response(security.profiles.activate(found))


@secured
def get_profiles(security: Security, caller: Caller, request: Request) -> Response:
    """Profiles by uid."""
    data = applications(request.query.get("data", ""))
    shown: list[dict[str, Any]] = []
    errors: dict[str, Any] = {}
    for uid in request.names("uid"):
        record = security.profiles.get(uid)
        if record is not None:
            shown.append(shown_profile(uid, record, data))
        else:
            errors[uid] = _missing(security)
    return Response({"profiles": shown, **_told(errors)})


def _missing(security: Security) -> dict[str, str]:
    if not security.profiles.any():
        return {"type": "exception", "reason": "profile index does not exist"}
    return {"type": "resource_not_found_exception", "reason": "profile document not found"}


def _told(errors: dict[str, Any]) -> dict[str, Any]:
    return {"errors": {"count": len(errors), "details": errors}} if errors else {}


@secured
def update_profile(security: Security, caller: Caller, request: Request) -> Response:
    """Puts labels and data of applications into a profile."""
    labels, data = parse_profile_changes(request.any_json())
    seq_no, term = request.integer("if_seq_no", -1), request.integer("if_primary_term", -1)
    security.profiles.update(request.part("uid"), labels, data, None if seq_no < 0 else (seq_no, term))
    return acknowledged()


@secured
def enable_profile(security: Security, caller: Caller, request: Request) -> Response:
    """Shows a profile among the suggested again."""
    return _set_enabled(security, request, True)


@secured
def disable_profile(security: Security, caller: Caller, request: Request) -> Response:
    """Shows a profile among the suggested no more."""
    return _set_enabled(security, request, False)


def _set_enabled(security: Security, request: Request, enabled: bool) -> Response:
    security.profiles.set_enabled(request.part("uid"), enabled)
    return acknowledged()


@secured
def suggest_profiles(security: Security, caller: Caller, request: Request) -> Response:
    """Profiles of users whose names begin as what is typed."""
    asked = parse_suggestion(request.json(), request.query.get("data"))
    found = security.profiles.suggested(asked.name, asked.uids, asked.labels)
    shown = [{"uid": uid, **shown_user(record, asked.data)} for uid, record in found[: asked.size]]
    return Response({"took": 0, "total": {"value": len(found), "relation": "eq"}, "profiles": shown})


@secured
def check_profiles(security: Security, caller: Caller, request: Request) -> Response:
    """Which of the users of profiles have privileges."""
    uids, asked = parse_profile_check(body_or_source(request))
    having: list[str] = []
    errors: dict[str, Any] = {}
    for uid in uids if security.profiles.any() else ():
        try:
            user = security.profiles.user(uid)
        except ResourceNotFoundError as error:
            errors[uid] = {"type": error.type, "reason": error.reason}
            continue
        authority = security.authority(Authentication(user, NATIVE))
        if has_privileges(security, authority, user.username, asked)["has_all_requested"]:
            having.append(uid)
    return Response({"has_privilege_uids": having, **_told(errors)})


_PROFILE: Final = "/_security/profile"
_UPDATE: Final = "refresh if_seq_no if_primary_term"

ROUTES: Final[list[Route]] = [
    *route("POST", f"{_PROFILE}/_activate", activate_profile, "refresh"),
    *route("GET", f"{_PROFILE}/{{uid}}", get_profiles, "data"),
    *route("PUT POST", f"{_PROFILE}/{{uid}}/_data", update_profile, _UPDATE),
    *route("PUT POST", f"{_PROFILE}/{{uid}}/_enable", enable_profile, "refresh", body=False),
    *route("PUT POST", f"{_PROFILE}/{{uid}}/_disable", disable_profile, "refresh", body=False),
    *route("GET POST", f"{_PROFILE}/_suggest", suggest_profiles, "data"),
    *route("GET POST", f"{_PROFILE}/_has_privileges", check_profiles),
]

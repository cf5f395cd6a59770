"""What was given out: `/api/v2/grants`, `/api/v2/sessions`, `/api/v2/tickets`, and `/api/v2/keys/signing`."""

from collections.abc import Mapping
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.identity.service import Identity
from findling.identity.stores.sessions import Session
from findling.identity.web.management import members
from findling.identity.web.management.members import read_members
from findling.identity.web.management.scoped import listed, managed_error, not_found, pages, scoped
from findling.identity.web.occasions import occasion_of
from findling.identity.web.request import Request
from findling.identity.web.response import Response, json_response
from findling.node.services.iso_time import iso_time

_TICKET: Final = {"user_id": members.text, "ttl_sec": members.seconds, "client_id": members.text}


def _grants(identity: Identity, request: Request) -> Response:
    start, size = pages(request)
    found = identity.tokens.find(**_terms(request))
    shown: list[Mapping[str, Any]] = [_shown_grant(family, kept) for family, kept in found[start : start + size]]
    return listed(request, "grants", shown, len(found))


def _terms(request: Request) -> dict[str, str]:
    given = {name: request.parameter(name) for name in ("user_id", "client_id")}
    return {name: value for name, value in given.items() if value is not None}


def _shown_grant(family: str, kept: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": family, "clientID": kept["client_id"], "user_id": kept["user_id"], "audience": kept["audience"],
            "scope": kept["scope"].split(), "created_at": iso_time(kept["created"])}  # fmt: skip


def _revoke_grant(identity: Identity, request: Request) -> Response:
    return Response(204) if identity.tokens.revoke(request.parts["id"]) else not_found("grant")


def _revoke_grants(identity: Identity, request: Request) -> Response:
    if not request.parameter("user_id"):
        raise IllegalArgumentError("[user_id] is required")
    identity.tokens.revoke_all(**_terms(request))
    return Response(204)


def _sessions(identity: Identity, request: Request) -> Response:
    return json_response({"sessions": [shown_session(one) for one in identity.sessions.of_user(request.parts["id"])]})


def _end_sessions(identity: Identity, request: Request) -> Response:
    identity.sessions.end_all(request.parts["id"])
    return Response(202)


def _session(identity: Identity, request: Request) -> Response:
    session = identity.sessions.by_id(request.parts["id"])
    return not_found("session") if session is None else json_response(shown_session(session))


def _end_session(identity: Identity, request: Request) -> Response:
    session = identity.sessions.by_id(request.parts["id"])
    if session is None:
        return not_found("session")
    identity.sessions.end(session)
    identity.tokens.revoke_all(session_id=session.id)
    return Response(202)


def shown_session(session: Session) -> dict[str, Any]:
    """Returns what may be told of a session."""
    record = session.record
    return {
        "id": session.id, "user_id": session.user_id, "created_at": iso_time(record["created"]),
        "authenticated_at": iso_time(session.authenticated_ms), "last_interacted_at": iso_time(record["seen"]),
        "expires_at": iso_time(record["expiration"]), "clients": [{"client_id": one} for one in record["clients"]],
        "device": {"last_ip": record["address"], "last_user_agent": record["agent"]},
        "authentication": {"methods": [{"name": one} for one in session.methods]},
    }  # fmt: skip


def _reset_ticket(identity: Identity, request: Request) -> Response:
    return _ticket(identity, request, identity.recovery.reset_link)


def _verification_ticket(identity: Identity, request: Request) -> Response:
    return _ticket(identity, request, identity.recovery.verification_link)


def _ticket(identity: Identity, request: Request, link: Any) -> Response:
    given = read_members(request.json(), _TICKET, ("user_id",))
    account = identity.users.get(given["user_id"])
    if account is None:
        return not_found("user")
    lifetime_ms = given["ttl_sec"] * 1000 if "ttl_sec" in given else None
    asked = f"client_id={given['client_id']}" if "client_id" in given else ""
    return json_response({"ticket": link(account, occasion_of(identity, request, asked, None), lifetime_ms)}, 201)


def _keys(identity: Identity, request: Request) -> Response:
    return json_response(identity.keys.describe())


def _rotate(identity: Identity, request: Request) -> Response:
    kid = identity.keys.rotate()
    identity.event("signing_key_rotated", kid=kid)
    return json_response({"kid": kid}, 201)


def _revoke_key(identity: Identity, request: Request) -> Response:
    known = {key["kid"]: key for key in identity.keys.describe()}
    key = known.get(request.parts["kid"])
    if key is None:
        return not_found("key")
    if not key["previous"]:
        return managed_error(400, "invalid_request", "Only the previous key can be revoked: rotate first.")
    identity.keys.revoke_previous()
    identity.event("signing_key_revoked", kid=key["kid"])
    return json_response({"kid": key["kid"]})


ROUTES: Final = (
    scoped("GET", "/grants", "read:grants", _grants),
    scoped("DELETE", "/grants", "delete:grants", _revoke_grants),
    scoped("DELETE", "/grants/{id}", "delete:grants", _revoke_grant),
    scoped("GET", "/users/{id}/sessions", "read:sessions", _sessions),
    scoped("DELETE", "/users/{id}/sessions", "delete:sessions", _end_sessions),
    scoped("GET", "/sessions/{id}", "read:sessions", _session),
    scoped("DELETE", "/sessions/{id}", "delete:sessions", _end_session),
    scoped("POST", "/tickets/password-change", "create:user_tickets", _reset_ticket),
    scoped("POST", "/tickets/email-verification", "create:user_tickets", _verification_ticket),
    scoped("GET", "/keys/signing", "read:signing_keys", _keys),
    scoped("POST", "/keys/signing/rotate", "create:signing_keys", _rotate),
    scoped("PUT", "/keys/signing/{kid}/revoke", "update:signing_keys", _revoke_key),
)

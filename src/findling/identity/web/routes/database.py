"""`/dbconnections/...`: sign-up and reset for applications with forms of their own. Source: Auth0's authentication API

An application that brings its secret is told whether an address has an account. To any other the answers are the same
for every address; who has an account is told by mail.
"""

import secrets
from collections.abc import Mapping
from typing import Any, Final

import orjson

from findling.base.errors import ParseError
from findling.identity.accounts.password_rules import LONGEST, SHORTEST
from findling.identity.accounts.sign_up import BAD_EMAIL, TAKEN, TOO_MANY, is_email
from findling.identity.oauth.application import Application
from findling.identity.service import Identity
from findling.identity.stores.users import normal_email
from findling.identity.web.occasions import occasion_of
from findling.identity.web.request import Request
from findling.identity.web.response import Response, json_response, oauth_failure
from findling.identity.web.routing import Route

_SENT: Final = "We've just sent you an email to reset your password."
_TEXTS: Final = ("username", "given_name", "family_name", "name", "nickname", "picture", "phone_number")
_MAX_TEXT: Final = 300
_MAX_METADATA_BYTES: Final = 16 << 10


def _sign_up(identity: Identity, request: Request) -> Response:
    body = _body(request)
    application, refused = _application(identity, body)
    if application is None:
        return refused
    if identity.config.identity_sign_up == "off":
        return _refused("unauthorized", "Nobody can sign up here.", 403)
    email, password = _required(body, "email"), _required(body, "password")
    members = _members(body)
    trusted = not application.is_public and "client_secret" in body
    made = identity.sign_up.attempt(email, password, None if trusted else request.address, members)
    event = {"client_id": application.id, "origin_address": request.address}
    if made.fault is None or made.fault == TAKEN:
        occasion = occasion_of(identity, request, "", None)
        if made.account is not None:
            identity.event("signed_up", user_id=made.account["user_id"], **event)
            identity.recovery.ask_for_verification(email, occasion)
        else:
            identity.event("sign_up_refused", **event)
            if not trusted:
                identity.recovery.tell_of_account(email, occasion)
    if made.account is None and not (made.fault == TAKEN and not trusted):
        return _fault(made.fault or "")
    user_id = secrets.token_hex(12) if made.account is None else str(made.account["user_id"]).partition("|")[2]
    answer = {"_id": user_id, "email_verified": False, "email": normal_email(email), **members}
    return json_response(answer)


def _change_password(identity: Identity, request: Request) -> Response:
    body = _body(request)
    application, refused = _application(identity, body)
    if application is None:
        return refused
    email = _required(body, "email")
    if not is_email(email):
        return _fault(BAD_EMAIL)
    identity.recovery.ask_for_reset(email, occasion_of(identity, request, "", None))
    identity.event("reset_requested", client_id=application.id, origin_address=request.address)
    return Response(200, _SENT.encode(), [("content-type", "text/html; charset=utf-8")])


def _body(request: Request) -> Mapping[str, Any]:
    """Returns the members of a JSON body or of a form. Raises ParseError."""
    if request.is_json:
        return request.json()
    return {name: values[-1] for name, values in request.form.items()}


def _application(identity: Identity, body: Mapping[str, Any]) -> tuple[Application | None, Response]:
    """Returns the application that asks, or the refusal: one with a secret that is wrong is none."""
    entry = identity.clients.get(str(body.get("client_id") or ""))
    application = None if entry is None else Application(entry)
    secret = body.get("client_secret")
    if application is None or (secret is not None and not application.check_client_secret(str(secret))):
        return None, oauth_failure("invalid_client", "There is no such application, or its secret is wrong.", 401)
    return application, Response()


def _required(body: Mapping[str, Any], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise ParseError(f"'{name}' is required")
    return value


def _members(body: Mapping[str, Any]) -> dict[str, Any]:
    """Returns what a sign-up may say of somebody. Raises ParseError."""
    members = {name: body[name] for name in _TEXTS if body.get(name) is not None}
    if not all(isinstance(value, str) and 0 < len(value) <= _MAX_TEXT for value in members.values()):
        raise ParseError(f"{', '.join(_TEXTS)} must be texts of at most {_MAX_TEXT} characters")
    metadata = body.get("user_metadata")
    if metadata is not None:
        if not isinstance(metadata, dict) or len(orjson.dumps(metadata)) > _MAX_METADATA_BYTES:
            raise ParseError(f"user_metadata must be an object of at most {_MAX_METADATA_BYTES} bytes")
        members["user_metadata"] = metadata
    return members


def _fault(fault: str) -> Response:
    """Returns a refusal in the forms of Auth0 and of OAuth at once."""
    if fault == TOO_MANY:
        return _refused("too_many_requests", "Too many sign-ups from this address.", 429)
    if fault == TAKEN:
        return _refused("invalid_signup", "Invalid sign up")
    if fault == BAD_EMAIL:
        return _refused("invalid_email", "This is no e-mail address.")
    policy = f"* {SHORTEST} to {LONGEST} characters\n* None of the passwords that are tried first"
    told = {"name": "PasswordStrengthError", "message": "Password is too weak", "policy": policy, "fault": fault}
    rules = {"rules": [{"code": fault, "verified": False}], "verified": False}
    return oauth_failure(
        "invalid_password",
        "Password is too weak",
        400,
        code="invalid_password",
        statusCode=400,
        description=rules,
        **told,
    )


def _refused(code: str, text: str, status: int = 400) -> Response:
    return oauth_failure(code, text, status, name="BadRequestError", code=code, description=text, statusCode=status)


ROUTES: Final = (
    Route(("POST",), "/dbconnections/signup", _sign_up, shared=True),
    Route(("POST",), "/dbconnections/change_password", _change_password, shared=True),
)

"""What `/authorize` answers: a code, an error, or that somebody has to log in first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from authlib.oauth2.base import invalid_error_characters
from authlib.oauth2.rfc6749 import AccessDeniedError, InvalidRequestError, OAuth2Error
from authlib.oidc.core.errors import LoginRequiredError, RequestNotSupportedError, RequestURINotSupportedError

from findling.identity.oauth.access_tokens import api_of, scopes_for
from findling.identity.oauth.application import ABOUT_PEOPLE, Application
from findling.identity.oauth.bearer import claims_of_id_token
from findling.identity.oauth.grants import authorization_server
from findling.identity.oauth.server import ProtocolRequest, oauth_error
from findling.identity.service import Identity
from findling.identity.stores.sessions import Session

MODES: Final = ("query", "web_message", "form_post")
_PROMPTS: Final = frozenset({"none", "login", "consent", "select_account"})
_WITHOUT_VALUE: Final = ("response_type", "redirect_uri", "client_id")


@dataclass(frozen=True, slots=True)
class Redirect:
    """An answer for the application. mode: how it is brought there; parameters: code or error, state, issuer"""

    uri: str
    mode: str
    parameters: Mapping[str, str]

    @property
    def origin(self) -> str:
        parts = urlsplit(self.uri)
        return f"{parts.scheme}://{parts.netloc}"


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer for the person: where the application's pages are is not known for certain."""

    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LogIn:
    """Somebody has to log in, or sign up, and then ask again with these parameters."""

    parameters: Mapping[str, str]
    sign_up: bool


def authorize(
    identity: Identity, method: str, parameters: Mapping[str, Sequence[str]], headers: Mapping[str, str],
    session: Session | None,
) -> Redirect | Refusal | LogIn:  # fmt: skip
    """Returns the answer to a request. session: of the browser, None if there is none"""
    request = ProtocolRequest(method, f"{identity.url}/authorize", parameters, headers)
    data = request.payload.data
    mode = data.get("response_mode", "query")
    try:
        application, redirect_uri = _checked(identity, request, data)
    except OAuth2Error as error:
        if error.redirect_uri is None:
            return Refusal(oauth_error(error))
        return _answer(identity, error.redirect_uri, mode if mode in MODES else "query", data, oauth_error(error))
    try:
        return _decided(identity, application, redirect_uri, data, session)
    except OAuth2Error as error:
        return _answer(identity, redirect_uri, mode, data, oauth_error(error))


def _checked(identity: Identity, request: ProtocolRequest, data: Mapping[str, str]) -> tuple[Application, str]:
    """Returns who asks and where to answer. Raises OAuth2Error, with the place to answer if that is certain."""
    for name in _WITHOUT_VALUE:
        if invalid_error_characters(data.get(name, "")):
            raise InvalidRequestError(f"Invalid '{name}' in request.")
    server = authorization_server(identity, data.get("audience"))
    grant = server.get_consent_grant(request, None)
    return request.client, str(grant.redirect_uri)


def _decided(
    identity: Identity, application: Application, redirect_uri: str, data: Mapping[str, str], session: Session | None
) -> Redirect | LogIn:
    _check_parameters(identity, data)
    prompts = set(data.get("prompt", "").split())
    account = None if session is None else identity.entitled(session.user_id, session.generation)
    if (
        session is None
        or account is None
        or prompts & {"login", "select_account"}
        or _is_somebody_else(identity, session, data)
        or _is_too_old(identity, session, data)
    ):
        if "none" in prompts:
            raise LoginRequiredError("Somebody has to log in.")
        left = {name: value for name, value in data.items() if name not in ("prompt", "screen_hint")}
        return LogIn(left, data.get("screen_hint") == "signup")
    api = api_of(identity, data.get("audience"))
    assert api is not None
    allowed = scopes_for(identity, account, api)
    wanted = application.get_allowed_scope(data.get("scope")).split()
    code, granted = identity.tokens.grant(
        user_id=session.user_id,
        generation=session.generation,
        client_id=application.id,
        scope=" ".join(name for name in wanted if name in ABOUT_PEOPLE or name in allowed),
        audience=api.audience,
        session_id=session.id,
        auth_time=session.auth_time,
        methods=list(session.methods),
        redirect_uri=redirect_uri,
        nonce=data.get("nonce"),
        challenge=data["code_challenge"],
    )
    identity.sessions.note_client(session, application.id)
    identity.event("code_issued", user_id=granted.user_id, client_id=granted.client_id)
    return _answer(identity, redirect_uri, data.get("response_mode", "query"), data, {"code": code})


def _check_parameters(identity: Identity, data: Mapping[str, str]) -> None:
    if data.get("response_mode", "query") not in MODES:
        raise InvalidRequestError("Unsupported 'response_mode'.")
    if "request" in data:
        raise RequestNotSupportedError("Request objects are not supported.")
    if "request_uri" in data:
        raise RequestURINotSupportedError("Request objects are not supported.")
    prompts = data.get("prompt", "").split()
    if not set(prompts) <= _PROMPTS or ("none" in prompts and len(prompts) > 1):
        raise InvalidRequestError("Invalid 'prompt' in request.")
    if not (data.get("max_age", "0").isascii() and data.get("max_age", "0").isdigit()):
        raise InvalidRequestError("Invalid 'max_age' in request.")
    if api_of(identity, data.get("audience")) is None:
        raise AccessDeniedError("There is no API with this audience.")


def _is_somebody_else(identity: Identity, session: Session, data: Mapping[str, str]) -> bool:
    """Whether the application means another person than is logged in. Raises InvalidRequestError."""
    if "id_token_hint" not in data:
        return False
    claims = claims_of_id_token(identity, data["id_token_hint"])
    if claims is None:
        raise InvalidRequestError("Invalid 'id_token_hint' in request.")
    return bool(claims["sub"] != session.user_id)


def _is_too_old(identity: Identity, session: Session, data: Mapping[str, str]) -> bool:
    if "max_age" not in data:
        return False
    return identity.clock.now_ms() - session.authenticated_ms > int(data["max_age"]) * 1000


def _answer(
    identity: Identity, uri: str, mode: str, data: Mapping[str, str], parameters: Mapping[str, Any]
) -> Redirect:
    state = {"state": data["state"]} if "state" in data else {}
    return Redirect(uri, mode if mode in MODES else "query", {**parameters, **state, "iss": identity.issuer})

"""`/api/v2/clients`: applications, and `/api/v2/client-grants`: which APIs they may use by themselves."""

import secrets
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.identity.oauth.access_tokens import api_of
from findling.identity.oauth.application import PUBLIC, described
from findling.identity.service import Identity
from findling.identity.stores.registry import Entry, client_grant_id
from findling.identity.web.management import members
from findling.identity.web.management.registered import Subject
from findling.identity.web.management.scoped import not_found, scoped
from findling.identity.web.request import Request
from findling.identity.web.response import Response, json_response
from findling.security.authc.secrets import secret_hash

_GRANTS: Final = ("authorization_code", "refresh_token", "client_credentials")
_SHORTEST_SECRET: Final = 32


def new_client(members: dict[str, Any]) -> tuple[dict[str, Any], str | None]:
    """Returns a whole application, and its secret if it has one. Raises IllegalArgumentError."""
    given = members.pop("client_secret", None)
    entry = described(members)
    if entry["token_endpoint_auth_method"] == PUBLIC:
        if "client_credentials" in entry["grant_types"]:
            raise IllegalArgumentError("[client_credentials] is for applications that can keep a secret")
        return entry, None
    secret = given or secrets.token_urlsafe(48)
    return {**entry, "secret_hash": secret_hash(secret)}, secret


def _complete(identity: Identity, given: dict[str, Any]) -> tuple[str | None, dict[str, Any]]:
    id_ = given.pop("client_id", None)
    entry, secret = new_client(given)
    return id_, entry if secret is None else {**entry, "client_secret": secret}


def _shown(entry: Entry) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if name not in ("secret_hash", "kind")}


def _deleted(identity: Identity, entry: Entry) -> None:
    identity.tokens.revoke_all(client_id=entry["client_id"])
    for grant in identity.client_grants.all():
        if grant["client_id"] == entry["client_id"]:
            identity.client_grants.delete(grant["id"])


def _secret(name: str, value: Any) -> str:
    if not isinstance(value, str) or len(value) < _SHORTEST_SECRET:
        raise members.fault(name, f"a random text of at least {_SHORTEST_SECRET} characters")
    return value


def _rotate_secret(identity: Identity, request: Request) -> Response:
    secret = secrets.token_urlsafe(48)

    def changed(entry: dict[str, Any]) -> Entry | None:
        is_public = entry["token_endpoint_auth_method"] == PUBLIC
        return None if is_public else {**entry, "secret_hash": secret_hash(secret)}

    entry = identity.clients.change(request.parts["id"], changed)
    if entry is None:
        return not_found("application with a secret")
    return json_response({**_shown(entry), "client_secret": secret})


def _complete_grant(identity: Identity, given: dict[str, Any]) -> tuple[str | None, dict[str, Any]]:
    api = api_of(identity, given["audience"])
    if identity.clients.get(given["client_id"]) is None or api is None or api.audience is None:
        raise IllegalArgumentError("there is no such application, or no such API")
    unknown = sorted(set(given["scope"]) - api.scopes)
    if unknown:
        raise IllegalArgumentError(f"the API has no scope [{unknown[0]}]")
    return client_grant_id(given["client_id"], given["audience"]), given


CLIENTS: Final = Subject(
    "/clients",
    "application",
    "clients",
    lambda identity: identity.clients,
    {
        "name": members.text,
        "description": members.optional_text,
        "app_type": members.one_of("spa", "native", "regular_web", "non_interactive"),
        "callbacks": members.urls,
        "allowed_logout_urls": members.urls,
        "web_origins": members.origins,
        "allowed_origins": members.origins,
        "grant_types": members.some_of(*_GRANTS),
        "logo_uri": members.optional_text,
        "client_metadata": members.metadata,
    },
    {
        "client_id": members.text,
        "client_secret": _secret,
        "token_endpoint_auth_method": members.one_of(PUBLIC, "client_secret_post", "client_secret_basic"),
    },
    ("name",),
    _complete,
    _shown,
    _deleted,
)
CLIENT_GRANTS: Final = Subject(
    "/client-grants",
    "grant of an API",
    "client_grants",
    lambda identity: identity.client_grants,
    {"scope": members.texts},
    {"client_id": members.text, "audience": members.text},
    ("client_id", "audience", "scope"),
    _complete_grant,
    lambda entry: {name: entry[name] for name in ("id", "client_id", "audience", "scope")},
)
ROUTES: Final = (
    scoped("POST", "/clients/{id}/rotate-secret", "update:clients", _rotate_secret),
    *CLIENTS.routes(),
    *CLIENT_GRANTS.routes(),
)

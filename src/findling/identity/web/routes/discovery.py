"""What applications find out by themselves: OpenID Connect Discovery, RFC 8414, and the public keys."""

from typing import Any, Final

from findling.identity.oauth.application import ABOUT_PEOPLE
from findling.identity.oauth.authorization import MODES
from findling.identity.service import Identity
from findling.identity.stores.signing_keys import ALGORITHM
from findling.identity.web.request import Request
from findling.identity.web.response import Response, json_response
from findling.identity.web.routing import Route

_AUTHENTICATION: Final = ["client_secret_basic", "client_secret_post"]
_CLAIMS: Final = ["aud", "auth_time", "email", "email_verified", "exp", "family_name", "given_name", "iat", "iss",
                  "name", "nickname", "phone_number", "phone_number_verified", "picture", "sub"]  # fmt: skip
_FRESH: Final = {"cache-control": "public, max-age=15"}


def metadata(identity: Identity) -> dict[str, Any]:
    """Returns what the provider can do and where."""
    url = identity.url
    return {
        "issuer": identity.issuer,
        "authorization_endpoint": f"{url}/authorize",
        "token_endpoint": f"{url}/oauth/token",
        "userinfo_endpoint": f"{url}/userinfo",
        "jwks_uri": f"{url}/.well-known/jwks.json",
        "revocation_endpoint": f"{url}/oauth/revoke",
        "introspection_endpoint": f"{url}/oauth/introspect",
        "end_session_endpoint": f"{url}/oidc/logout",
        "scopes_supported": list(ABOUT_PEOPLE),
        "claims_supported": _CLAIMS,
        "response_types_supported": ["code"],
        "response_modes_supported": list(MODES),
        "grant_types_supported": ["authorization_code", "client_credentials", "refresh_token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [ALGORITHM],
        "token_endpoint_auth_methods_supported": [*_AUTHENTICATION, "none"],
        "revocation_endpoint_auth_methods_supported": [*_AUTHENTICATION, "none"],
        "introspection_endpoint_auth_methods_supported": _AUTHENTICATION,
        "code_challenge_methods_supported": ["S256"],
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "ui_locales_supported": ["en", "de"],
        "authorization_response_iss_parameter_supported": True,
        "claims_parameter_supported": False,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
    }


def _metadata(identity: Identity, request: Request) -> Response:
    return json_response(metadata(identity), headers=_FRESH)


def _keys(identity: Identity, request: Request) -> Response:
    return json_response(identity.keys.published().as_dict(private=False), headers=_FRESH)


ROUTES: Final = (
    Route(("GET",), "/.well-known/openid-configuration", _metadata, shared=True),
    Route(("GET",), "/.well-known/oauth-authorization-server", _metadata, shared=True),
    Route(("GET",), "/.well-known/jwks.json", _keys, shared=True),
)

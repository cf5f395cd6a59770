"""An application as Authlib sees it."""

from collections.abc import Mapping
from typing import Any, Final

from authlib.oauth2.rfc6749 import ClientMixin

from findling.identity.stores.registry import Entry
from findling.security.authc.secrets import is_secret

ABOUT_PEOPLE: Final = ("openid", "profile", "email", "phone", "offline_access")
"""Scopes that are about the person who logs in, not about an API."""
PUBLIC: Final = "none"


class Application(ClientMixin):
    """One application. entry: as administrators registered it; scopes: of the API that is asked for"""

    def __init__(self, entry: Entry, scopes: frozenset[str] = frozenset()) -> None:
        self.entry = entry
        self.scopes = scopes

    @property
    def id(self) -> str:
        return str(self.entry["client_id"])

    @property
    def is_public(self) -> bool:
        """Whether it has no secret, as a page in a browser has none."""
        return bool(self.entry["token_endpoint_auth_method"] == PUBLIC)

    def get_client_id(self) -> str:
        return self.id

    def get_default_redirect_uri(self) -> str | None:
        callbacks = self.entry["callbacks"]
        return callbacks[0] if len(callbacks) == 1 else None

    def get_allowed_scope(self, scope: str | None) -> str:
        wanted = (scope or "").split()
        return " ".join(dict.fromkeys(name for name in wanted if name in ABOUT_PEOPLE or name in self.scopes))

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri in self.entry["callbacks"]

    def check_client_secret(self, client_secret: str) -> bool:
        hashed = self.entry.get("secret_hash")
        return hashed is not None and is_secret(client_secret, hashed)

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        if self.is_public:
            return method == PUBLIC
        return method in ("client_secret_basic", "client_secret_post")

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code" and self.check_grant_type("authorization_code")

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type in self.entry["grant_types"]


def described(members: Mapping[str, Any]) -> dict[str, Any]:
    """Returns an application with the defaults of what was not said. Source: Auth0's names."""
    kind = members.get("app_type", "spa")
    by_people = ["authorization_code", "refresh_token"]
    defaults = {
        "name": "", "app_type": kind, "callbacks": [], "allowed_logout_urls": [], "web_origins": [],
        "allowed_origins": [], "client_metadata": {}, "logo_uri": None,
        "grant_types": ["client_credentials"] if kind == "non_interactive" else by_people,
        "token_endpoint_auth_method": PUBLIC if kind in ("spa", "native") else "client_secret_post",
    }  # fmt: skip
    return {**defaults, **members}

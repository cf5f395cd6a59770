"""Guests: a pseudonym and a token, without a form. Nothing is kept of them."""

import secrets
from collections.abc import Mapping
from typing import Any, Final

from findling.base.errors import IllegalArgumentError, RejectedExecutionError
from findling.identity.accounts.lockout import Limit
from findling.identity.oauth.access_tokens import LIFETIME_S, api_of, signed
from findling.identity.oauth.bearer import claims_of_token
from findling.identity.service import Identity
from findling.node.ownership.claims import Claims

PREFIX: Final = "guest|"
GRANT: Final = "guest"
GUEST_LIFETIME_S: Final = 30 * 24 * LIFETIME_S
GUESTS_FROM: Final = Limit(100, 60 * 60 * 1000)


def new_guest(identity: Identity, client_id: str, audience: str, address: str | None) -> dict[str, Any]:
    """Returns a token for a guest of an application.

    Raises IllegalArgumentError for an application or an API that guests are not for, RejectedExecutionError.
    """
    client = identity.clients.get(client_id)
    if client is None or client["app_type"] == "non_interactive":
        raise IllegalArgumentError("this application has no guests")
    api = api_of(identity, audience)
    if audience not in identity.config.identity_guests or api is None:
        raise IllegalArgumentError("this API has no guests")
    if not identity.lockout.take([(f"guests:{address}", GUESTS_FROM)]):
        raise RejectedExecutionError("too many guests from this address")
    name = PREFIX + secrets.token_hex(12)
    claims = {"sub": name, "aud": audience, "azp": client_id, "client_id": client_id, "scope": "", "gty": GRANT,
              "roles": [], "permissions": []}  # fmt: skip
    identity.event("guest_came", user_id=name, client_id=client_id)
    token = signed(identity, claims, GUEST_LIFETIME_S)
    return {"guest": name, "access_token": token, "token_type": "Bearer", "expires_in": GUEST_LIFETIME_S}


def guest_of(identity: Identity, token: str) -> str | None:
    """Returns the name of a guest by its token; None for any other text."""
    claims = claims_of_token(identity, token)
    return None if claims is None or claims.get("gty") != GRANT else str(claims["sub"])


def still_comes(identity: Identity, claims: Mapping[str, Any]) -> bool:
    """Whether a guest is nobody else yet; true for all who are no guests."""
    return claims.get("gty") != GRANT or not identity.node.kept(Claims).is_claimed(claims["sub"])

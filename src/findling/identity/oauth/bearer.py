"""Access tokens that come back: to `/userinfo`, to the management API, to introspection."""

from collections.abc import Mapping
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError

from findling.identity.service import Identity
from findling.identity.stores.signing_keys import ALGORITHM

_LEEWAY_S = 5


def claims_of_token(identity: Identity, token: str) -> Mapping[str, Any] | None:
    """Returns the claims of an access token that was given here and still holds; None for any other text."""
    try:
        decoded = jwt.decode(token, identity.keys.published(), algorithms=[ALGORITHM])
    except (JoseError, ValueError):
        return None
    claims = decoded.claims
    if decoded.header.get("typ") != "at+jwt" or claims.get("iss") != identity.issuer:
        return None
    now = identity.clock.now_ms() // 1000
    if not claims["iat"] - _LEEWAY_S <= now < claims["exp"]:
        return None
    return claims if is_granted(identity, claims) else None


def claims_of_id_token(identity: Identity, token: str) -> Mapping[str, Any] | None:
    """Returns the claims of an ID token that was given here, however old it is; None for any other text."""
    try:
        read = jwt.decode(token, identity.keys.published(), algorithms=[ALGORITHM])
    except (JoseError, ValueError):
        return None
    is_own = read.header.get("typ") == "JWT" and read.claims.get("iss") == identity.issuer
    return read.claims if is_own else None


def is_for(claims: Mapping[str, Any], audience: str) -> bool:
    """Whether a token was given for an audience."""
    given = claims["aud"]
    return audience in ([given] if isinstance(given, str) else given)


def is_granted(identity: Identity, claims: Mapping[str, Any]) -> bool:
    """Whether the grant of a token still holds, or the application there is whose own it is."""
    if "gid" not in claims:
        return identity.clients.get(claims["client_id"]) is not None
    family = identity.tokens.family(claims["gid"])
    if family is None or not identity.tokens.is_valid(claims["gid"]):
        return False
    return identity.entitled(claims["sub"], family["generation"]) is not None

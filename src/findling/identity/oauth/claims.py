"""What is told of people: ID tokens and `/userinfo`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from authlib.oidc.core.util import create_half_hash
from joserfc import jwt

from findling.identity.service import Identity
from findling.identity.stores.signing_keys import ALGORITHM
from findling.identity.stores.tokens import Granted
from findling.identity.stores.users import Account

_LIFETIME_S: Final = 3600
_PROFILE: Final = ("name", "nickname", "given_name", "family_name", "picture")


def claims_of(account: Account, scope: str) -> dict[str, Any]:
    """Returns the claims about somebody that a scope asks for. Source: OpenID Connect Core, 5.4"""
    scopes = scope.split()
    claims: dict[str, Any] = {"sub": account["user_id"]}
    if "profile" in scopes:
        claims |= {name: account[name] for name in _PROFILE if account.get(name)}
        if account.get("username"):
            claims["preferred_username"] = account["username"]
        claims["updated_at"] = _seconds(account["updated_at"])
    if "email" in scopes:
        claims |= {"email": account["email"], "email_verified": account["email_verified"]}
    if "phone" in scopes and account.get("phone_number"):
        verified = bool(account.get("phone_verified"))
        claims |= {"phone_number": account["phone_number"], "phone_number_verified": verified}
    return claims


def id_token(identity: Identity, granted: Granted, account: Account, scope: str, access_token: str) -> str:
    """Returns the token that says to an application who logged in, when and how."""
    now = identity.clock.now_ms() // 1000
    key = identity.keys.current()
    half = create_half_hash(access_token, ALGORITHM)
    claims: Mapping[str, Any] = {
        "iss": identity.issuer, "aud": granted.client_id, "iat": now, "exp": now + _LIFETIME_S,
        "auth_time": granted.auth_time, "amr": list(granted.methods), "sid": granted.session_id,
        "nonce": granted.nonce, "at_hash": half.decode() if half else None, **claims_of(account, scope),
    }  # fmt: skip
    told = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode({"alg": ALGORITHM, "typ": "JWT", "kid": key.kid}, told, key, algorithms=[ALGORITHM])


def _seconds(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())

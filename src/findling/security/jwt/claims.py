"""Whether a token is meant for here and for now, by its header and claims."""

from collections.abc import Mapping
from typing import Any, Final

from findling.security.jwt.settings import JwtRealmSettings
from findling.security.jwt.token import Jwt, TokenRefusedError
from findling.security.roles.names import matches_name

_TYPES: Final = ("jwt", "application/jwt")
_ACCESS_TYPES: Final = (*_TYPES, "at+jwt", "application/at+jwt")
_OF_ID_TOKENS: Final = ("at_hash", "c_hash", "s_hash", "events")
"""Claims that tell an ID token, or one of logout, from an access token."""
_MOST_SECONDS: Final = 1e12


def check_header(jwt: Jwt, settings: JwtRealmSettings) -> None:
    """Raises TokenRefusedError for an algorithm, a type or an extension that is not accepted."""
    if jwt.algorithm not in settings.algorithms:
        raise TokenRefusedError(f"its algorithm [{jwt.algorithm[:20]}] is not allowed")
    if "crit" in jwt.header:
        raise TokenRefusedError("it wants extensions to be understood")
    kind = jwt.header.get("typ")
    allowed = _ACCESS_TYPES if settings.is_access_token else _TYPES
    if kind is not None and (not isinstance(kind, str) or kind.lower() not in allowed):
        raise TokenRefusedError("its type is of another use")


def check_claims(jwt: Jwt, settings: JwtRealmSettings, now_s: float) -> None:
    """Raises TokenRefusedError for a token of another issuer, for somebody else, or of another time."""
    claims = jwt.claims
    if claims.get("iss") != settings.issuer:
        raise TokenRefusedError("it is of another issuer")
    if settings.is_access_token:
        _check_is_access_token(jwt)
    if not set(settings.audiences) & set(_texts(_claim(claims, "aud", settings))):
        raise TokenRefusedError("it is for another audience")
    _check_subject(_claim(claims, "sub", settings), settings)
    _check_times(claims, settings, now_s)
    for name, allowed in settings.required.items():
        if not set(allowed) & set(_texts(claims.get(name))):
            raise TokenRefusedError(f"its claim [{name}] is none of those required")


def _check_is_access_token(jwt: Jwt) -> None:
    claims = jwt.claims
    if "cnf" in claims:
        raise TokenRefusedError("it is bound to a key, of which nothing is proved here")
    kind = claims.get("typ")  # Keycloak's
    if claims.get("token_use", "access") != "access" or kind not in (None, "Bearer"):
        raise TokenRefusedError("it is no access token")
    if any(name in claims for name in _OF_ID_TOKENS):
        raise TokenRefusedError("it is an ID token")
    is_said = kind == "Bearer" or str(jwt.header.get("typ")).lower().endswith("at+jwt")
    if "nonce" in claims and not is_said and "scope" not in claims:
        raise TokenRefusedError("it is an ID token")


def _claim(claims: Mapping[str, Any], name: str, settings: JwtRealmSettings) -> Any:
    if name not in claims and name in settings.fallback_claims:
        return claims.get(settings.fallback_claims[name])
    return claims.get(name)


def _check_subject(subject: Any, settings: JwtRealmSettings) -> None:
    if not isinstance(subject, str) or not subject:
        raise TokenRefusedError("it has no subject")
    is_free = not settings.subjects and not settings.subject_patterns
    if not (is_free or subject in settings.subjects or matches_name(settings.subject_patterns, subject)):
        raise TokenRefusedError("its subject is not allowed")


def _check_times(claims: Mapping[str, Any], settings: JwtRealmSettings, now_s: float) -> None:
    skew = settings.skew_ms / 1000
    ends = _seconds(claims, "exp")
    if ends is None:
        raise TokenRefusedError("it never expires")
    if ends + skew <= now_s:
        raise TokenRefusedError("it has expired")
    for name in ("nbf", "iat", "auth_time"):
        begins = _seconds(claims, name)
        if begins is not None and begins - skew > now_s:
            raise TokenRefusedError(f"its time [{name}] is yet to come")


def _seconds(claims: Mapping[str, Any], name: str) -> float | None:
    value = claims.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < _MOST_SECONDS:
        raise TokenRefusedError(f"its time [{name}] is none")
    return float(value)


def _texts(value: Any) -> list[str]:
    """Returns the texts of a claim that is one or a list of them; a list with anything else is none."""
    found = value if isinstance(value, list) else [value]
    return found if all(isinstance(one, str) for one in found) else []

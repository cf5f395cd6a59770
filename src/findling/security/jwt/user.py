"""The user whom claims describe, and the facts of it for role mappings."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from findling.security.authc.authentication import JWT_REALM, Realm, User
from findling.security.jwt.settings import ClaimSource, JwtRealmSettings
from findling.security.jwt.token import TokenRefusedError

_TIMES: Final = ("exp", "iat", "nbf", "auth_time")
_PREFIX: Final = "jwt_claim_"
_DEEPEST: Final = 3
_MOST_MEMBERS: Final = 200


def user_of(claims: Mapping[str, Any], settings: JwtRealmSettings) -> tuple[User, dict[str, Any]]:
    """Returns the user of claims, without roles, and the facts for role mappings. Raises TokenRefusedError."""
    found = {name: _texts(claims, source, settings) for name, source in settings.claims.items()}
    principal = _one(found, "principal")
    if not principal:
        raise TokenRefusedError("its claims name no user")
    metadata: dict[str, Any] = {}
    if settings.populate_user_metadata:
        kind = "access_token" if settings.is_access_token else "id_token"
        metadata = {"jwt_token_type": kind, **dict(_members(claims, _PREFIX, _DEEPEST))}
    user = User(principal, (), _one(found, "name"), _one(found, "mail"), metadata)
    return user, facts_of(user, Realm(settings.name, JWT_REALM), found.get("groups", []), _one(found, "dn"))


def facts_of(user: User, realm: Realm, groups: list[str], dn: str | None = None) -> dict[str, Any]:
    """Returns what role mappings may look at."""
    told = {f"metadata.{name}": value for name, value in user.metadata.items()}
    return {"username": user.username, "dn": dn, "groups": groups, "realm.name": realm.name, **told}


def _one(found: Mapping[str, list[str]], name: str) -> str | None:
    texts = found.get(name) or [None]  # type: ignore[list-item]
    return texts[0]


def _texts(claims: Mapping[str, Any], source: ClaimSource, settings: JwtRealmSettings) -> list[str]:
    name = source.name
    if name not in claims:
        name = settings.fallback_claims.get(name, name)
    value = claim_at(claims, name)
    given = [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]
    if source.pattern is None:
        return given
    matched = [source.pattern.match(one) for one in given]
    return [match[1] for match in matched if match is not None and match[1]]


def claim_at(claims: Mapping[str, Any], name: str) -> Any:
    """Returns a claim by its name, which may be a URL, or by a path such as `realm_access.roles`."""
    if name in claims:
        return claims[name]
    value: Any = claims
    for part in name.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _members(claims: Mapping[str, Any], prefix: str, depth: int) -> Iterator[tuple[str, Any]]:
    """Yields claims that are plain values, or lists of them; those within others by their path."""
    for name, value in list(claims.items())[:_MOST_MEMBERS]:
        if depth == _DEEPEST and name in _TIMES:
            continue
        if isinstance(value, Mapping):
            if depth > 1:
                yield from _members(value, f"{prefix}{name}.", depth - 1)
        elif all(isinstance(one, (str, bool, int, float)) for one in (value if isinstance(value, list) else [value])):
            yield f"{prefix}{name}", value

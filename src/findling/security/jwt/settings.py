"""What the operator says of an issuer."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from findling.base.errors import IllegalArgumentError

ASYMMETRIC: Final = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519",
)  # fmt: skip
SYMMETRIC: Final = ("HS256", "HS384", "HS512")
_LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class ClaimSource:
    """Where something of a user is found. pattern: of which the first group counts, None: the whole value"""

    name: str
    pattern: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class JwtRealmSettings:
    """One realm.

    issuer: exactly as in the claim `iss`; audiences: of which a token must have one; subjects, subject_patterns: both
    empty: everybody
    jwks: URL or file of the public keys; None: the issuer's discovery says where they are
    fallback_claims: what stands for a claim that an access token has not
    required: claims that must have one of some values
    secret: which clients must bring along, None: none; hmac: key of symmetric signatures, JSON of keys or raw
    skew_ms: by how much clocks may differ; reload_ms: age at which keys are fetched anew
    http_timeout_ms: what fetching keys may take; authorities: files of the CAs that its server's certificate may be of
    roles_by_policy: whether policies may give roles
    """

    name: str
    issuer: str
    audiences: tuple[str, ...]
    order: int = 0
    enabled: bool = True
    is_access_token: bool = True
    algorithms: tuple[str, ...] = ASYMMETRIC
    jwks: str | None = None
    subjects: tuple[str, ...] = ()
    subject_patterns: tuple[str, ...] = ()
    fallback_claims: Mapping[str, str] = field(default_factory=dict)
    required: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    claims: Mapping[str, ClaimSource] = field(default_factory=lambda: {"principal": ClaimSource("sub")})
    populate_user_metadata: bool = True
    secret: str | None = field(default=None, repr=False)
    hmac: str | None = field(default=None, repr=False)
    skew_ms: int = 60_000
    cache_ttl_ms: int = 20 * 60_000
    cache_size: int = 100_000
    reload_ms: int = 10 * 60_000
    http_timeout_ms: int = 5_000
    authorities: tuple[str, ...] = ()
    roles_by_policy: bool = False


def short_realm(issuer: str, audiences: Sequence[str], name: str) -> JwtRealmSettings:
    """Returns the realm of an issuer's access tokens, found by discovery. Raises IllegalArgumentError."""
    if not audiences:
        raise IllegalArgumentError(f"the issuer [{issuer}] needs an audience: whom its tokens are for")
    check_url(issuer, "jwt_issuer")
    claims = {word: ClaimSource(claim) for word, claim in _USUAL.items()}
    # Cognito's access tokens have no audience, but a client
    return JwtRealmSettings(name, issuer, tuple(audiences), claims=claims, fallback_claims={"aud": "client_id"})


_USUAL: Final = {"principal": "sub", "groups": "groups", "name": "name", "mail": "email", "dn": "dn"}


def check_url(url: str, key: str) -> None:
    """Raises IllegalArgumentError for what is no HTTPS URL; plain HTTP is for this machine only."""
    if not is_safe_url(url):
        raise IllegalArgumentError(f"Not allowed to use URI [{url}] for [{key}]. Only HTTPS is supported.")


def is_safe_url(url: str) -> bool:
    """Whether what is at a URL can be believed: on the way nobody can change it."""
    parts = urlsplit(url)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    return is_safe and bool(parts.hostname)

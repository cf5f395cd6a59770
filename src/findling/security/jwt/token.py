"""A JWT: taken apart without believing it, and its signature verified."""

import re
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson

from findling.base.lazy import lazy_module

jws = lazy_module("joserfc.jws", optional=True)
joserfc_errors = lazy_module("joserfc.errors", optional=True)

_LONGEST: Final = 16_384
_PART: Final = re.compile(r"[A-Za-z0-9_-]+")


class TokenRefusedError(Exception):
    """A token that is not accepted; its text says why, for the log and not for who brought it."""


@dataclass(frozen=True, slots=True)
class Jwt:
    """A token in parts; nothing in it is true before `verify` has returned. signed: the bytes under the signature"""

    header: Mapping[str, Any]
    claims: Mapping[str, Any]
    signed: bytes
    signature: bytes

    @property
    def algorithm(self) -> str:
        return str(self.header["alg"])

    @property
    def kid(self) -> str | None:
        kid = self.header.get("kid")
        return kid if isinstance(kid, str) else None

    def verify(self, key: Any) -> None:
        """Raises TokenRefusedError if the signature is not that of a key, which fits the algorithm."""
        try:
            is_right = jws.JWSRegistry.algorithms[self.algorithm].verify(self.signed, self.signature, key)
        except (joserfc_errors.JoseError, ValueError, TypeError):
            is_right = False
        if not is_right:
            raise TokenRefusedError("its signature is wrong")


def parse_token(text: str) -> Jwt | None:
    """Returns a token in parts; None for a text that is no signed JWT."""
    parts = text.split(".")
    if len(parts) != 3 or len(text) > _LONGEST or not all(_PART.fullmatch(part) for part in parts):
        return None
    header, claims = _object(parts[0]), _object(parts[1])
    if header is None or claims is None or not isinstance(header.get("alg"), str):
        return None
    signed, _, _ = text.rpartition(".")
    return Jwt(header, claims, signed.encode(), _decoded(parts[2]))


def _decoded(part: str) -> bytes:
    """Returns the bytes of a part, none if there cannot be so many characters."""
    if len(part) % 4 == 1:
        return b""
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _object(part: str) -> dict[str, Any] | None:
    try:
        found = orjson.loads(_decoded(part))
    except orjson.JSONDecodeError:
        return None
    return found if isinstance(found, dict) else None

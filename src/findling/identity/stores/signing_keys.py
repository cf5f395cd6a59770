"""The keys that tokens are signed with: the one in use, the one before it, and the one that comes after it.

The next key is published before it signs, and the previous one after it has: whoever keeps the published keys for a
while knows, at a rotation, the one that it meets.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

from joserfc.jwk import KeySet, RSAKey

from findling.base.clock import Clock
from findling.node.services.iso_time import iso_time
from findling.security.records import Change, Records

_KIND: Final = "signing-keys"
_NAME: Final = "all"
ALGORITHM: Final = "RS256"
_BITS: Final = 2048
_PUBLISHED: Final = ("current", "next", "previous")


class SigningKeys:
    """The keys, in one record, so that a rotation is one write."""

    def __init__(self, records: Records, clock: Clock, make: Callable[[], dict[str, Any]] | None = None) -> None:
        """make: makes a private key as a JWK"""
        self._records = records
        self._clock = clock
        self._make = make or new_key

    def _all(self) -> Mapping[str, Any]:
        kept = self._records.get(_KIND, _NAME)
        if kept is None:
            fresh: dict[str, Any] = {"current": self._new(), "next": self._new(), "previous": None, "revoked": []}
            self._records.change_all([Change(_KIND, _NAME, fresh, create=True)])
            kept = self._records.get(_KIND, _NAME)
            assert kept is not None
        return kept

    def _new(self) -> dict[str, Any]:
        return {"jwk": self._make(), "made": iso_time(self._clock.now_ms())}

    def current(self) -> RSAKey:
        """Returns the key that signs."""
        return _private(tuple(sorted(self._all()["current"]["jwk"].items())))

    def published(self) -> KeySet:
        """Returns the public keys that signatures are verified with."""
        kept = self._all()
        return _public(tuple(tuple(sorted(kept[name]["jwk"].items())) for name in _PUBLISHED if kept[name]))

    def rotate(self) -> str:
        """Lets the next key sign from now on, and makes the one after it. Returns the id of the key that signs."""
        self._all()
        following = self._new()

        def rotated(kept: Mapping[str, Any]) -> dict[str, Any]:
            return {**kept, "previous": kept["current"], "current": kept["next"], "next": following}

        changed = self._records.change(_KIND, _NAME, rotated)
        assert changed is not None
        return str(changed["current"]["jwk"]["kid"])

    def revoke_previous(self) -> str | None:
        """Stops believing what the previous key signed. Returns its id, None if there is none."""
        before = self._all()["previous"]
        changed = self._records.change(_KIND, _NAME, lambda kept: {**kept, "previous": None} if before else None)
        return None if changed is None or before is None else str(before["jwk"]["kid"])

    def describe(self) -> list[dict[str, Any]]:
        """Returns what may be told of the keys."""
        kept = self._all()
        return [
            {"kid": kept[name]["jwk"]["kid"], "alg": ALGORITHM, "made_at": kept[name]["made"],
             **{other: other == name for other in _PUBLISHED}}
            for name in _PUBLISHED if kept[name]
        ]  # fmt: skip


def new_key() -> dict[str, Any]:
    """Returns a new private key as a JWK; its id is its thumbprint (RFC 7638)."""
    key = RSAKey.generate_key(_BITS)
    return {**key.as_dict(private=True), "kid": key.thumbprint(), "use": "sig", "alg": ALGORITHM}


@lru_cache(maxsize=16)
def _private(members: tuple[tuple[str, str], ...]) -> RSAKey:
    return RSAKey.import_key(dict(members))


@lru_cache(maxsize=16)
def _public(keys: tuple[tuple[tuple[str, str], ...], ...]) -> KeySet:
    return KeySet([RSAKey.import_key(_private(members).as_dict(private=False)) for members in keys])

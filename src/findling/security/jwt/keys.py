"""The public keys of an issuer, kept as long as they are fresh, and fetched within bounds."""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

import orjson

from findling.base.lazy import lazy_module
from findling.security.jwt.fetch import FetchError, fetch_json
from findling.security.jwt.settings import JwtRealmSettings, is_safe_url

jwk = lazy_module("joserfc.jwk", optional=True)
joserfc_errors = lazy_module("joserfc.errors", optional=True)

logger = logging.getLogger("findling.security")

_PAUSE_S: Final = 30.0
"""Between two fetches that tokens with unknown keys ask for."""
_MOST_WAITING: Final = 4
"""How many requests wait for keys that are being fetched; others are refused at once, so that threads are left."""
_MOST_KEYS: Final = 100
_DISCOVERY: Final = "/.well-known/openid-configuration"
_KEY_TYPES: Final = ("RSA", "EC", "OKP")
_SHORTEST_MODULUS: Final = 342
"""Of an RSA key, in characters of base 64: 2048 bits."""


class KeySource(Protocol):
    """Gives the key of a token's header."""

    @property
    def generation(self) -> int:
        """Grows when keys were exchanged: what was verified before then has to be verified again."""

    def key(self, kid: str | None, algorithm: str) -> Any:
        """Returns the key, None if there is none."""


@dataclass(frozen=True)
class Keys:
    """Keys by kid, and those without one."""

    named: Mapping[str, Any]
    nameless: tuple[Any, ...]

    def find(self, kid: str | None, algorithm: str) -> Any:
        """Returns the key of a kid; without one only if there is just one key for the algorithm."""
        if kid is not None and (kid in self.named or not self.nameless):
            found = self.named.get(kid)
            return found if found is not None and is_key_for(found, algorithm) else None
        fitting = [key for key in (*self.named.values(), *self.nameless) if is_key_for(key, algorithm)]
        return fitting[0] if len(fitting) == 1 else None


def parse_keys(body: Mapping[str, Any]) -> Keys:
    """Returns the public keys of a JWK set that are for signatures; what cannot be read is left out.

    Symmetric keys are left out in any case: whoever could bring one could sign with it.
    """
    named: dict[str, Any] = {}
    nameless: list[Any] = []
    given = body.get("keys")
    for one in given[:_MOST_KEYS] if isinstance(given, list) else []:
        key = _imported(one)
        if key is None:
            continue
        if isinstance(kid := one.get("kid"), str):
            named[kid] = key
        else:
            nameless.append(key)
    return Keys(named, tuple(nameless))


def _imported(body: Any) -> Any:
    if not isinstance(body, dict) or body.get("kty") not in _KEY_TYPES or body.get("use", "sig") != "sig":
        return None
    if "key_ops" in body and "verify" not in body["key_ops"]:
        return None
    if body["kty"] == "RSA" and len(str(body.get("n"))) < _SHORTEST_MODULUS:
        return None
    public = {name: value for name, value in body.items() if name not in ("d", "p", "q", "dp", "dq", "qi", "oth")}
    try:
        return jwk.import_key(public)
    except (joserfc_errors.JoseError, ValueError, TypeError, KeyError):
        return None


_CURVES: Final = {
    "ES256": ("P-256",), "ES384": ("P-384",), "ES512": ("P-521",),
    "EdDSA": ("Ed25519", "Ed448"), "Ed25519": ("Ed25519",),
}  # fmt: skip


def is_key_for(key: Any, algorithm: str) -> bool:
    """Whether a key is of the kind that an algorithm signs with, and not meant for another one."""
    if key.get("alg") not in (None, algorithm) and {key.get("alg"), algorithm} != {"EdDSA", "Ed25519"}:
        return False
    if algorithm[:2] == "HS":
        return bool(key.key_type == "oct")
    if algorithm[:2] in ("RS", "PS"):
        return bool(key.key_type == "RSA")
    return key.get("crv") in _CURVES.get(algorithm, ())


class KeptKeys:
    """The keys of an issuer elsewhere.

    Keys that are older than the settings say are fetched in the background, while the old ones are used. An unknown key
    has them fetched at once, but not again within half a minute, however many tokens come.
    """

    def __init__(self, settings: JwtRealmSettings, now: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._now = now
        self._keys: Keys | None = None
        self._fetched = 0.0
        self._asked: float | None = None
        self._lock = threading.Lock()
        self._fetching = threading.Lock()
        self._waiting = threading.BoundedSemaphore(_MOST_WAITING)
        self.generation = 0

    def key(self, kid: str | None, algorithm: str) -> Any:
        keys = self._keys
        found = None if keys is None else keys.find(kid, algorithm)
        if found is None:
            return self._sought(kid, algorithm)
        if self._now() - self._fetched > self._settings.reload_ms / 1000:
            self._renew_later()
        return found

    def _sought(self, kid: str | None, algorithm: str) -> Any:
        """Returns a key that was not there, after the keys were fetched if that may be."""
        if not self._waiting.acquire(blocking=False):
            return None
        try:
            with self._fetching:
                if self._may_fetch():
                    self._fetch()
            keys = self._keys
            return None if keys is None else keys.find(kid, algorithm)
        finally:
            self._waiting.release()

    def _renew_later(self) -> None:
        if self._may_fetch():
            threading.Thread(target=self._renew, name="findling-jwks", daemon=True).start()

    def _renew(self) -> None:
        with self._fetching:
            self._fetch()

    def _may_fetch(self) -> bool:
        """Whether it is time again; whoever is told so has to."""
        with self._lock:
            now = self._now()
            if self._asked is not None and now - self._asked < _PAUSE_S:
                return False
            self._asked = now
            return True

    def _fetch(self) -> None:
        """Exchanges the keys; if that fails the old ones stay."""
        try:
            keys = parse_keys(self._body())
        except FetchError as error:
            logger.warning("keys of an issuer cannot be had realm=%s error=%s", self._settings.name, error)
            return
        old = self._keys
        if old is None or old.named.keys() - keys.named.keys() or old.nameless:
            self.generation += 1
        self._keys = keys
        self._fetched = self._now()

    def _body(self) -> Mapping[str, Any]:
        where = self._settings.jwks
        if where is not None and "://" not in where:
            return _file(Path(where))
        return self._get(self._discovered() if where is None else where)

    def _get(self, url: str) -> Mapping[str, Any]:
        return fetch_json(url, self._settings.http_timeout_ms / 1000, self._settings.authorities)

    def _discovered(self) -> str:
        issuer = self._settings.issuer
        found = self._get(issuer.rstrip("/") + _DISCOVERY)
        url = found.get("jwks_uri")
        if found.get("issuer") != issuer:
            raise FetchError(f"the discovery of [{issuer}] is of another issuer")
        if not isinstance(url, str) or not is_safe_url(url):
            raise FetchError(f"the discovery of [{issuer}] names no keys")
        return url


def _file(path: Path) -> Mapping[str, Any]:
    try:
        found = orjson.loads(path.read_bytes())
    except (OSError, orjson.JSONDecodeError) as error:
        raise FetchError(f"{path}: {error}") from error
    return found if isinstance(found, dict) else {}


class SharedKeys:
    """Symmetric keys of the keystore. text: a JWK set as JSON, or the key itself"""

    generation = 0

    def __init__(self, text: str) -> None:
        try:
            body = orjson.loads(text)
        except orjson.JSONDecodeError:
            body = None
        found = body.get("keys", [body]) if isinstance(body, dict) else [None]
        self._keys = [jwk.OctKey.import_key(text if one is None else one) for one in found]

    def key(self, kid: str | None, algorithm: str) -> Any:
        fitting = [key for key in self._keys if is_key_for(key, algorithm) and key.get("kid") in (None, kid)]
        return fitting[0] if fitting else None

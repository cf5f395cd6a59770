"""Passwords: hashed with argon2id, verified with argon2id or with Elasticsearch's PBKDF2.

Hashing takes memory and time on purpose: two threads do it for all requests, and what was verified lately is
remembered by a keyed digest that this process alone can make.
"""

import hashlib
import hmac
import os
import sys
import threading
from base64 import b64decode
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from typing import Final

from findling.base.errors import IllegalArgumentError, ValidationError
from findling.base.lazy import lazy_module

_argon2 = lazy_module("argon2")
# OWASP's first choice where memory is dear
_TIME_COST: Final = 2
_MEMORY_KIB: Final = 19 * 1024
_PARALLELISM: Final = 1
_THREADS: Final = 2
_SHORTEST: Final = 6
_NICE: Final = 10
_REMEMBERED: Final = 10_000
_REMEMBERED_S: Final = 20 * 60.0
_STRETCH: Final = "{PBKDF2_STRETCH}"
_PBKDF2: Final = "{PBKDF2}"
_ALGORITHMS: Final = ("pbkdf2", "pbkdf2_1000", "pbkdf2_10000", "pbkdf2_50000", "pbkdf2_100000", "pbkdf2_500000",
                      "pbkdf2_1000000", "pbkdf2_stretch", "argon2id")  # fmt: skip


def check_password(password: str) -> None:
    """Raises ValidationError for a password that is too short."""
    if len(password) < _SHORTEST:
        raise ValidationError(f"Validation Failed: 1: passwords must be at least [{_SHORTEST}] characters long;")


def check_hash(hashed: str) -> None:
    """Raises IllegalArgumentError for a text that is no hash that can be verified."""
    if not hashed.startswith((_PBKDF2, _STRETCH, "$argon2id$")):
        raise IllegalArgumentError(
            "The provided password hash is not a hash or it could not be resolved to a supported hash algorithm. The "
            f"supported password hash algorithms are [{', '.join(_ALGORITHMS)}]"
        )


def _step_back() -> None:
    """Lets other threads of the process work first: a flood of log-ins is not to slow down searches."""
    if sys.platform == "linux":  # elsewhere priorities are those of processes
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)


class PasswordHasher:
    """Hashes and verifies passwords. `close` at the end."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(_THREADS, "findling-password", initializer=_step_back)
        self._key = os.urandom(32)
        self._known: OrderedDict[bytes, float] = OrderedDict()
        self._lock = threading.Lock()
        self._nobody: str | None = None

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def hash(self, password: str) -> str:
        """Returns the hash to store."""
        return self._pool.submit(_hash, password).result()

    def verify(self, password: str, hashed: str | None) -> bool:
        """Whether a password is that of a hash. None is nobody's: that it is not takes as long to find out."""
        if hashed is None:
            if self._nobody is None:
                self._nobody = self.hash("nobody has this password")
            self._pool.submit(_verify, password, self._nobody).result()
            return False
        digest = self._digest(password, hashed)
        with self._lock:
            until = self._known.get(digest)
            if until is not None and until > monotonic():
                self._known.move_to_end(digest)
                return True
        if not self._pool.submit(_verify, password, hashed).result():
            return False
        with self._lock:
            self._known[digest] = monotonic() + _REMEMBERED_S
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return True

    def forget(self) -> None:
        """Forgets what was verified."""
        with self._lock:
            self._known.clear()

    def _digest(self, password: str, hashed: str) -> bytes:
        return hmac.new(self._key, f"{hashed}\0{password}".encode(), hashlib.sha256).digest()


def _argon() -> object:
    return _argon2.PasswordHasher(time_cost=_TIME_COST, memory_cost=_MEMORY_KIB, parallelism=_PARALLELISM)


def _hash(password: str) -> str:
    return _argon().hash(password)  # type: ignore[attr-defined, no-any-return]


def _verify(password: str, hashed: str) -> bool:
    if hashed.startswith(_STRETCH):
        stretched = hashlib.sha512(password.encode()).hexdigest()
        return _verify_pbkdf2(stretched, hashed.removeprefix(_STRETCH))
    if hashed.startswith(_PBKDF2):
        return _verify_pbkdf2(password, hashed.removeprefix(_PBKDF2))
    try:
        return _argon().verify(hashed, password)  # type: ignore[attr-defined, no-any-return]
    except (_argon2.exceptions.VerificationError, _argon2.exceptions.InvalidHashError):
        return False


def _verify_pbkdf2(password: str, hashed: str) -> bool:
    """hashed: rounds$salt$hash, the last two in base 64. Source: Elasticsearch's Hasher"""
    try:
        rounds, salt, wanted = hashed.split("$")
        expected = b64decode(wanted)
        made = hashlib.pbkdf2_hmac("sha512", password.encode(), b64decode(salt), int(rounds), len(expected))
    except ValueError:
        return False
    return hmac.compare_digest(made, expected)

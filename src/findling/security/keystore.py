"""Secrets of a server in a file of their own: passwords, passphrases, keys of others' services.

The file is for its owner only (mode 0600). With a password it is encrypted: AES-256-GCM under a key that scrypt makes
of the password (`cryptography`, in the extra `findling[tls]`); without one its mode is all that protects it.
"""

import hashlib
import os
import re
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import orjson

from findling.base.errors import IllegalArgumentError, SecurityError
from findling.base.lazy import lazy_module

aead = lazy_module("cryptography.hazmat.primitives.ciphers.aead", optional=True)
exceptions = lazy_module("cryptography.exceptions", optional=True)

FILE: Final = "findling.keystore"
BOOTSTRAP_PASSWORD: Final = "bootstrap.password"
KEY_PASSPHRASE: Final = "xpack.security.http.ssl.secure_key_passphrase"
_VERSION: Final = 1
_NAME: Final = re.compile(r"[A-Za-z0-9_\-.]+")
# 32 MB and a tenth of a second for each guess
_SCRYPT: Final = {"n": 2**15, "r": 8, "p": 1, "maxmem": 1 << 26}
_WRONG: Final = "Provided keystore password was incorrect"


@dataclass
class Keystore:
    """The secrets of one file, by name. `save` writes what was changed."""

    path: Path
    entries: dict[str, bytes] = field(default_factory=dict, repr=False)

    @classmethod
    def load(cls, path: Path, password: str | None) -> "Keystore":
        """Reads a file. Raises SecurityError for a wrong password, IllegalArgumentError for what is no keystore."""
        try:
            whole = orjson.loads(path.read_bytes())
            version, box = whole["version"], whole["entries"]
        except (orjson.JSONDecodeError, KeyError, TypeError):
            raise IllegalArgumentError(f"{path} is no keystore") from None
        if version != _VERSION:
            raise IllegalArgumentError(f"{path} is a keystore of version {version}, which this server cannot read")
        raw = _opened(box, password or "") if is_encrypted(whole) else orjson.dumps(box)
        return cls(path, {name: b64decode(value) for name, value in orjson.loads(raw).items()})

    def save(self, password: str | None) -> None:
        """Writes the file anew: it is either the old one or the new one, whatever happens meanwhile."""
        plain = {name: b64encode(value).decode() for name, value in self.entries.items()}
        box: Any = _closed(orjson.dumps(plain), password) if password else plain
        made = self.path.with_name(f"{self.path.name}.{secrets.token_hex(4)}")
        descriptor = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(orjson.dumps({"version": _VERSION, "entries": box}))
            file.flush()
            os.fsync(file.fileno())
        made.rename(self.path)

    def put(self, name: str, value: bytes) -> None:
        """Sets a secret. Raises IllegalArgumentError for a name that is none, and for an empty value."""
        if not _NAME.fullmatch(name):
            raise IllegalArgumentError(
                f"Setting name [{name}] does not match the allowed setting name pattern [{_NAME.pattern}]"
            )
        if not value:
            raise IllegalArgumentError(f"the secret [{name}] is empty")
        self.entries[name] = value

    def text(self, name: str) -> str | None:
        """Returns a secret that is a text, None if there is none of that name."""
        value = self.entries.get(name)
        return None if value is None else value.decode()


def is_encrypted(whole: Mapping[str, Any]) -> bool:
    """Whether the contents of a file are encrypted."""
    return "ciphertext" in whole["entries"] and "nonce" in whole["entries"]


def has_password(path: Path) -> bool:
    """Whether a file can only be read with a password."""
    return is_encrypted(orjson.loads(path.read_bytes()))


def _key(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, dklen=32, **_SCRYPT)


def _closed(plain: bytes, password: str) -> dict[str, str]:
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    ciphertext = aead.AESGCM(_key(password, salt)).encrypt(nonce, plain, None)
    parts = {"salt": salt, "nonce": nonce, "ciphertext": ciphertext}
    return {name: b64encode(part).decode() for name, part in parts.items()}


def _opened(box: Mapping[str, str], password: str) -> bytes:
    salt, nonce, ciphertext = (b64decode(box[name]) for name in ("salt", "nonce", "ciphertext"))
    try:
        plain: bytes = aead.AESGCM(_key(password, salt)).decrypt(nonce, ciphertext, None)
    except exceptions.InvalidTag:
        raise SecurityError(_WRONG) from None
    return plain


class Secrets:
    """The secrets that a running server uses. They are read when it starts, and again when it is told to."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._keystore = Keystore(path)

    def load(self, password: str | None) -> bool:
        """Reads the file; returns whether there is one. Raises what `Keystore.load` does."""
        if not self.path.exists():
            self._keystore = Keystore(self.path)
            return False
        self._keystore = Keystore.load(self.path, password)
        return True

    def text(self, name: str) -> str | None:
        """Returns a secret, None if there is none of that name."""
        return self._keystore.text(name)

    def names(self) -> list[str]:
        return sorted(self._keystore.entries)

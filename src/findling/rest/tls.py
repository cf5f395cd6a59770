"""HTTPS: the certificate of the server, taken anew when its file changes, and those of clients."""

import logging
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Any, Final

logger: Final = logging.getLogger("findling.tls")

_LOOKS_EVERY_S: Final = 5.0


@dataclass
class Tls:
    """The files of a server's certificate.

    certificate: PEM, the whole chain; key: PEM; passphrase: gives that of the key, if it has one
    client_authorities: PEM of those whose certificates clients may show; None asks for none
    """

    certificate: Path
    key: Path
    client_authorities: Path | None = None
    passphrase: Callable[[], str | None] = lambda: None
    _context: ssl.SSLContext | None = None
    _loaded: tuple[float, ...] = ()
    _looked: float = 0.0
    _lock: Lock = field(default_factory=Lock)

    def context(self) -> ssl.SSLContext:
        """Returns what connections are made with. Raises OSError for files that cannot be read."""
        if self._context is None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.minimum_version = ssl.TLSVersion.TLSv1_2
            context.load_cert_chain(self.certificate, self.key, self._password)
            if self.client_authorities is not None:
                context.load_verify_locations(self.client_authorities)
                context.verify_mode = ssl.CERT_OPTIONAL
            # asked at the beginning of each connection: a certificate that was exchanged is taken then
            context.sni_callback = lambda *_: self.refresh()
            self._context, self._loaded = context, self._changed()
        return self._context

    def refresh(self) -> None:
        """Takes the certificate anew if its files have changed; one that cannot be read leaves the old one in force."""
        now = monotonic()
        with self._lock:
            if now - self._looked < _LOOKS_EVERY_S:
                return
            self._looked = now
            try:
                changed = self._changed()
                if changed != self._loaded and self._context is not None:
                    self._context.load_cert_chain(self.certificate, self.key, self._password)
                    self._loaded = changed
                    logger.info("took another certificate path=%s", self.certificate)
            except (OSError, ssl.SSLError) as error:
                logger.warning("cannot take another certificate path=%s: %s", self.certificate, error)

    def _password(self) -> str:
        # without one OpenSSL would ask for it at the terminal
        return self.passphrase() or ""

    def _changed(self) -> tuple[float, ...]:
        return tuple(path.stat().st_mtime for path in (self.certificate, self.key))


def distinguished_name(certificate: dict[str, Any]) -> str:
    """Returns the subject of a client's certificate as RFC 2253 writes it. certificate: as of `getpeercert`"""
    names = {"commonName": "CN", "organizationName": "O", "organizationalUnitName": "OU", "countryName": "C",
             "localityName": "L", "stateOrProvinceName": "ST"}  # fmt: skip
    parts = [f"{names.get(name, name)}={value}" for group in certificate.get("subject", ()) for name, value in group]
    return ", ".join(reversed(parts))


def common_name(certificate: dict[str, Any]) -> str | None:
    """Returns the name that a client's certificate gives it."""
    found = [value for group in certificate.get("subject", ()) for name, value in group if name == "commonName"]
    return found[-1] if found else None

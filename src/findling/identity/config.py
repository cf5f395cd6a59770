"""How the identity provider is set up."""

import ipaddress
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

SIGN_UPS: Final = ("open", "verified", "off")
AUDIENCE: Final = "urn:findling"
"""Whom tokens are for that Findling itself takes."""
CONSOLE: Final = "findling-console"
"""The application that Findling's console is."""


@dataclass(frozen=True, slots=True)
class IdentityConfig:
    """The settings of the provider.

    identity_port: where it listens, None: there is none; identity_url: where browsers find it, by default that port
    identity_mail: `smtp://[user@]host:port` or `smtps://...` of the server that takes mails, None: none are sent
    identity_mail_from: whom mails come from
    identity_templates: folder of files that replace those of `texts/data`
    identity_breached: file of passwords that must not be used, one a line, or their SHA-1 in hexadecimal
    identity_guests: audiences for which guests get tokens without a form
    identity_messages: URL that takes text messages, `{"to", "text"}`; None: none are sent
    identity_sign_up: whether people sign up by themselves: open, verified (logged in only once the address is), off
    """

    identity_port: int | None = None
    identity_url: str | None = None
    identity_mail: str | None = None
    identity_mail_from: str = "no-reply@localhost"
    identity_templates: Path | None = None
    identity_breached: Path | None = None
    identity_guests: tuple[str, ...] = ()
    identity_messages: str | None = None
    identity_sign_up: str = "open"


def public_url(text: str) -> str:
    """Returns the URL of an origin, without a slash at its end.

    Raises ValueError for one with a path (programs of others expect the provider at the root) and for one that is
    neither HTTPS nor of this machine (cookies and tokens could be read on the way).
    """
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"must be the URL of an origin such as https://login.example.org, not {text!r}")
    if parts.path.strip("/") or parts.query or parts.fragment or parts.username is not None:
        raise ValueError(f"must be an origin without a path, not {text!r}")
    if parts.scheme == "http" and not _is_this_machine(parts.hostname):
        raise ValueError(f"must be https, except on this machine, not {text!r}")
    return f"{parts.scheme}://{parts.netloc.lower()}"


def sign_up(text: object) -> str:
    """Returns who may sign up. Raises ValueError."""
    # YAML reads off as false
    value = "off" if text is False else str(text)
    if value not in SIGN_UPS:
        raise ValueError(f"must be one of {', '.join(SIGN_UPS)}, not {text!r}")
    return value


def _is_this_machine(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

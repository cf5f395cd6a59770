"""Formats of texts that Kubernetes checks. Formats it does not know say nothing."""

import base64
import binascii
import datetime
import ipaddress
import re
import uuid
from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

_HOST: Final = re.compile(r"(?=.{1,255}\Z)[a-zA-Z0-9](?:[-a-zA-Z0-9]{0,62}(?:\.[a-zA-Z0-9][-a-zA-Z0-9]{0,62})*)\.?")
_MAIL: Final = re.compile(r"[^@\s]+@[^@\s]+")
_DURATION: Final = re.compile(r"[-+]?(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|ms|s|m|h))+")
_DATE_TIME: Final = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)")


def _made_by(make: Callable[[str], object]) -> Callable[[str], bool]:
    def check(text: str) -> bool:
        try:
            make(text)
        except (ValueError, binascii.Error):
            return False
        return True

    return check


def _fits(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: pattern.fullmatch(text) is not None


def _date_time(text: str) -> bool:
    return _DATE_TIME.fullmatch(text) is not None and _made_by(datetime.datetime.fromisoformat)(text.upper())


def _network(text: str) -> bool:
    return "/" in text and _made_by(lambda text: ipaddress.ip_network(text, strict=False))(text)


def _uri(text: str) -> bool:
    try:
        return bool(urlsplit(text).scheme) and not re.search(r"\s", text)
    except ValueError:
        return False


_CHECKS: Final[dict[str, Callable[[str], bool]]] = {
    "byte": _made_by(lambda text: base64.b64decode(text, validate=True)),
    "cidr": _network,
    "date": _made_by(lambda text: datetime.datetime.strptime(text, "%Y-%m-%d")),
    "date-time": _date_time,
    "duration": _fits(_DURATION),
    "email": _fits(_MAIL),
    "hostname": _fits(_HOST),
    "ipv4": _made_by(ipaddress.IPv4Address),
    "ipv6": _made_by(ipaddress.IPv6Address),
    "mac": _fits(re.compile(r"[0-9a-fA-F]{2}(?:[:-][0-9a-fA-F]{2}){5}")),
    "uri": _uri,
    "uuid": _made_by(uuid.UUID),
}


def has_format(text: str, name: str) -> bool:
    """Whether a text has a format of OpenAPI."""
    check = _CHECKS.get(name)
    return check is None or check(text)

"""Addresses and ports of a cluster."""

import ipaddress
import re
from typing import Final

from findling.base.errors import IllegalArgumentError

CLIENT_PORT: Final = 4222
DOOR_PORT: Final = 9400
"""Of the door, where nodes ask to join."""
_HOST: Final = re.compile(r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,62})(\.[a-z0-9_]([a-z0-9_-]{0,62}))*")
_ROUTES_ABOVE: Final = 2000
_LEAVES_ABOVE: Final = 3200


def parse_address(text: str, default_port: int | None = None) -> tuple[str, int]:
    """Returns host and port of HOST:PORT. Raises IllegalArgumentError.

    default_port: of what is only a host; None: it has to say the port
    """
    address = text.partition("://")[2] or text
    host, sign, port = address.rpartition(":")
    if not sign and default_port is not None:
        return address, default_port
    if not host or not port.isdigit():
        raise IllegalArgumentError(f"[{text}] must be HOST:PORT")
    return host, int(port)


def checked_host(host: str) -> str:
    """Returns a name or address as it stands in certificates, each in one spelling. Raises IllegalArgumentError."""
    try:
        address = ipaddress.ip_address(host.strip("[]").partition("%")[0])
        return str((isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped) or address)
    except ValueError:
        pass
    if not _HOST.fullmatch(host.lower()):
        raise IllegalArgumentError(f"[{host}] is no name or address of a host")
    return host.lower()


def route_port(port: int) -> int:
    """Returns the port of a nats-server for other servers: 6222 beside 4222, as everywhere with NATS."""
    return port + _ROUTES_ABOVE


def leaf_port(port: int) -> int:
    """Returns the port of a nats-server for leaf nodes: 7422 beside 4222."""
    return port + _LEAVES_ABOVE


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, whatever happens to the network."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False

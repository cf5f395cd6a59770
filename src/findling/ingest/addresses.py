"""Addresses of the internet as processors read them."""

import ipaddress

from findling.base.errors import IllegalArgumentError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def parse_address(text: str) -> Address:
    """Returns an address. Raises IllegalArgumentError."""
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        raise IllegalArgumentError(f"'{text}' is not an IP string literal.") from None

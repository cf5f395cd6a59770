"""Which addresses may connect at all."""

import ipaddress
from typing import Final

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_ALL: Final = ("0.0.0.0/0", "::/0")


def networks(names: tuple[str, ...]) -> list[Network]:
    """Returns the networks of addresses and networks; `_all` means every one. Raises ValueError."""
    expanded = [part for name in names for part in (_ALL if name == "_all" else (name,))]
    return [ipaddress.ip_network(name, strict=False) for name in expanded]


class AddressFilter:
    """Decides by the address a connection comes from, as Elasticsearch's IP filters: what is allowed is never denied.

    allowed, denied: addresses and networks; with allowed ones and none denied, all others are
    """

    def __init__(self, allowed: tuple[str, ...], denied: tuple[str, ...]) -> None:
        self._allowed = networks(allowed)
        self._denied = networks(denied)

    @property
    def lets_all_in(self) -> bool:
        return not self._allowed and not self._denied

    def lets_in(self, address: str | None) -> bool:
        """Whether a connection from an address is taken; of an unknown one only if nothing is filtered."""
        if self.lets_all_in:
            return True
        try:
            found = ipaddress.ip_address(address or "")
        except ValueError:
            return False
        if any(found in network for network in self._allowed):
            return True
        return bool(self._denied) and not any(found in network for network in self._denied)

"""network_direction: whether traffic comes in, goes out, or stays on one side."""

from __future__ import annotations

import ipaddress
from typing import Final

from findling.base.errors import IllegalArgumentError
from findling.ingest.addresses import Address, parse_address
from findling.ingest.document import IngestDocument
from findling.ingest.field_path import FieldPath, field_path
from findling.ingest.processor import Making, Processor, register
from findling.ingest.templates import TextTemplate, text_template

_PRIVATE: Final = tuple(map(ipaddress.ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fd00::/8")))
_BROADCAST: Final = ipaddress.IPv4Address("255.255.255.255")


def _is_link_local_multicast(address: Address) -> bool:
    return _scope(address) == 2 or address in ipaddress.ip_network("224.0.0.0/24")


def _is_interface_local(address: Address) -> bool:
    return _scope(address) == 1


def _scope(address: Address) -> int | None:
    """Returns the scope of a multicast address of version 6."""
    return address.packed[1] & 15 if address.version == 6 and address.is_multicast else None


def _is_link_local(address: Address) -> bool:
    return address in ipaddress.ip_network("169.254.0.0/16" if address.version == 4 else "fe80::/10")


def _is_private(address: Address) -> bool:
    return any(address in network for network in _PRIVATE if network.version == address.version)


def _is_unicast(address: Address) -> bool:
    special = address.is_unspecified or address.is_loopback or address.is_multicast or _is_link_local(address)
    return address != _BROADCAST and not special


def _is_public(address: Address) -> bool:
    local = address.is_loopback or address.is_unspecified or _is_link_local(address) or address == _BROADCAST
    return not (local or _is_private(address) or _is_link_local_multicast(address) or _is_interface_local(address))


_NAMED: Final = {
    "loopback": lambda address: address.is_loopback,
    "global_unicast": _is_unicast,
    "unicast": _is_unicast,
    "link_local_unicast": _is_link_local,
    "interface_local_multicast": _is_interface_local,
    "link_local_multicast": _is_link_local_multicast,
    "multicast": lambda address: address.is_multicast,
    "unspecified": lambda address: address.is_unspecified,
    "private": _is_private,
    "public": _is_public,
}


def is_in_network(address: Address, network: str) -> bool:
    """Whether an address is in a network, given by its name or as CIDR. Raises IllegalArgumentError."""
    named = _NAMED.get(network)
    if named is not None:
        return bool(named(address))
    if "/" not in network:
        raise IllegalArgumentError(f"Expected [ip/prefix] but was [{network}]")
    try:
        return address in ipaddress.ip_network(network, strict=False)
    except ValueError:
        raise IllegalArgumentError(f"'{network.partition('/')[0]}' is not an IP string literal.") from None


def direction(source: str, destination: str, networks: list[str]) -> str:
    """Returns the direction from one address to another. networks: those inside"""
    inner = [any(is_in_network(parse_address(text), network) for network in networks) for text in (source, destination)]
    if inner[0]:
        return "internal" if inner[1] else "outbound"
    return "inbound" if inner[1] else "external"


class NetworkDirectionProcessor(Processor):
    """Compares the two ends of a connection with the networks inside. paths: source, destination, target"""

    kind = "network_direction"

    def __init__(
        self,
        paths: tuple[FieldPath, FieldPath, FieldPath],
        networks: list[TextTemplate],
        networks_field: FieldPath | None,
        ignores_missing: bool,
    ) -> None:
        self._source, self._destination, self._target = paths
        self._networks = networks
        self._networks_field = networks_field
        self._ignores_missing = ignores_missing

    def process(self, document: IngestDocument) -> None:
        found = self._direction(document)
        if found is not None:
            self._target.set(document, found)
        elif not self._ignores_missing:
            raise IllegalArgumentError("unable to calculate network direction from document")

    def _direction(self, document: IngestDocument) -> str | None:
        if self._networks_field is not None:
            networks = self._networks_field.get_as(document, list, self._ignores_missing)
        else:
            networks = [template.render(document) for template in self._networks]
        ends = [path.get_as(document, str, self._ignores_missing) for path in (self._source, self._destination)]
        if networks is None or None in ends:
            return None
        return direction(ends[0], ends[1], networks)


@register("network_direction")
def make_network_direction(making: Making) -> NetworkDirectionProcessor:
    """Reads {"network_direction": {"internal_networks": ["private"]}}."""
    given = making.configuration
    names = (("source_ip", "source.ip"), ("destination_ip", "destination.ip"), ("target_field", "network.direction"))
    source, destination, target = (field_path(given.text(name) or default) for name, default in names)
    ignores_missing = given.flag("ignore_missing", True)
    networks, field = given.listed("internal_networks"), given.text("internal_networks_field")
    if networks is None and field is None:
        raise given.fault("internal_networks", "or [internal_networks_field] must be specified")
    if networks is not None and field is not None:
        raise given.fault(
            "internal_networks", "and [internal_networks_field] cannot both be used in the same processor"
        )
    templates = [
        text_template(given, "internal_networks", str(text), making.services.scripts) for text in networks or []
    ]
    path = None if field is None else field_path(field)
    return NetworkDirectionProcessor((source, destination, target), templates, path, ignores_missing)

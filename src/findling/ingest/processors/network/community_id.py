"""community_id: a hash that all tools make of the same flow of packets."""

from __future__ import annotations

import base64
import hashlib
import struct
from dataclasses import dataclass
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.base.java_values import shown
from findling.ingest.addresses import Address, parse_address
from findling.ingest.document import IngestDocument
from findling.ingest.field_path import FieldPath, field_path
from findling.ingest.java_types import java_class
from findling.ingest.processor import Making, Processor, register

_TRANSPORTS: Final = {
    "icmp": 1, "igmp": 2, "tcp": 6, "udp": 17, "gre": 47, "ipv6-icmp": 58, "icmpipv6": 58, "eigrp": 88, "ospf": 89,
    "pim": 103, "sctp": 132,
}  # fmt: skip
_WITH_PORTS: Final = frozenset({1, 6, 17, 58, 132})
_PORTS: Final = frozenset({6, 17, 132})
_PAIRS_4: Final = ((8, 0), (13, 14), (15, 16), (17, 18), (10, 9))
_PAIRS_6: Final = ((128, 129), (130, 131), (133, 134), (135, 136), (139, 140), (144, 145))
_ANSWERS: Final = {
    1: {**dict(_PAIRS_4), **{b: a for a, b in _PAIRS_4}},
    58: {**dict(_PAIRS_6), **{b: a for a, b in _PAIRS_6}},
}
_FIELDS: Final = {
    "source_ip": "source.ip",
    "source_port": "source.port",
    "destination_ip": "destination.ip",
    "destination_port": "destination.port",
    "iana_number": "network.iana_number",
    "transport": "network.transport",
    "icmp_type": "icmp.type",
    "icmp_code": "icmp.code",
    "target_field": "network.community_id",
}


@dataclass(slots=True)
class Flow:
    """Packets between two ends. ports: of source and destination; of ICMP, type and code"""

    source: Address
    destination: Address
    protocol: int
    ports: tuple[int, int] = (0, 0)

    def community_id(self, seed: int) -> str:
        """Returns the hash, after version 1 of the specification."""
        first, second, one_way = *self.ports, False
        if self.protocol in _ANSWERS:
            answer = _ANSWERS[self.protocol].get(first)
            one_way = answer is None
            second = second if answer is None else answer
        ends = (int(self.source), int(self.destination))
        keeps = ends[0] < ends[1] or (ends[0] == ends[1] and first < second) or one_way
        low, high = (self.source, self.destination) if keeps else (self.destination, self.source)
        data = struct.pack(">H", seed) + low.packed + high.packed + struct.pack(">BB", self.protocol, 0)
        if self.protocol in _WITH_PORTS:
            data += struct.pack(">HH", *((first, second) if keeps else (second, first)))
        return "1:" + base64.b64encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()


def transport_number(value: Any) -> int:
    """Returns the number of a protocol. Raises IllegalArgumentError."""
    if isinstance(value, str):
        known = _TRANSPORTS.get(value.lower())
        if known is not None:
            return known
        if not value.isdecimal():
            raise IllegalArgumentError(f"could not convert string [{value}] to transport protocol")
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise IllegalArgumentError(f"could not convert value of type [{java_class(value)}] to transport protocol")
    if not 0 <= value < 255:
        raise IllegalArgumentError(f"invalid transport protocol number [{shown(value)}]")
    return int(value)


def _number(value: Any, name: str) -> int:
    if value is None:
        return 0
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return int(value)
    if isinstance(value, str) and value.lstrip("+-").isdecimal():
        return int(value)
    raise IllegalArgumentError(f"unable to parse {name} [{shown(value)}]")


class CommunityIdProcessor(Processor):
    """Writes the hash of the flow that a document tells of. paths: by the names of the parameters"""

    kind = "community_id"

    def __init__(self, paths: dict[str, FieldPath], seed: int, ignores_missing: bool) -> None:
        self._paths = paths
        self._seed = seed
        self._ignores_missing = ignores_missing

    def process(self, document: IngestDocument) -> None:
        flow = self._flow(document)
        if flow is not None:
            self._paths["target_field"].set(document, flow.community_id(self._seed))
        elif not self._ignores_missing:
            raise IllegalArgumentError("unable to construct flow from document")

    def _flow(self, document: IngestDocument) -> Flow | None:
        paths, ignores = self._paths, self._ignores_missing
        source, destination = (paths[name].get_as(document, str, ignores) for name in ("source_ip", "destination_ip"))
        number = paths["iana_number"].get(document, True)
        icmp = [paths[name].get(document, True) for name in ("icmp_type", "icmp_code")]
        if source is None or destination is None:
            return None
        flow = Flow(parse_address(source), parse_address(destination), 0)
        protocol = paths["transport"].get(document, ignores) if number is None else number
        if protocol is None:
            return None
        flow.protocol = transport_number(protocol)
        if flow.protocol in _PORTS:
            flow.ports = (self._port(document, "source"), self._port(document, "destination"))
        elif flow.protocol in _ANSWERS:
            flow.ports = (_number(icmp[0], "icmp type"), _number(icmp[1], "icmp code"))
        return flow

    def _port(self, document: IngestDocument, end: str) -> int:
        value = self._paths[f"{end}_port"].get(document, self._ignores_missing)
        port = _number(value, f"{end} port")
        if not 0 <= port <= 65_535:
            raise IllegalArgumentError(f"invalid {end} port [{shown(value)}]")
        return port


@register("community_id")
def make_community_id(making: Making) -> CommunityIdProcessor:
    """Reads {"community_id": {"seed": 1}}."""
    given = making.configuration
    paths = {name: field_path(given.text(name) or default) for name, default in _FIELDS.items()}
    seed = given.integer("seed") or 0
    if not 0 <= seed <= 65_535:
        raise given.fault("seed", "must be a value between 0 and 65535")
    return CommunityIdProcessor(paths, seed, given.flag("ignore_missing", True))

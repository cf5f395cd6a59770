"""Certificates and keys on either side of a link, and of devices: as a nats-server's configuration wants them.

An edge that has been enrolled (`findling edge init`) has its place in its data directory, as a member of a cluster has.
Whoever takes edges has an authority: that of its cluster, or one of its own below the folder `edge`
(`findling edge hub`), which knows no other members than edges.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.cluster.authority.addresses import is_loopback, parse_address
from findling.cluster.authority.files import CLIENT, SERVER, EnrolmentFiles
from findling.cluster.authority.permissions import of_edge
from findling.cluster.authority.records import Enrolled

EDGE: Final = "edge"
PLAIN: Final = "edge"
"""User and password of edges that come over plain loopback."""
_PLAIN_SCHEME: Final = "nats-leaf://"
_TLS_SCHEME: Final = "tls://"


@dataclass(frozen=True, slots=True)
class Uplink:
    """How an edge comes to its hub. urls: with what plain ones need; options: TLS and key of the leaf"""

    urls: tuple[str, ...] = ()
    options: dict[str, Any] = field(default_factory=dict)


def own_files(data: Path) -> EnrolmentFiles:
    """Returns where a node is that takes edges, and has no cluster: its authority for them."""
    return EnrolmentFiles(data / "edge" / "hub")


def enrolled_edge(data: Path) -> EnrolmentFiles | None:
    """Returns the files of an edge that has been enrolled, None for one that has not."""
    files = EnrolmentFiles(data)
    return files if files.are_there and files.enrolment().kind == EDGE else None


def uplink(given: str | None, files: EnrolmentFiles | None) -> Uplink:
    """Returns the way to the hub: of the enrolment, else plain on this machine alone. Raises IllegalArgumentError."""
    if files is not None:
        urls = tuple(_urls(given, _TLS_SCHEME)) or tuple(files.enrolment().leaf_urls)
        tls = {
            "cert_file": str(files.certificate(CLIENT)),
            "key_file": str(files.key(CLIENT)),
            "ca_file": str(files.ca),
        }
        return Uplink(urls, {"tls": tls, "nkey": files.seed.read_text(encoding="ascii").strip()})
    return Uplink(tuple(map(_plain, _urls(given, _PLAIN_SCHEME))))


def _urls(given: str | None, scheme: str) -> list[str]:
    found = [url.strip() for url in (given or "").split(",") if url.strip()]
    return [url if "://" in url else scheme + url for url in found]


def _plain(url: str) -> str:
    scheme, _, rest = url.partition("://")
    if not is_loopback(parse_address(rest)[0]):
        raise IllegalArgumentError(f"the hub [{url}] wants keys: findling edge init; plain is for this machine alone")
    return f"{scheme}://{PLAIN}:{PLAIN}@{rest}"


def leaf_tls(files: EnrolmentFiles) -> dict[str, Any]:
    """Returns the `tls` block of a listener for edges: they show certificates of its authority."""
    return {**server_tls(files), "ca_file": str(files.ca), "verify": True, "timeout": 5}


def server_tls(files: EnrolmentFiles) -> dict[str, Any]:
    """Returns the `tls` block of a listener for devices."""
    return {"cert_file": str(files.certificate(SERVER)), "key_file": str(files.key(SERVER)), "timeout": 5}


def edge_users(members: Iterable[Enrolled]) -> tuple[dict[str, Any], ...]:
    """Returns the users of edges by their keys, each with its own subjects and nothing else."""
    return tuple(
        {"nkey": member.key, "permissions": _allowed(member.name)} for member in members if member.kind == EDGE
    )


def plain_edge() -> dict[str, Any]:
    """Returns the user of all edges that come over plain loopback: the only place without keys."""
    return {"user": PLAIN, "password": PLAIN, "permissions": _allowed("*")}


def _allowed(name: str) -> dict[str, Any]:
    may = of_edge(name)
    return {"publish": {"allow": list(may.publish)}, "subscribe": {"allow": list(may.subscribe)}}


@dataclass(frozen=True, slots=True)
class DeviceDoor:
    """Where devices come in. tls: None for plain, on this machine alone"""

    listen: str | None = None
    tls: dict[str, Any] | None = None


def device_door(given: str | None, files: EnrolmentFiles | None) -> DeviceDoor:
    """Returns where devices come in: HOST:PORT on this machine, tls://HOST:PORT for others.

    Raises IllegalArgumentError for plain anywhere else, and for TLS without an enrolment.
    """
    if given is None:
        return DeviceDoor()
    scheme, sign, rest = given.rpartition("://")
    host, _ = parse_address(rest)
    if scheme == "tls":
        if files is None:
            raise IllegalArgumentError("devices come by TLS to edges that have certificates: findling edge init")
        return DeviceDoor(rest, server_tls(files))
    if sign:
        raise IllegalArgumentError(f"devices come to HOST:PORT or to tls://HOST:PORT, not to [{given}]")
    if not is_loopback(host):
        raise IllegalArgumentError(f"devices come to [{host}] by TLS alone: say tls://{given}")
    return DeviceDoor(rest)

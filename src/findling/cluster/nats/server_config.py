"""The configuration of the nats-server beside a node, as text."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from findling.cluster.authority.addresses import leaf_port, route_port
from findling.cluster.authority.files import PEER, SERVER, EnrolmentFiles
from findling.cluster.authority.permissions import PERMISSIONS, Permissions
from findling.cluster.authority.records import Enrolled
from findling.cluster.nats.leaf_links import SystemUser

PAYLOAD: Final = "64MB"
DOMAIN: Final = "hub"
"""JetStream's domain of a cluster; each edge node has its own."""
ACCOUNT: Final = "FL"
_PLAIN: Final = """\
server_name: {name}
listen: {listen}
{advertise}max_payload: {payload}
max_pending: 256MB
write_deadline: "10s"
jetstream {{
  store_dir: {store}
  max_mem: 256MB
  max_file: 1TB
  sync_interval: "always"
  domain: {domain}
}}
"""
_CLUSTER: Final = """\
cluster {{
  name: {cluster}
  listen: {listen}
  {advertise}routes: [{routes}]
  {tls}
}}
"""
_TLS: Final = "tls {{ cert_file: {certificate}, key_file: {key}, ca_file: {ca}, verify: true, timeout: 5 }}"
_GUARDED: Final = """\
{tls}
leafnodes {{
  listen: {listen}
  no_advertise: true
  {tls}
}}
accounts {{
  {account}: {{
    jetstream: enabled
    users: [
      {users}
    ]
  }}
  {system}
}}
system_account: {system_name}
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a server stands.

    listen: host and port for clients; peers: those of all servers, this one among them
    bind: address at which it listens if that is not the host by which others reach it
    """

    name: str
    cluster: str
    listen: tuple[str, int]
    peers: Sequence[tuple[str, int]]
    store: Path
    bind: str | None = None

    def bound(self, port: int) -> str:
        """Returns where a port is listened at, quoted."""
        return _quoted(f"{self.bind or self.listen[0]}:{port}")

    def advertised(self, setting: str, port: int) -> str:
        """Returns the line that tells others by which host to come, if they would not guess it."""
        return "" if self.bind is None else f"{setting}: {_quoted(f'{self.listen[0]}:{port}')}\n"


def plain_config(place: Place, route_tls: str = "") -> str:
    """Returns the configuration of a server that takes whoever comes."""
    _, port = place.listen
    text = _PLAIN.format(
        name=_quoted(place.name),
        listen=place.bound(port),
        advertise=place.advertised("client_advertise", port),
        payload=PAYLOAD,
        store=_quoted(str(place.store)),
        domain=DOMAIN,
    )
    if len(place.peers) < 2:
        return text
    return text + _CLUSTER.format(
        cluster=_quoted(place.cluster),
        listen=place.bound(route_port(port)),
        advertise=place.advertised("advertise", route_port(port)),
        routes=", ".join(_quoted(f"nats://{peer}:{route_port(number)}") for peer, number in place.peers),
        tls=route_tls,
    )


def guarded_config(place: Place, files: EnrolmentFiles, members: Iterable[Enrolled], system: SystemUser) -> str:
    """Returns the configuration of a server that takes members with their certificates and keys, and no one else.

    system: who may have it disconnect leaf nodes
    """
    return plain_config(place, _tls(files, PEER)) + _GUARDED.format(
        tls=_tls(files, SERVER),
        listen=place.bound(leaf_port(place.listen[1])),
        account=ACCOUNT,
        users="\n      ".join(map(_user, members)),
        system="\n  ".join(f"{name}: {json.dumps(account)}" for name, account in system.accounts.items()),
        system_name=system.name,
    )


def _tls(files: EnrolmentFiles, role: str) -> str:
    certificate, key = _quoted(str(files.certificate(role))), _quoted(str(files.key(role)))
    return _TLS.format(certificate=certificate, key=key, ca=_quoted(str(files.ca)))


def _user(member: Enrolled) -> str:
    made = PERMISSIONS[member.kind]
    allowed = "" if made is None else f", permissions: {_allowed(made(member.name))}"
    return f"{{ nkey: {member.key}{allowed} }}"


def _allowed(permissions: Permissions) -> str:
    publish, subscribe = json.dumps(permissions.publish), json.dumps(permissions.subscribe)
    return f"{{ publish: {{ allow: {publish} }}, subscribe: {{ allow: {subscribe} }} }}"


def _quoted(text: str) -> str:
    return json.dumps(text)

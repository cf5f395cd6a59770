"""The configuration of the nats-server beside an edge or a hub.

Three accounts that know nothing of each other: `devices` has JetStream and MQTT, `above` is connected to the hub, and
edges come into `below`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from findling.cluster.nats.leaf_links import SystemUser
from findling.edge.server.device_list import Device
from findling.edge.topics import ROOT

DEVICES: Final = "devices"
ABOVE: Final = "above"
BELOW: Final = "below"
_OPEN: Final = "anybody"


@dataclass(frozen=True, slots=True)
class ServerPlan:
    """All that is in a configuration.

    listen: port of this program's own connections, on loopback; password: of its users
    hubs: URLs of leaf connections to the hub, with what they need to be let in; tls: their `tls` block
    mqtt: HOST:PORT for devices; devices: these, none: whoever comes, unless it is by TLS
    leaf_listen: HOST:PORT for edges; edges: users among them; leaf_tls: their `tls` block
    """

    name: str
    directory: Path
    listen: int
    password: str
    store_bytes: int = 1 << 30
    sync: str = "always"
    hubs: tuple[str, ...] = ()
    hub_options: Mapping[str, Any] = field(default_factory=dict)
    mqtt: str | None = None
    mqtt_tls: Mapping[str, Any] | None = None
    devices: tuple[Device, ...] = ()
    leaf_listen: str | None = None
    edges: tuple[Mapping[str, Any], ...] = ()
    leaf_tls: Mapping[str, Any] | None = None
    system: SystemUser = field(default_factory=SystemUser)


def configuration(plan: ServerPlan) -> str:
    """Returns the text of a configuration: JSON, which nats-server reads as well."""
    accounts: dict[str, Any] = {
        DEVICES: {"jetstream": "enabled", "users": [_own(DEVICES, plan), *_device_users(plan)]},
        ABOVE: {"users": [_own(ABOVE, plan)]},
        BELOW: {"users": [_own(BELOW, plan), *plan.edges]},
        **plan.system.accounts,
    }
    made: dict[str, Any] = {
        "server_name": plan.name,
        "listen": f"127.0.0.1:{plan.listen}",
        "max_payload": 8 << 20,
        "max_pending": 64 << 20,
        "write_deadline": "10s",
        "lame_duck_duration": "30s",
        "jetstream": {
            "store_dir": str(plan.directory / "store"),
            "max_memory_store": 16 << 20,
            "max_file_store": plan.store_bytes,
            "sync_interval": plan.sync,
            "domain": plan.name,
        },
        "accounts": accounts,
        "system_account": plan.system.name,
    }
    leafs: dict[str, Any] = {}
    if plan.leaf_listen is not None:
        leafs |= {"listen": plan.leaf_listen, "compression": "s2_auto"}
        if plan.leaf_tls is not None:
            leafs["tls"] = dict(plan.leaf_tls)
    if plan.hubs:
        remote = {
            "urls": list(plan.hubs),
            "account": ABOVE,
            "compression": "s2_auto",
            # a hub tells of addresses at which it is known in its own network, which no edge was told to trust
            "ignore_discovered_servers": True,
            **plan.hub_options,
        }
        leafs |= {"remotes": [remote], "reconnect": "1s"}
    if leafs:
        made["leafnodes"] = leafs
    if plan.mqtt is not None:
        made["mqtt"] = {
            "listen": plan.mqtt,
            "ack_wait": "10s",
            "max_ack_pending": 1000,
            **({"no_auth_user": _OPEN} if _is_open(plan) else {}),
            **({} if plan.mqtt_tls is None else {"tls": dict(plan.mqtt_tls)}),
        }
    return json.dumps(made, indent=1)


def _own(account: str, plan: ServerPlan) -> dict[str, Any]:
    return {"user": account, "password": plan.password}


def _is_open(plan: ServerPlan) -> bool:
    return not plan.devices and plan.mqtt_tls is None


def _device_users(plan: ServerPlan) -> list[dict[str, Any]]:
    if _is_open(plan):
        return [{"user": _OPEN, "password": plan.password, "permissions": _topics(f"{ROOT}.{plan.name}.>")}]
    return [
        {
            "user": device.name,
            "password": device.password,
            "permissions": _topics(f"{ROOT}.{plan.name}.{device.name}.>"),
        }
        for device in plan.devices
    ]


def _topics(subject: str) -> dict[str, Any]:
    """Returns the permissions of a device: all below its own topic, both ways."""
    return {"publish": {"allow": [subject]}, "subscribe": {"allow": [subject, "$MQTT.sub.>"]}}

"""How an edge, or a hub of edges, is set up."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
"""Of nodes and devices: a token of a subject, a level of a topic, and a part of an id."""
DEFAULT_STORE_BYTES: Final = 1 << 30


@dataclass(frozen=True, slots=True)
class EdgeConfig:
    """The settings of an edge, and of a hub of edges. Addresses are HOST:PORT.

    edge_listen: where edges come in, None: this node is nobody's hub
    edge_hub: the hub, as `nats-leaf://HOST:PORT` or `tls://HOST:PORT`, several with commas; None: this node is alone
    edge_name: its name, under which the hub knows it
    edge_mqtt: where devices come in by MQTT, None: nowhere
    edge_store_bytes: what may lie on the disk for the hub and for devices that are away
    edge_sync: when events of devices are on the disk: "always" before they are acknowledged, or an interval, such as
        "100ms", of which a power cut may take the events
    edge_rules: file of rules and of when what is sent, see `forward.rules`
    edge_unconfined: whether functions run also where the kernel has no Landlock, and read what the node reads then
    """

    edge_listen: str | None = None
    edge_hub: str | None = None
    edge_name: str | None = None
    edge_mqtt: str | None = None
    edge_store_bytes: int = DEFAULT_STORE_BYTES
    edge_sync: str = "always"
    edge_rules: Path | None = None
    edge_unconfined: bool = False


def edge_name(value: object) -> str:
    """Returns the name of an edge. Raises ValueError."""
    text = str(value)
    if not NAME.fullmatch(text):
        raise ValueError(f"must be of small letters, digits, [_] and [-], at most 63, not {text!r}")
    return text


_SYNC: Final = re.compile(r"always|\d+(ms|s|m)")


def sync_interval(value: object) -> str:
    """Returns when events are on the disk. Raises ValueError."""
    if not _SYNC.fullmatch(str(value)):
        raise ValueError(f"must be always or a time such as 100ms, not {value!r}")
    return str(value)

"""Events of devices, and the documents they become."""

import base64
import hashlib
from dataclasses import dataclass
from typing import Any, Final

import orjson

from findling.node.services.iso_time import iso_time

_OWN: Final = "edge"
_LONGEST_KEY: Final = 100


@dataclass(frozen=True, slots=True)
class Event:
    """What a device said. sequence: the number under which it was kept; received_ms: when"""

    device: str
    topic: str
    payload: bytes
    sequence: int
    received_ms: int


@dataclass(frozen=True, slots=True)
class Document:
    """What is indexed. key: with the node's name before it, its id"""

    key: str
    source: dict[str, Any]


def document_of(event: Event, node: str) -> Document:
    """Returns the document of an event.

    A payload that is an object becomes the document; anything else its `value`, bytes that are no text its `data`. Its
    key is made of device and counter: the members `n`, and `boot` for a device that begins to count anew. Without a
    counter it is the number under which the event was kept, so that an event that a device sends twice is there twice.
    """
    source = _members(event.payload)
    own: dict[str, Any] = {"node": node, "device": event.device, "topic": event.topic}
    count, boot = source.get("n"), source.get("boot")
    if isinstance(count, int) and not isinstance(count, bool):
        own["n"] = count
        place = f"{count}" if boot is None else f"{boot}.{count}"
        key = f"{event.device}.{event.topic}.{place}"
    else:
        key = f"{event.device}.s{event.sequence}"
    source[_OWN] = own
    if "@timestamp" not in source:
        source["@timestamp"] = iso_time(event.received_ms)
    return Document(key if len(key) <= _LONGEST_KEY else _short(key), source)


def _short(key: str) -> str:
    """Returns a key that fits into an id."""
    return hashlib.blake2b(key.encode(), digest_size=24).hexdigest()


def _members(payload: bytes) -> dict[str, Any]:
    try:
        value = orjson.loads(payload)
    except orjson.JSONDecodeError:
        try:
            return {"value": payload.decode()}
        except UnicodeDecodeError:
            return {"data": base64.b64encode(payload).decode()}
    if isinstance(value, dict):
        return value
    return {"values": value} if isinstance(value, list) else {"value": value}

"""Indexes what edges send. What is acknowledged to an edge is on the disk here."""

from typing import Any

import orjson

from findling.base.errors import IllegalArgumentError
from findling.edge.config import NAME
from findling.edge.forward.frames import Frame, parted, unpacked
from findling.edge.forward.rules import PREFIX
from findling.edge.streams import write_documents
from findling.node.services.node import Node


def take_documents(node: Node, edge: str, message: bytes) -> dict[str, Any]:
    """Indexes the frames of a message. Ids and `edge.node` are made here: no edge can write for another.

    Raises what keeps documents from being indexed now: the edge sends them again.
    """
    created = doubled = refused = 0
    for data in parted(message):
        frame = unpacked(data)
        written = write_documents(node, _checked(frame.index), documents_of(frame, edge))
        created, doubled, refused = (
            created + written.created, doubled + written.doubled, refused + written.refused
        )  # fmt: skip
    return {"created": created, "doubled": doubled, "refused": refused}


def documents_of(frame: Frame, edge: str) -> list[tuple[str, bytes]]:
    """Returns the documents of a frame, as they are indexed. edge: who sent it"""
    sender = path_of(edge, frame.origin)
    return [(f"{sender}.{key}", _owned(source, sender)) for key, source in frame.documents]


def path_of(edge: str, origin: str) -> str:
    """Returns the name of an edge below another: `gateway:sensor-7`. Raises IllegalArgumentError."""
    names = [edge, *origin.split(":")] if origin else [edge]
    for name in names:
        if not NAME.fullmatch(name):
            raise IllegalArgumentError(f"[{origin}] names no edge")
    return ":".join(names)


def _owned(source: bytes, sender: str) -> bytes:
    document = orjson.loads(source)
    if not isinstance(document, dict):
        raise IllegalArgumentError("a document must be an object")
    own = document.get("edge")
    document["edge"] = {**(own if isinstance(own, dict) else {}), "node": sender}
    return orjson.dumps(document)


def _checked(index: str) -> str:
    if not index.startswith(PREFIX):
        raise IllegalArgumentError(f"an edge writes to indices named [{PREFIX}*], not to [{index}]")
    return index

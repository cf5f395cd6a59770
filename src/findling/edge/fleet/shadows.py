"""The shadows of devices, kept."""

from collections.abc import Mapping
from typing import Any

from findling.edge.fleet.pokes import Pokes
from findling.edge.fleet.registry import check_name
from findling.edge.fleet.shadow import REPORTED, Shadow
from findling.edge.fleet.store import DEVICE, SHADOW, Document, FleetStore


class Shadows:
    """Reads and changes shadows. Each change is compared and set by the document's revision."""

    def __init__(self, store: FleetStore, pokes: Pokes) -> None:
        self._store = store
        self._pokes = pokes
        self._at_rest: dict[str, tuple[int, dict[str, int]]] = {}
        """Of nodes that knew all: the mark of their shadows then, and the versions they knew."""

    def get(self, device: str) -> Shadow:
        """Returns a device's shadow. Raises ResourceNotFoundError."""
        return Shadow.of(self._store.need(SHADOW, device))

    def update(self, device: str, change: object, version: int | None = None) -> Shadow:
        """Changes a shadow, which is made if there is none; see `shadow.Shadow.updated`."""
        node = (self._store.get(DEVICE, check_name(device)) or {}).get("node")
        now_ms = self._store.clock.now_ms()

        def changed(before: Document | None) -> Document:
            made = Shadow.of(before).updated(change, now_ms, version).to_document()
            return {**made, "node": node or (before or {}).get("node")}

        made = self._store.change(SHADOW, device, changed)
        self._pokes.tell([made.get("node")])
        return Shadow.of(made)

    def report(self, node: str, device: str, reported: Mapping[str, Any], number: int) -> None:
        """Takes what a device of a node reports. number: grows with each report of that node; an old one is nothing"""
        now_ms = self._store.clock.now_ms()

        def changed(before: Document | None) -> Document:
            known = before or {}
            if known.get("node") == node and known.get("report", 0) >= number:
                return known
            made = Shadow.of(before).updated({REPORTED: reported}, now_ms).to_document()
            return {**made, "node": node, "report": number}

        self._store.change(SHADOW, check_name(device), changed)

    def move(self, device: str, node: str) -> None:
        """Gives the shadow of a device, if it has one, to another node: whose reports are numbered anew."""

        def changed(device: str, before: Document | None) -> Document | None:
            return None if before is None else {**before, "node": node, "report": 0}

        self._store.change_all(SHADOW, [device], changed)

    def delete(self, device: str) -> None:
        """Removes a shadow. Raises ResourceNotFoundError."""
        self._store.delete(SHADOW, device)

    def news(self, node: str, known: Mapping[str, int]) -> tuple[list[Document], list[str]]:
        """Returns what a node's devices should be, of shadows that have changed since the versions it knows, and the
        devices of which it knows a shadow that is not there any more, or another node's."""
        at_rest = self._store.marks.of(SHADOW, node), dict(known)
        if self._at_rest.get(node) == at_rest:
            return [], []
        there = {one["name"]: one for one in self._store.all(SHADOW, {"term": {"node": node}})}
        newer = [
            {"device": name, "version": one["version"], "desired": one["desired"]}
            for name, one in there.items()
            if one["version"] > known.get(name, 0)
        ]
        gone = [name for name, version in known.items() if version > 0 and name not in there]
        if not newer and not gone:
            self._at_rest[node] = at_rest
        return newer, gone

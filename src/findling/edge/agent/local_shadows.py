"""The shadows of a node's devices, on the node: what they should be as far as it knows, and what they report."""

import threading
from collections.abc import Container, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from findling.base.clock import Clock
from findling.edge.fleet.shadow import REPORTED, check_change, difference, merged
from findling.edge.kept_json import KeptJson

Json = dict[str, Any]


class LocalShadows:
    """Takes what devices report at once, and keeps it until the hub has it. Desired is what the hub said last."""

    def __init__(self, home: Path, clock: Clock) -> None:
        self._file = KeptJson(home / "shadows.json")
        self._shadows: dict[str, Json] = self._file.read()
        self._clock = clock
        self._lock = threading.Lock()

    def report(self, device: str, reported: Mapping[str, Any]) -> None:
        """Takes what a device reports; null takes a member away. Raises IllegalArgumentError."""
        check_change({REPORTED: reported})
        with self._lock:
            known = self._known(device)
            known[REPORTED] = merged(known[REPORTED], reported)
            # what the hub hears has nulls still
            known["untold"] = _combined(known.get("untold") or {}, reported)
            known["number"] = max(known.get("number", 0) + 1, self._clock.now_ms())
            known.pop("refused", None)
            self._file.write(self._shadows)

    def learned(self, shadows: Iterable[Mapping[str, Any]]) -> list[str]:
        """Takes what the hub wants of devices; returns those for which that is something new."""
        changed = []
        with self._lock:
            for told in shadows:
                known = self._known(told["device"])
                if told["version"] > known["version"]:
                    if known["desired"] != told["desired"]:
                        changed.append(str(told["device"]))
                    known |= {"version": told["version"], "desired": told["desired"]}
            self._file.write(self._shadows)
        return changed

    def lost(self, devices: Iterable[str]) -> None:
        """Forgets the shadows of devices that the hub has given to another node, or has removed."""
        with self._lock:
            for device in devices:
                known = self._shadows.pop(device, {})
                if known.get("untold"):
                    self._shadows[device] = {**known, "version": 0, "desired": {}}
            self._file.write(self._shadows)

    def shown(self, device: str) -> Json:
        """Returns a device's shadow as the device has it."""
        with self._lock:
            known = self._known(device)
            state = {"desired": known["desired"], REPORTED: known[REPORTED]}
            delta = difference(known["desired"], known[REPORTED])
            return {"state": {**state, **({"delta": delta} if delta else {})}, "version": known["version"]}

    def knows(self, device: str) -> bool:
        """Whether a device of this node has a shadow."""
        with self._lock:
            return device in self._shadows

    def delta(self, device: str) -> Json:
        """Returns what a device is still to become."""
        found: Json = self.shown(device)["state"].get("delta", {})
        return found

    def untold(self) -> list[Json]:
        """Returns the reports that the hub has not got yet."""
        with self._lock:
            return [
                {"device": device, REPORTED: known["untold"], "number": known["number"]}
                for device, known in self._shadows.items()
                if known.get("untold") and not known.get("refused")
            ]

    def told(self, reports: Sequence[Mapping[str, Any]], refused: Container[str]) -> None:
        """Forgets reports that the hub has got, unless there are newer ones.

        refused: devices of which it takes none; theirs is told once more, with the next, for by then they may be ours
        """
        with self._lock:
            for report in reports:
                known = self._known(report["device"])
                if known.get("number") == report["number"]:
                    known |= {"refused": True} if report["device"] in refused else {"untold": None}
            self._file.write(self._shadows)

    def versions(self) -> dict[str, int]:
        """Returns the version of each shadow that the hub has told."""
        with self._lock:
            return {device: known["version"] for device, known in self._shadows.items()}

    def _known(self, device: str) -> Json:
        return self._shadows.setdefault(device, {"version": 0, "desired": {}, REPORTED: {}})


def _combined(before: Mapping[str, Any], change: Mapping[str, Any]) -> Json:
    """Returns one change that does what two do one after the other."""
    made = dict(before)
    for name, value in change.items():
        inner = made.get(name)
        is_both = isinstance(value, Mapping) and isinstance(inner, Mapping)
        made[name] = _combined(inner, value) if is_both else value  # type: ignore[arg-type]
    return made

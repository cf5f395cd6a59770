"""What an edge tells of itself each minute: documents for the hub's index of metrics, which wait there like events."""

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from findling.node.services.iso_time import iso_time

INDEX: Final = "edge-metrics"
EVERY_S: Final = 60.0
_MINUTE_MS: Final = 60_000
_NODE: Final = ("events", "backlog", "dropped", "sent")
_PAGE: Final = os.sysconf("SC_PAGE_SIZE")

Documents = list[tuple[str, dict[str, Any]]]


def figures(
    now_ms: int,
    status: Mapping[str, Any],
    sensors: Iterable[tuple[str, Mapping[str, Any]]],
    processes: Mapping[str, int],
    bundles: Mapping[str, Mapping[str, Any]],
) -> Documents:
    """Returns key and document of the node, and of each bundle: one a minute, whoever tells it twice.

    status: of the edge; sensors: names and figures; processes: ids by name; bundles: how each is
    """
    minute = now_ms // _MINUTE_MS
    base = {"@timestamp": iso_time(minute * _MINUTE_MS)}
    own = {
        **base,
        "kind": "node",
        **{name: status[name] for name in _NODE if name in status},
        "machine": _machine(sensors),
        "memory_in_bytes": {name: _resident(pid) for name, pid in processes.items()},
    }
    return [(f"node.{minute}", own), *_of_bundles(minute, base, bundles)]


def _of_bundles(
    minute: int, base: Mapping[str, Any], bundles: Mapping[str, Mapping[str, Any]]
) -> Iterator[tuple[str, Any]]:
    for name, shown in bundles.items():
        told = {member: value for member, value in shown.items() if member != "last_error"}
        yield f"bundle.{name}.{minute}", {**base, "kind": "bundle", "bundle": {"name": name, **told}}


def _machine(sensors: Iterable[tuple[str, Mapping[str, Any]]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, found in sensors:
        if "zone" in found:  # there are several
            made.setdefault(name, {})[str(found["zone"])] = found["celsius"]
        else:
            made[name] = dict(found)
    return made


def _resident(pid: int) -> int:
    """Returns the bytes of memory that a process has, 0 for one that has ended."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
    except OSError:
        return 0

"""The sensors of the node itself: what its machine tells."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

_ZONES: Final = Path("/sys/class/thermal")
_STAT: Final = Path("/proc/stat")
_MEMORY: Final = Path("/proc/meminfo")


class Sensors:
    """Reads processor, memory, disk and temperatures. data: a folder of the disk that is told of"""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._before = _processor_times()

    def read(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yields the name of each sensor that is there, and its figures."""
        yield "cpu", {"percent": self._busy_percent(), "load_1m": os.getloadavg()[0]}
        yield "memory", _memory()
        usage = shutil.disk_usage(self._data)
        yield "disk", {"total_bytes": usage.total, "free_bytes": usage.free, "percent": _share(usage.used, usage.total)}
        for zone in sorted(_ZONES.glob("thermal_zone*")):
            try:
                celsius = int((zone / "temp").read_text()) / 1000
                yield "temperature", {"celsius": celsius, "zone": (zone / "type").read_text().strip()}
            except (OSError, ValueError):
                continue  # a zone that cannot be read just now

    def _busy_percent(self) -> float:
        busy, total = _processor_times()
        (busy_before, total_before), self._before = self._before, (busy, total)
        return _share(busy - busy_before, total - total_before)


def _processor_times() -> tuple[int, int]:
    """Returns the ticks that all processors were busy, and all ticks."""
    ticks = [int(text) for text in _STAT.read_text().split("\n", 1)[0].split()[1:]]
    total = sum(ticks[:8])
    return total - ticks[3] - ticks[4], total


def _memory() -> dict[str, Any]:
    lines = (line.split() for line in _MEMORY.read_text().splitlines())
    figures = {line[0].rstrip(":"): int(line[1]) << 10 for line in lines}
    total, free = figures["MemTotal"], figures["MemAvailable"]
    return {"total_bytes": total, "free_bytes": free, "percent": _share(total - free, total)}


def _share(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole > 0 else 0.0

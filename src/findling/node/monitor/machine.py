"""What the machine and this process are doing: the parts `os`, `process`, `jvm` and `fs` of statistics.

There is no Java machine: `jvm` tells of Python under the names that clients read, the heap being the memory that the
process may take.
"""

import gc
import os
import resource
import shutil
import threading
import time
from pathlib import Path
from typing import Any, Final

from findling.node.monitor.control_groups import control_groups
from findling.node.services.node import Node

_SECTOR_KB: Final = 0.5


def resident_bytes() -> int:
    """Returns the memory this process occupies now (its peak where the system does not say)."""
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[1]) * resource.getpagesize()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _virtual_bytes() -> int:
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[0]) * resource.getpagesize()
    except OSError:
        return resident_bytes()


def memory_total() -> int:
    """Returns the machine's memory in bytes."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def _memory() -> dict[str, int]:
    """Returns /proc/meminfo in bytes; empty where there is none."""
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
    except OSError:
        return {}
    return {line.split(":")[0]: int(line.split()[1]) * 1024 for line in lines if line.endswith(" kB")}


class CpuMeter:
    """How busy processors are: the share of the time since it was asked before, or since it was made."""

    def __init__(self, node: Node) -> None:
        self._lock = threading.Lock()
        self._process = (time.monotonic(), time.process_time(), 0)
        self._machine = (*_ticks(), 0)

    def process_percent(self) -> int:
        """Of all processors, what this process used."""
        with self._lock:
            now, used = time.monotonic(), time.process_time()
            then, before, percent = self._process
            if now - then > 0.1:
                percent = min(100, int(100 * (used - before) / (now - then) / (os.cpu_count() or 1)))
                self._process = (now, used, percent)
            return percent

    def machine_percent(self) -> int:
        """Of all processors, what everybody used."""
        with self._lock:
            busy, total = _ticks()
            before, then, percent = self._machine
            if total - then > 10:
                percent = int(100 * (busy - before) / (total - then))
                self._machine = (busy, total, percent)
            return percent


def _ticks() -> tuple[int, int]:
    """Returns how long the processors were busy, and were there, in ticks."""
    try:
        with open("/proc/stat") as file:
            times = [int(text) for text in file.readline().split()[1:9]]
    except OSError:
        return 0, 0
    return sum(times) - times[3] - times[4], sum(times)


def system_stats(node: Node) -> dict[str, Any]:
    """Returns `os`."""
    memory = _memory()
    total = memory.get("MemTotal", memory_total())
    free = memory.get("MemAvailable", max(0, total - resident_bytes()))
    swap, swap_free = memory.get("SwapTotal", 0), memory.get("SwapFree", 0)
    groups = control_groups()
    used_percent = round(100 * (total - free) / total)
    return {
        "timestamp": node.clock.now_ms(),
        "cpu": {
            "percent": node.kept(CpuMeter).machine_percent(),
            "load_average": dict(zip(("1m", "5m", "15m"), os.getloadavg(), strict=True)),
        },
        "mem": {
            "total_in_bytes": total,
            "adjusted_total_in_bytes": total,
            "free_in_bytes": free,
            "used_in_bytes": total - free,
            "free_percent": 100 - used_percent,
            "used_percent": used_percent,
        },
        "swap": {"total_in_bytes": swap, "free_in_bytes": swap_free, "used_in_bytes": swap - swap_free},
        **({"cgroup": groups} if groups else {}),
    }


def process_stats(node: Node) -> dict[str, Any]:
    """Returns `process`."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "timestamp": node.clock.now_ms(),
        "open_file_descriptors": len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else -1,
        "max_file_descriptors": resource.getrlimit(resource.RLIMIT_NOFILE)[0],
        "cpu": {
            "percent": node.kept(CpuMeter).process_percent(),
            "total_in_millis": int((usage.ru_utime + usage.ru_stime) * 1000),
        },
        "mem": {"total_virtual_in_bytes": _virtual_bytes()},
    }


def runtime_stats(node: Node) -> dict[str, Any]:
    """Returns `jvm`."""
    resident, most = resident_bytes(), node.config.memory_bytes
    threads = threading.active_count()
    young, *old = gc.get_stats()
    return {
        "timestamp": node.clock.now_ms(),
        "uptime_in_millis": int((time.monotonic() - node.started) * 1000),
        "mem": {
            "heap_used_in_bytes": resident,
            "heap_used_percent": int(100 * resident / max(1, most)),
            "heap_committed_in_bytes": resident,
            "heap_max_in_bytes": most,
            "non_heap_used_in_bytes": 0,
            "non_heap_committed_in_bytes": 0,
            # there is no heap of generations: what the process holds stands where long-lived objects would
            "pools": {"young": _pool(0, 0), "old": _pool(resident, most), "survivor": _pool(0, 0)},
        },
        "threads": {"count": threads, "peak_count": threads},
        "gc": {
            "collectors": {
                "young": _collector(young["collections"]),
                "old": _collector(sum(generation["collections"] for generation in old)),
            }
        },
        "buffer_pools": {name: dict(_NO_BUFFERS) for name in _BUFFER_POOLS},
        "classes": {"current_loaded_count": 0, "total_loaded_count": 0, "total_unloaded_count": 0},
    }


_BUFFER_POOLS: Final = ("mapped", "direct", "mapped - 'non-volatile memory'")
_NO_BUFFERS: Final = {"count": 0, "used_in_bytes": 0, "total_capacity_in_bytes": 0}


def _pool(used: int, most: int) -> dict[str, int]:
    return {"used_in_bytes": used, "max_in_bytes": most, "peak_used_in_bytes": used, "peak_max_in_bytes": most}


def _collector(collections: int) -> dict[str, int]:
    return {"collection_count": collections, "collection_time_in_millis": 0}


def disk_stats(node: Node) -> dict[str, Any]:
    """Returns `fs`."""
    disk = shutil.disk_usage(node.config.data)
    room = os.statvfs(node.config.data)
    sizes = {
        "total_in_bytes": disk.total,
        "free_in_bytes": room.f_bfree * room.f_frsize,
        "available_in_bytes": disk.free,
    }
    marks = {
        "low_watermark_free_space_in_bytes": disk.total * 15 // 100,
        "high_watermark_free_space_in_bytes": disk.total * 10 // 100,
        "flood_stage_free_space_in_bytes": disk.total * 5 // 100,
    }
    where, device, kind = _mount(node.config.data)
    data = {"path": str(node.config.data.absolute()), "mount": f"{where} ({device})", "type": kind, **sizes, **marks}
    return {
        "timestamp": node.clock.now_ms(),
        "total": sizes,
        "data": [data],
        "io_stats": _transfers(Path(device).name),
    }


def _mount(path: Path) -> tuple[str, str, str]:
    """Returns mount point, device and kind of the file system that a path is on."""
    try:
        lines = Path("/proc/self/mounts").read_text().splitlines()
    except OSError:
        return str(path), "unknown", "unknown"
    mounts = [line.split()[:3] for line in lines]
    absolute = path.absolute()
    within = [mount for mount in mounts if absolute.is_relative_to(mount[1])]
    device, where, kind = max(within, key=lambda mount: len(mount[1]), default=["unknown", str(path), "unknown"])
    return where, "/dev/root" if device == "rootfs" else device, kind


def _transfers(device: str) -> dict[str, Any]:
    """Returns `io_stats`: reads and writes of a device since the machine was started."""
    try:
        lines = [line.split() for line in Path("/proc/diskstats").read_text().splitlines()]
    except OSError:
        return {}
    found = next((line for line in lines if line[2] == device), None)
    if found is None:
        return {"devices": [], "total": {}}
    reads, writes = int(found[3]), int(found[7])
    counts = {
        "operations": reads + writes,
        "read_operations": reads,
        "write_operations": writes,
        "read_kilobytes": int(int(found[5]) * _SECTOR_KB),
        "write_kilobytes": int(int(found[9]) * _SECTOR_KB),
        "io_time_in_millis": int(found[12]),
    }
    return {"devices": [{"device_name": device, **counts}], "total": counts}

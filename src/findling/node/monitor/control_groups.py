"""The limits of a container as Linux' control groups tell them, in both of their layouts."""

from pathlib import Path
from typing import Any, Final

_ROOT: Final = Path("/sys/fs/cgroup")
_OWN: Final = Path("/proc/self/cgroup")
_NO_STAT: Final = {"number_of_elapsed_periods": 0, "number_of_times_throttled": 0, "time_throttled_nanos": 0}
_NO_LIMIT: Final = "max"


def control_groups() -> dict[str, Any]:
    """Returns `os.cgroup`: processor time and memory of the group; empty where there is none."""
    try:
        lines = [line.split(":", 2) for line in _OWN.read_text().splitlines()]
    except OSError:
        return {}
    groups = {kind: path for _, kinds, path in lines for kind in kinds.split(",")}
    if "memory" in groups and "cpuacct" in groups:
        return _of_version_1(groups)
    return _of_version_2(groups[""]) if "" in groups else {}


def _of_version_1(groups: dict[str, str]) -> dict[str, Any]:
    cpu, memory = _folder("cpu", groups["cpu"]), _folder("memory", groups["memory"])
    used = _number(_folder("cpuacct", groups["cpuacct"]) / "cpuacct.usage")
    stat = _pairs(cpu / "cpu.stat")
    return {
        "cpuacct": {"control_group": groups["cpuacct"], "usage_nanos": used},
        "cpu": {
            "control_group": groups["cpu"],
            "cfs_period_micros": _number(cpu / "cpu.cfs_period_us"),
            "cfs_quota_micros": _number(cpu / "cpu.cfs_quota_us", -1),
            "stat": _throttling(stat, stat.get("throttled_time", 0)),
        },
        "memory": {
            "control_group": groups["memory"],
            "limit_in_bytes": _text(memory / "memory.limit_in_bytes", _NO_LIMIT),
            "usage_in_bytes": _text(memory / "memory.usage_in_bytes", "0"),
        },
    }


def _of_version_2(group: str) -> dict[str, Any]:
    folder = _ROOT / group.lstrip("/")
    stat = _pairs(folder / "cpu.stat")
    quota, _, period = _text(folder / "cpu.max", "max 100000").partition(" ")
    return {
        "cpuacct": {"control_group": group, "usage_nanos": stat.get("usage_usec", 0) * 1000},
        "cpu": {
            "control_group": group,
            "cfs_period_micros": int(period),
            "cfs_quota_micros": -1 if quota == _NO_LIMIT else int(quota),
            "stat": _throttling(stat, stat.get("throttled_usec", 0) * 1000),
        },
        "memory": {
            "control_group": group,
            "limit_in_bytes": _text(folder / "memory.max", _NO_LIMIT),
            "usage_in_bytes": _text(folder / "memory.current", "0"),
        },
    }


def _throttling(stat: dict[str, int], nanos: int) -> dict[str, int]:
    counts = {"number_of_elapsed_periods": "nr_periods", "number_of_times_throttled": "nr_throttled"}
    return {**_NO_STAT, **{name: stat.get(key, 0) for name, key in counts.items()}, "time_throttled_nanos": nanos}


def _folder(kind: str, group: str) -> Path:
    """Returns where a group's files are: within a container its path is that of the machine, its files at the top."""
    folder = _ROOT / kind / group.lstrip("/")
    return folder if folder.is_dir() else _ROOT / kind


def _text(path: Path, default: str) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return default


def _number(path: Path, default: int = 0) -> int:
    return int(_text(path, str(default)))


def _pairs(path: Path) -> dict[str, int]:
    return {name: int(value) for name, value in (line.split() for line in _text(path, "").splitlines())}

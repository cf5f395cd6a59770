"""Processes that may use a share of the processors only: control groups of Linux, of either version. Needs root."""

from pathlib import Path
from typing import Final

_ROOT: Final = Path("/sys/fs/cgroup")
_PERIOD_US: Final = 20_000


class CpuQuota:
    """A control group, without a limit at first. `remove` it once its processes have ended."""

    def __init__(self, name: str) -> None:
        self._is_first = (_ROOT / "cpu" / "cgroup.procs").exists()
        self._group = (_ROOT / "cpu" if self._is_first else _ROOT) / name
        self._group.mkdir(exist_ok=True)

    def set(self, share: float) -> None:
        """Lets the processes have so much of one processor together."""
        quota_us = int(share * _PERIOD_US)
        if self._is_first:
            (self._group / "cpu.cfs_period_us").write_text(str(_PERIOD_US))
            (self._group / "cpu.cfs_quota_us").write_text(str(quota_us))
        else:
            (self._group / "cpu.max").write_text(f"{quota_us} {_PERIOD_US}")

    def add(self, pid: int) -> None:
        """Puts a process into the group, and those that it will start."""
        (self._group / "cgroup.procs").write_text(str(pid))

    def remove(self) -> None:
        self._group.rmdir()

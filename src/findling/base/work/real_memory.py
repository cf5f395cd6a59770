"""What the process really holds, accounted for or not: the parent breaker refuses by it, as Elasticsearch's does.

Only a server asks for it: the memory of a process that merely uses the library is not the library's.
"""

import contextlib
import ctypes
import gc
import os
import resource
import sys
import threading
import time
from pathlib import Path
from typing import Final

from findling.base.work.stacks import ALL_STACKS_BYTES

_STATM: Final = "/proc/self/statm"
_CGROUP_LIMITS: Final = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")
_FRESH_S: Final = 0.002
"""So long is what was read believed, by those who want less than _LARGE_BYTES."""
_LARGE_BYTES: Final = 1 << 20
_RELIEF_S: Final = 0.5
_SETTLE_S: Final = 1.0
_ROOM_KEPT: Final = 0.06
"""The share of a limit of the system that is left for what nobody announces."""


class RealMemory:
    """The memory of this process: its own pages, without those of files, which the system takes back by itself.

    limit: of the system on this process, in bytes, None if it has none
    """

    def __init__(self) -> None:
        self._file = os.open(_STATM, os.O_RDONLY)
        self._page = resource.getpagesize()
        self.limit = _limit(*self._read())
        self._lock = threading.Lock()
        self._read_at = 0.0
        self._used = 0
        self._relieved_at = 0.0
        self._is_settled = True
        self._has_cycles = False

    def used(self, wanted: int = _LARGE_BYTES) -> int:
        """Returns the bytes held. wanted: by whoever asks; for little, what was read a moment ago will do"""
        now = time.monotonic()
        if wanted < _LARGE_BYTES and now - self._read_at < _FRESH_S:
            return self._used
        _, self._used = self._read()
        self._read_at = now
        return self._used

    def _read(self) -> tuple[int, int]:
        """Returns the size of the address space in use, and what is held."""
        size, resident, shared = map(int, os.pread(self._file, 128, 0).split()[:3])
        return size * self._page, (resident - shared) * self._page

    def most(self, limit: int) -> int:
        """Returns how much may be held: `limit`, or less where the system allows less."""
        return limit if self.limit is None else min(limit, int(self.limit * (1 - _ROOM_KEPT)))

    def relieve(self) -> None:
        """Gives back what nobody uses any more: cycles of objects, and free memory that the allocator keeps."""
        with self._lock:
            if time.monotonic() - self._relieved_at < _RELIEF_S:
                return
            gc.collect()
            self._give_back()

    def note_end(self, was_refused: bool) -> None:
        """A request has ended that may have used much. was_refused: for want of memory"""
        self._is_settled = False
        self._has_cycles = self._has_cycles or was_refused

    def settle(self) -> None:
        """Called now and then: gives back what requests that have ended left to the allocator."""
        if self._is_settled or time.monotonic() - self._relieved_at < _SETTLE_S:
            return
        self._is_settled = True
        if self._has_cycles:
            # what an exception holds is often part of a cycle
            self._has_cycles = False
            gc.collect()
        self._give_back()

    def _give_back(self) -> None:
        give_back()
        self._relieved_at = time.monotonic()
        self._read_at = 0.0

    def close(self) -> None:
        os.close(self._file)


def real_memory() -> RealMemory | None:
    """Returns the memory of this process, None where the system does not tell."""
    return RealMemory() if sys.platform == "linux" and os.path.exists(_STATM) else None


def give_back() -> None:
    """Makes the C library give its free memory back to the system."""
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)


def _limit(size: int, used: int) -> int | None:
    """Returns how many bytes the system lets the process hold. size, used: of an idle process

    Of a limited address space (`ulimit -v`) libraries, stacks and files take their part.
    """
    soft, _ = resource.getrlimit(resource.RLIMIT_AS)
    limits = [] if soft == resource.RLIM_INFINITY else [max(soft - (size - used) - ALL_STACKS_BYTES, 1)]
    container = _cgroup_limit()
    return min(limits + ([] if container is None else [container]), default=None)


def _cgroup_limit() -> int | None:
    """Returns what the container may hold, None without a limit."""
    for name in _CGROUP_LIMITS:
        try:
            text = Path(name).read_text().strip()
        except OSError:
            continue
        if text.isdecimal() and int(text) < 1 << 50:
            return int(text)
    return None

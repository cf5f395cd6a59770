"""How a server process gets and gives back memory; for the program, not for a library in somebody else's process."""

import contextlib
import ctypes
import gc
import sys
from pathlib import Path
from typing import Final

_M_MMAP_THRESHOLD: Final = -3
_M_ARENA_MAX: Final = -8
"""Parameters of glibc's mallopt, from malloc.h."""

_MCL_ALL: Final = 1 | 2 | 4
"""MCL_CURRENT, MCL_FUTURE and MCL_ONFAULT of mlockall, from mman.h."""

_LARGE_BYTES: Final = 1 << 20
_ARENAS: Final = 2
_GC_THRESHOLDS: Final = (50_000, 20, 20)


def limit_allocator() -> None:
    """Keeps freed memory from piling up in the C library; call it before threads start. Does nothing without glibc.

    Batches, buffers and merges take arrays of megabytes for a moment. By default glibc keeps up to 32 MB blocks of them
    in an arena per thread, from which little comes back: indexing 1.1 million documents then peaks at 570 MB instead of
    420. So arrays from a megabyte on are mapped one by one, and threads share two arenas.
    """
    if sys.platform != "linux":
        return
    with contextlib.suppress(AttributeError, OSError):
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)
        mallopt(_M_ARENA_MAX, _ARENAS)


def lock_memory() -> bool:
    """Keeps the process's memory, present and future, out of the swap space; returns whether the system allowed it.

    Memory is locked as it is used, not before; pages of mapped files too, once they have been read.
    """
    if sys.platform != "linux":
        return False
    with contextlib.suppress(AttributeError, OSError):
        return bool(ctypes.CDLL(None).mlockall(_MCL_ALL) == 0)
    return False


def is_memory_locked() -> bool:
    """Returns whether memory of this process is locked now, as the system tells it."""
    with contextlib.suppress(OSError), Path("/proc/self/status").open() as status:
        return any(line.startswith("VmLck:") and line.split()[1] != "0" for line in status)
    return False


def swap_used_bytes() -> int:
    """Returns how much of this machine's swap space is in use, 0 if nobody tells."""
    found: dict[str, int] = {}
    with contextlib.suppress(OSError), Path("/proc/meminfo").open() as lines:
        for line in lines:
            name, _, rest = line.partition(":")
            if name in ("SwapTotal", "SwapFree"):
                found[name] = int(rest.split()[0]) * 1024
    return found.get("SwapTotal", 0) - found.get("SwapFree", 0)


def relax_garbage_collection() -> None:
    """Makes the cycle collector look less often, and never at what is there now: call it once everything is imported.

    A bulk request makes ten thousand dicts at a time, none of them in a cycle; looking for cycles every 700 objects
    took 5 % of indexing.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_GC_THRESHOLDS)

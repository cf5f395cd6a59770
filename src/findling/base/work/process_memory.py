"""How a server process gets and gives back memory; for the program, not for a library in somebody else's process."""

import contextlib
import ctypes
import gc
import sys
from typing import Final

_M_MMAP_THRESHOLD: Final = -3
_M_ARENA_MAX: Final = -8
"""Parameters of glibc's mallopt, from malloc.h."""

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


def relax_garbage_collection() -> None:
    """Makes the cycle collector look less often, and never at what is there now: call it once everything is imported.

    A bulk request makes ten thousand dicts at a time, none of them in a cycle; looking for cycles every 700 objects
    took 5 % of indexing.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_GC_THRESHOLDS)

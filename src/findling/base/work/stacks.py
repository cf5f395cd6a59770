"""How deep calls may be within each other, and the stacks that threads need for it.

Most calls of Python are none of C, but some are (what sorts, makes objects, or is a generator): each of those takes up
to two kilobytes of its thread's stack, and a thread whose stack is full ends the process. So what scripts may do and
how large stacks are belongs together. Where the address space is limited (`ulimit -v`), in which stacks count whole,
both are smaller.
"""

import resource
import sys
import threading
from typing import Final

IS_LIMITED: Final = resource.getrlimit(resource.RLIMIT_AS)[0] != resource.RLIM_INFINITY
_FRAMES: Final = 1_500 if IS_LIMITED else 3_000
_STACK_BYTES: Final = (3 if IS_LIMITED else 8) << 20
MOST_THREADS: Final = 6 if IS_LIMITED else None
"""How many threads a pool may have whose calls mostly wait; None: as many as it likes."""
ALL_STACKS_BYTES: Final = 32 * _STACK_BYTES
"""What the stacks of a server take of a limited address space."""


def allow_frames() -> None:
    """Lets calls be within each other as deep as scripts may need it."""
    sys.setrecursionlimit(max(sys.getrecursionlimit(), _FRAMES))


def limit_stacks() -> None:
    """Gives the threads that are started from now on the stacks that so many calls need."""
    threading.stack_size(_STACK_BYTES)

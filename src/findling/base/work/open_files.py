"""How many files the process may have open: each segment of each shard is one, and mapped as well."""

import contextlib
import resource


def allow_open_files() -> int:
    """Raises the limit to what the system lets this process have, as runtimes of others do; returns the limit.

    A shell's usual limit, 1,024, is meant for programs that use select(): some fifty indices need more.
    """
    limit, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    # some systems name no limit and take none that is above their own
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
        return most
    return limit

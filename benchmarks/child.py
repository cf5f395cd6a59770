"""Child processes of the benchmarks: on so many cores, with their peak of memory."""

import os
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Child:
    """What is known of a process that has ended well."""

    output: str
    peak_bytes: int


def on_cores(n: int | None) -> Callable[[], None] | None:
    """Returns what a child process calls at its start to run on n cores; None: on all there are."""
    if n is None:
        return None
    cores = sorted(os.sched_getaffinity(0))[:n]
    return lambda: os.sched_setaffinity(0, cores)


def run_child(command: Sequence[str], cores: int | None = None) -> Child:
    """Runs a command to its end. Raises CalledProcessError."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, preexec_fn=on_cores(cores))
    assert process.stdout is not None
    with process.stdout:
        output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Child(output, usage.ru_maxrss * 1024)

"""Times calls (a search, many rounds) and stretches of work (indexing): CPU and wall clock."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.engine import Timing

_ROUND_NS = 300_000


class ClockError(Exception):
    """The CPU clock cannot be relied on."""


def measure(call: Callable[[], object], rounds: int) -> Timing:
    """Calls often enough per round that the clock's own cost and grain do not matter.

    Raises ClockError if the CPU clock stood still or went back in most rounds: it did once, on a virtual machine.
    """
    call()
    start = time.perf_counter_ns()
    call()
    calls = max(1, _ROUND_NS // max(time.perf_counter_ns() - start, 1))
    cpu, wall = [], []
    for _ in range(rounds):
        cpu_start, wall_start = time.thread_time_ns(), time.perf_counter_ns()
        for _ in range(calls):
            call()
        cpu_ns, wall_ns = time.thread_time_ns() - cpu_start, time.perf_counter_ns() - wall_start
        if cpu_ns > 0:
            cpu.append(cpu_ns / calls / 1_000)
            wall.append(wall_ns / calls / 1_000)
    if 2 * len(cpu) < rounds:
        raise ClockError(f"only {len(cpu)} of {rounds} rounds have a CPU time")
    return Timing(min(cpu), statistics.median(cpu), min(wall), statistics.median(wall), rounds - len(cpu))


class Stopwatch:
    """CPU time of this process and wall time since the start, without what this thread did outside.

    An engine's own threads may work on while this one is outside: their CPU time counts, the wall time does not.
    """

    def __init__(self) -> None:
        self._cpu, self._wall = time.process_time(), time.perf_counter()

    @contextmanager
    def outside(self) -> Iterator[None]:
        """What is done within is the harness's work, not the engine's."""
        cpu, wall = time.thread_time(), time.perf_counter()
        try:
            yield
        finally:
            self._cpu += time.thread_time() - cpu
            self._wall += time.perf_counter() - wall

    def read(self) -> tuple[float, float]:
        """Returns the seconds of CPU and of wall time."""
        return time.process_time() - self._cpu, time.perf_counter() - self._wall


def peak_bytes() -> int:
    """Returns the largest resident memory that this process has had."""
    return status_bytes("self", "VmHWM")


def status_bytes(process: int | str, name: str) -> int:
    """Returns a figure of /proc/PROCESS/status: VmRSS is the resident memory, VmHWM the most there was."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name + ":"))

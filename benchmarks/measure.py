"""Times one call: CPU and wall clock, minimum and median over several rounds."""

import statistics
import time
from collections.abc import Callable

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

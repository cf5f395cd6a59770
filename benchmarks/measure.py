"""Times one call: CPU and wall clock, minimum and median over several rounds."""

import statistics
import time
from collections.abc import Callable

from benchmarks.engine import Timing

_ROUND_NS = 300_000


def measure(call: Callable[[], object], rounds: int) -> Timing:
    """Calls often enough per round that the clock's own cost and grain do not matter."""
    call()
    start = time.perf_counter_ns()
    call()
    calls = max(1, _ROUND_NS // max(time.perf_counter_ns() - start, 1))
    cpu, wall = [], []
    for _ in range(rounds):
        cpu_start, wall_start = time.thread_time_ns(), time.perf_counter_ns()
        for _ in range(calls):
            call()
        cpu.append((time.thread_time_ns() - cpu_start) / calls / 1_000)
        wall.append((time.perf_counter_ns() - wall_start) / calls / 1_000)
    return Timing(min(cpu), statistics.median(cpu), min(wall), statistics.median(wall))

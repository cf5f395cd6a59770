"""`make soak MINUTES=20`: mixed load at a share of one core, and what the server holds meanwhile.

Ends with status 1 if an answer was wrong, or if memory, files, threads, segments or the disk have grown from the second
quarter of the time to the last by more than they may. Latencies are shown, not judged: they depend on who else works.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from tests.soak.load import Load
from tests.soak.samples import Sample, cpu_seconds, growths, take
from tests.system.server_process import ServerProcess

EVERY_S: Final = 15.0
CLIENTS: Final = 3
MOST: Final = {"resident_mb": (1.1, 20.0), "files": (1.25, 10.0), "threads": (1.0, 2.0), "segments": (1.5, 5.0),
               "disk_mb": (1.5, 10.0)}  # fmt: skip
"""By what is measured: the factor by which it may grow, and how much beyond that."""
MOST_FILES_KEPT: Final = 12
"""Open files, besides those of segments, that a load may leave: system indices that it made, connections."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--share", type=float, default=0.7, help="of one core")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        data = Path(directory) / "data"
        with ServerProcess(data, ready_s=120) as server:
            pid = server.process.pid
            address = server.url.removeprefix("http://")
            loads = [Load(address, pid, given.seed * CLIENTS + number, given.share) for number in range(CLIENTS)]
            loads[0].prepare()
            before = at_rest(server, data)
            for load in loads:
                load.start()
            samples = watch(loads, server, data, given.minutes * 60)
            for load in loads:
                load.stop()
            after = at_rest(server, data)
    return judged(samples, (before, after), [fault for load in loads for fault in load.faults])


def at_rest(server: ServerProcess, data: Path) -> Sample:
    """Returns what the server holds while nobody asks, once what nobody reads any more has been let go."""
    time.sleep(EVERY_S)
    return take(server.url, server.process.pid, data, 0.0, 0.0, 0, [])


def watch(loads: list[Load], server: ServerProcess, data: Path, seconds: float) -> list[Sample]:
    """Prints and returns samples while the loads run."""
    pid, samples = server.process.pid, []
    started = before = time.monotonic()
    used = cpu_seconds(pid)
    while time.monotonic() - started < seconds and all(load.is_alive() for load in loads):
        time.sleep(EVERY_S)
        now, spent = time.monotonic(), cpu_seconds(pid)
        took = [latency for load in loads for kind, latency in load.taken() if kind != "prepare"]
        share = (spent - used) / (now - before)
        samples.append(take(server.url, pid, data, now - started, share, sum(load.sent for load in loads), took))
        before, used = now, spent
        print(samples[-1].line(), flush=True)
    return samples


def judged(samples: list[Sample], rest: tuple[Sample, Sample], faults: list[str]) -> int:
    """Prints what has grown and what was answered wrongly; returns the exit status. rest: before and after the load"""
    grown = []
    before, after = rest
    print(f"at rest: {before.files} files before, {after.files} after; {before.segments} segments, {after.segments}; "
          f"{before.threads} threads, {after.threads}")  # fmt: skip
    if after.files - after.segments > before.files - before.segments + MOST_FILES_KEPT:
        grown.append("files at rest")
    for name, (early, late) in growths(samples).items():
        factor, beyond = MOST.get(name, (float("inf"), 0.0))
        print(f"{name}: {early:.1f} in the second quarter, {late:.1f} in the last")
        if late > early * factor + beyond:
            grown.append(name)
    for fault in faults[:20]:
        print(fault)
    print(f"wrong answers: {len(faults)}; has grown: {', '.join(grown) or 'nothing'}")
    return int(bool(faults) or bool(grown))


if __name__ == "__main__":
    sys.exit(main())

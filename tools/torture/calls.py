"""SIGKILL at every call that changes the disk, one after the other; what was acknowledged is there after the restart.

The same work is done again and again from the same data, and ended at its first, its second, its third call: writes,
syncs, new names, renames, links, removals. A write at which it ends is half done, in whole sectors. Every other
workload has refreshes, flushes and merges beside it, so that what is done at a call is another thing each time.
"""

import logging
import os
import shutil
import sys
from pathlib import Path

from tools.torture.behind_shim import Shim, count, fault, run_behind_shim
from tools.torture.model import NOTHING, Indices, Step, faults
from tools.torture.report import Report
from tools.torture.story import Story, forked, line
from tools.torture.workload import Workload, found_in, open_node, state_faults

from findling.node.services.clone import clone_data

_STEPS = 20
_NEVER = -1


def run(data: Path, seed: int, rounds: int) -> Report:
    """Kills at so many calls."""
    report = Report("calls", seed)
    run_behind_shim("tools.torture.calls", data, report, rounds)
    return report


def _rounds(data: Path, seed: int, rounds: int) -> None:
    killed = number = 0
    while killed < rounds:
        killed += _kill_at_each_call(data, seed * 1000 + number, rounds - killed, background=number % 2 == 1)
        number += 1


def _kill_at_each_call(data: Path, seed: int, most: int, background: bool) -> int:
    """Does one workload until it comes to its end, killed at a later call each time; returns how often that was."""
    begin, work = data / "begin", data / "work"
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(parents=True)
    first = Story().hear_all(forked(lambda pipe: _work(begin, NOTHING, seed + 500, pipe, _NEVER, False)))
    for call in range(most):
        clone_data(begin, work)
        told = Story(first.known).hear_all(
            forked(lambda pipe, call=call: _work(work, first.known, seed, pipe, call, background))
        )
        _look(work, told, f"workload {seed}, call {call}: ")
        shutil.rmtree(work)
        if told.counts:
            for what, number in told.counts.items():
                count(f"{what} in whole workloads", number)
            return call
        count("kills")
    return most


def _work(data: Path, known: Indices, seed: int, pipe: int, call: int, background: bool) -> None:
    def tell(word: str, step: Step) -> None:
        os.write(pipe, line(word, step))

    shim = Shim()
    shim.kill_in(call)
    with open_node(data, background=background) as node:
        workload = Workload(node, seed, tell)
        workload.indices = known
        workload.run(_STEPS)
    os.write(pipe, line("end", shim.changes()))


def _look(work: Path, told: Story, where: str) -> None:
    seen = Story().hear_all(forked(lambda pipe: _open(work, pipe)))
    if seen.found is None and not seen.failures:
        fault(f"{where}the start ended the process")
    for message in told.failures + seen.failures:
        fault(where + message)
    if seen.found is not None:
        for message in faults(seen.found, told.known, told.doubt):
            fault(where + message)


def _open(work: Path, pipe: int) -> None:
    with open_node(work, background=False) as node:
        wrong = state_faults(node)
        text = line("ready", [found_in(Workload(node, 0, lambda word, step: None).api), wrong])
    with os.fdopen(os.dup(pipe), "wb") as whole:
        whole.write(text)


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    _rounds(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))

"""SIGKILL at random moments; what was acknowledged is there after the restart, and nothing is half-made.

Each round forks a child that opens the node, checks it, works on and tells what it does through a pipe; it is killed
after a random time. The page cache outlives a process: `power` is about what does not.
"""

import os
import random
import select
import signal
import time
from pathlib import Path

from tools.torture.model import NOTHING, Indices, Step, faults
from tools.torture.report import Report
from tools.torture.story import Story, line, run_to_end
from tools.torture.workload import Workload, found_in, open_node, state_faults

_OPENING_S = 60.0


def run(data: Path, seed: int, rounds: int, longest_s: float = 0.5) -> Report:
    """Kills a working node so many times."""
    report = Report("kills", seed)
    chance = random.Random(seed)
    known: Indices = NOTHING
    doubt: Step | None = None
    for number in range(rounds):
        child = _Child(data, known, doubt, seed * 100_000 + number)
        known, doubt = child.watch(chance.random() * longest_s, report, f"round {number}: ")
        report.counts["kills"] += 1
        if len(report.faults) > 20:
            break
    last = _Child(data, known, doubt, seed)
    last.watch(0.0, report, "at the end: ")
    return report


class _Child:
    """One round's process."""

    def __init__(self, data: Path, known: Indices, doubt: Step | None, seed: int) -> None:
        reader, writer = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            os.close(reader)
            run_to_end(lambda pipe: _work(data, known, doubt, seed, pipe), writer)
        os.close(writer)
        self._reader = reader

    def watch(self, seconds: float, report: Report, where: str) -> tuple[Indices, Step | None]:
        """Kills the child some time after it has checked its data; returns what it had acknowledged, and was doing."""
        text = self._read_until_ready()
        time.sleep(seconds)
        os.kill(self._pid, signal.SIGKILL)
        while chunk := os.read(self._reader, 1 << 20):
            text += chunk
        os.close(self._reader)
        os.waitpid(self._pid, 0)
        story = Story().hear_all(text)
        report.faults += [where + failure for failure in story.failures]
        report.counts["acknowledged steps"] += story.steps
        return story.known, story.doubt

    def _read_until_ready(self) -> bytes:
        text = b""
        deadline = time.monotonic() + _OPENING_S
        while b"\n" not in text and time.monotonic() < deadline:
            if select.select([self._reader], [], [], 1.0)[0]:
                chunk = os.read(self._reader, 1 << 20)
                if not chunk:
                    break
                text += chunk
        return text


def _work(data: Path, known: Indices, doubt: Step | None, seed: int, writer: int) -> None:
    def tell(word: str, message: object) -> None:
        os.write(writer, line(word, message))

    node = open_node(data)
    wrong = state_faults(node)
    workload = Workload(node, seed, tell)
    workload.indices = found_in(workload.api)
    tell("ready", [workload.indices, wrong + faults(workload.indices, known, doubt)])
    workload.run()

"""Runs a campaign's module as a process of its own with shim.c in front of the file system, and reads what it tells."""

import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

import orjson
from tools.torture.recording import build_shim
from tools.torture.report import Report

_ROOT: Final = Path(__file__).parents[2]


def run_behind_shim(module: str, data: Path, report: Report, rounds: int) -> None:
    """Runs `python -m MODULE DATA SEED ROUNDS`, and notes in the report what it says (`count`, `fault`)."""
    shim = build_shim(Path(tempfile.mkdtemp(prefix="torture-shim-")))
    try:
        environment = {**os.environ, "LD_PRELOAD": str(shim), "TORTURE_ROOT": str(data)}
        command = [sys.executable, "-m", module, str(data), str(report.seed), str(rounds)]
        done = subprocess.run(command, check=True, env=environment, cwd=_ROOT, stdout=subprocess.PIPE)
    finally:
        shutil.rmtree(shim.parent)
    for line in done.stdout.splitlines():
        word, message, number = orjson.loads(line)
        if word == "fault":
            report.faults.append(message)
        else:
            report.counts[message] += number


def count(what: str, number: int = 1) -> None:
    """Tells whoever runs this process that something was done so often."""
    _say(["count", what, number])


def fault(what: str) -> None:
    """Tells whoever runs this process what is wrong."""
    _say(["fault", what, 1])


def _say(message: list[Any]) -> None:
    sys.stdout.buffer.write(orjson.dumps(message) + b"\n")
    sys.stdout.buffer.flush()


class Shim:
    """What shim.c does for this process."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(None)
        self._library.torture_calls.restype = ctypes.c_long

    def fail(self, call: int, error: int, skip: int, count: int) -> None:
        """Makes the calls of a kind fail: the first `skip` of them pass, then `count` fail (-1: all)."""
        self._library.torture_fault(call, error, ctypes.c_long(skip), ctypes.c_long(count))

    def mend(self) -> None:
        """Lets all calls succeed."""
        self.fail(0, 0, 0, 0)

    def kill_in(self, calls: int) -> None:
        """Ends the process at its change of the disk after so many others."""
        self._library.torture_kill(ctypes.c_long(calls))

    def changes(self) -> dict[str, int]:
        """Returns how many changes of each kind there have been."""
        return {name: self._library.torture_calls(ord(kind)) for kind, name in _CHANGES.items()}

    def move_clock(self, seconds: int) -> None:
        """Lets the clock be wrong by so many seconds."""
        self._library.torture_clock(ctypes.c_long(seconds))


_CHANGES: Final = {
    "C": "new files",
    "W": "writes",
    "T": "truncations",
    "S": "syncs",
    "R": "renames",
    "L": "links",
    "U": "removals",
    "M": "new directories",
    "D": "removed directories",
}

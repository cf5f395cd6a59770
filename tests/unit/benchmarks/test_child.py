"""Child processes: what they print, how many cores they see, and that failures are not overlooked."""

import subprocess
import sys

import pytest

from benchmarks.child import run_child
from benchmarks.measure import peak_bytes, status_bytes

PRINT_CORES = "import os; print(len(os.sched_getaffinity(0)))"


def test_a_child_runs_on_so_many_cores_and_its_memory_is_known() -> None:
    child = run_child([sys.executable, "-c", PRINT_CORES], 1)
    assert child.output == "1\n"
    assert child.peak_bytes > 1_000_000


def test_a_child_that_fails_is_an_error() -> None:
    with pytest.raises(subprocess.CalledProcessError) as caught:
        run_child([sys.executable, "-c", "raise SystemExit(3)"])
    assert caught.value.returncode == 3


def test_peak_memory_is_at_least_what_is_used_now() -> None:
    held = b"x" * 20_000_000
    now = status_bytes("self", "VmRSS")
    assert peak_bytes() >= now >= len(held)

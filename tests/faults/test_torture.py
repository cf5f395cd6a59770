"""The campaigns of `make torture`, in small: a few seeded rounds of each, more of them in the slow set."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
needs_compiler = pytest.mark.skipif(shutil.which("cc") is None, reason="the shim is compiled with cc")


def torture(campaign: str, seed: int, rounds: int) -> str:
    """Runs the command; returns its report."""
    command = [sys.executable, "-m", "tools.torture", campaign, "--seed", str(seed), "--rounds", str(rounds)]
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
    assert "0 faults" in done.stdout
    return done.stdout


def test_a_few_kills() -> None:
    assert "5 kills" in torture("kills", 11, 5)


def test_a_few_damaged_files() -> None:
    assert "kinds of bytes" in torture("damage", 11, 40)


def test_a_few_repairs() -> None:
    assert "mended" in torture("repair", 11, 9)


@needs_compiler
def test_kills_at_a_few_calls() -> None:
    assert "6 kills" in torture("calls", 11, 6)


@needs_compiler
def test_a_few_power_cuts() -> None:
    assert "5 cuts" in torture("power", 11, 5)


@needs_compiler
def test_a_few_failing_disks() -> None:
    torture("disk", 11, 5)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("campaign", "rounds"),
    [
        ("kills", 200),
        ("damage", 500),
        ("repair", 150),
        pytest.param("calls", 200, marks=needs_compiler),
        pytest.param("power", 200, marks=needs_compiler),
        pytest.param("disk", 50, marks=needs_compiler),
    ],
)
def test_many_rounds(campaign: str, rounds: int) -> None:
    torture(campaign, 12, rounds)

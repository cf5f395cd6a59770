"""The distribution as a release makes it, and environments that know nothing but it."""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
TOOLS = Path(sys.executable).parent
DIST = ROOT / "dist"


@dataclass(frozen=True)
class Distribution:
    """sdist, wheel: the files to publish; shown: what auditwheel says of the wheel."""

    sdist: Path
    wheel: Path
    shown: str


def run(command: Sequence[str | Path], **environment: str) -> str:
    """Runs a command to its end and returns its output. Fails with the output if it fails."""
    done = subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, **environment},
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def build() -> Distribution:
    """Builds sdist and wheel from the tracked files alone and gives the wheel its platform tag."""
    for file in DIST.glob("findling-*"):
        file.unlink()
    run([sys.executable, "-m", "build", "--outdir", DIST, ROOT])
    raw = next(DIST.glob("findling-*.whl"))
    path = f"{TOOLS}{os.pathsep}{os.environ['PATH']}"
    run([TOOLS / "auditwheel", "repair", "--wheel-dir", DIST, raw], PATH=path)
    wheel = next(file for file in DIST.glob("findling-*.whl") if "manylinux" in file.name)
    if raw != wheel:
        raw.unlink()
    shown = run([TOOLS / "auditwheel", "show", wheel])
    return Distribution(next(DIST.glob("findling-*.tar.gz")), wheel, shown)

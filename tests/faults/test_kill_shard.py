"""kill -9 of a process that writes to a shard: what was acknowledged is there afterwards, nothing else is."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.shard_writer_process import Changes, batch, open_case

ROOT = Path(__file__).parents[2]


def write_until_killed(path: Path, seed: int, after: int) -> tuple[int, int]:
    """Kills the writer shortly after its n-th line; returns the last batch begun and the last acknowledged."""
    command = [sys.executable, "-m", "tests.faults.shard_writer_process", str(path), str(seed)]
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"}
    begun = done = -1
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment) as process:
        assert process.stdout is not None
        for count, line in enumerate(process.stdout):
            word, number = line.split()
            begun, done = (int(number), done) if word == "start" else (begun, int(number))
            if count == after:
                process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    return begun, done


def changed(documents: dict[str, int], changes: Changes) -> dict[str, int]:
    merged: dict[str, int | None] = {**documents, **changes}
    return {doc_id: value for doc_id, value in merged.items() if value is not None}


def run_rounds(path: Path, rounds: int, seed: int) -> None:
    generator = random.Random(seed)
    documents: dict[str, int] = {}
    for number in range(rounds):
        begun, done = write_until_killed(path, seed + number, generator.randrange(0, 120))
        for acknowledged in range(done + 1):
            documents = changed(documents, batch(seed + number, acknowledged))
        case = open_case(path)
        found = {doc_id: document["n"] for doc_id, document in case.searchable().items()}
        case.shard.close()
        in_doubt = changed(documents, batch(seed + number, begun)) if begun > done else documents
        assert found in (documents, in_doubt), f"round {number}, begun {begun}, done {done}"
        documents = found


def test_a_few_rounds(tmp_path: Path) -> None:
    run_rounds(tmp_path / "shard", 5, seed=20_000)


@pytest.mark.slow
def test_many_rounds(tmp_path: Path) -> None:
    run_rounds(tmp_path / "shard", 50, seed=1)

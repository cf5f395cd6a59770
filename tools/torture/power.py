"""Power cuts: a workload's writes are recorded, and the disk is rebuilt as it may be after a cut at random points.

One recorded process gives any number of cuts. What was acknowledged before the cut must be there (durability
`request`), or at least everything up to the last sync of the log (`async`): never a state that was at no moment.
"""

import os
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.torture.model import RECORDS, Documents, Indices, Step, faults
from tools.torture.recording import Disk, build_shim, read_calls
from tools.torture.report import Report
from tools.torture.story import Story, line
from tools.torture.workload import Workload, found_in, open_node, state_faults

_CUTS_OF_ONE = 25
_STEPS = 60
_ROOT = Path(__file__).parents[2]


def run(data: Path, seed: int, rounds: int, steps: int = _STEPS) -> Report:
    """Cuts the power so many times; `data` is made and removed."""
    report = Report("power", seed)
    shim = build_shim(Path(tempfile.mkdtemp(prefix="torture-shim-")))
    try:
        number = 0
        while report.counts["cuts"] < rounds and len(report.faults) < 20:
            durability = ("request", "request", "async")[number % 3]
            cuts = min(_CUTS_OF_ONE, rounds - report.counts["cuts"])
            _cut_often(data, shim, seed * 1000 + number, steps, cuts, durability, report)
            number += 1
    finally:
        shutil.rmtree(shim.parent)
    return report


def _cut_often(data: Path, shim: Path, seed: int, steps: int, cuts: int, durability: str, report: Report) -> None:
    """Records one workload, and looks at the disk after several cuts of it."""
    log = data.with_name("recording")
    shutil.rmtree(data, ignore_errors=True)
    log.unlink(missing_ok=True)
    data.mkdir(parents=True)
    environment = {**os.environ, "LD_PRELOAD": str(shim), "TORTURE_ROOT": str(data), "TORTURE_LOG": str(log)}
    command = [sys.executable, "-m", "tools.torture.power", str(data), str(seed), str(steps), durability]
    subprocess.run(command, check=True, env=environment, cwd=_ROOT)
    calls = read_calls(log)
    told = [number for number, call in enumerate(calls) if call.kind == "W" and call.data.startswith(b"start ")]
    chance = random.Random(seed)
    places = sorted(chance.randrange(told[0], len(calls)) for _ in range(cuts))
    disk, story, at = Disk(data), _Story(), 0
    for place in places:
        for call in calls[at:place]:
            disk.play(call)
            story.hear(call.data.rstrip(b"\n") if call.kind == "W" else b"")
        at = place
        target = data.with_name("after")
        shutil.rmtree(target, ignore_errors=True)
        disk.write_after_cut(target, chance)
        where = f"seed {seed} {durability} cut before call {place}: "
        report.faults += [where + fault for fault in _look(target / "node", story, durability)]
        report.counts["cuts"] += 1
    report.counts["recorded calls"] += len(calls)


class _Story(Story):
    """What the workload had told when the power was cut, and every state its indices have been in."""

    def __init__(self) -> None:
        super().__init__()
        self.history: dict[str, list[Documents]] = {}

    def hear(self, told: bytes) -> None:
        """Takes a line of the file of acknowledgements; other writes are none."""
        super().hear(told)
        if self.doubt is not None:
            self._note(self.doubt.applied(self.known))

    def doubt_of_records(self) -> Step | None:
        """Returns the step in doubt, if it is about records: these are as durable as ever."""
        return self.doubt if self.doubt is not None and self.doubt.index == RECORDS else None

    def _note(self, indices: Indices) -> None:
        for name, documents in indices.items():
            states = self.history.setdefault(name, [{}])
            if states[-1] != documents:
                states.append(documents)


def _look(node_path: Path, story: _Story, durability: str) -> list[str]:
    try:
        with open_node(node_path, background=False) as node:
            wrong = state_faults(node)
            found = found_in(Workload(node, 0, lambda word, step: None).api)
    except Exception as error:
        return [f"does not start: {type(error).__name__}: {error}"]
    if durability == "request":
        return wrong + faults(found, story.known, story.doubt)
    records = faults({RECORDS: found.pop(RECORDS)}, {RECORDS: story.known[RECORDS]}, story.doubt_of_records())
    return wrong + records + _moments(found, story)


def _moments(found: Indices, story: _Story) -> list[str]:
    """With `async` the last writes may be lost, but each document is as it once was, and none is missing
    that no write has ever removed."""
    wrong = []
    for name, documents in found.items():
        states = story.history.get(name, [{}])
        for doc_id in documents.keys() | {doc_id for state in states for doc_id in state}:
            if documents.get(doc_id) not in [state.get(doc_id) for state in states]:
                wrong.append(f"{name}: document {doc_id} is as it never was")
    lost = [
        name
        for name in story.known.keys() - found.keys() - {RECORDS}
        if story.doubt is None or story.doubt.index != name
    ]
    return wrong + [f"lost index {name}" for name in lost]


def _record(data: Path, seed: int, steps: int, durability: str) -> None:
    """What the recorded process does."""
    acks = os.open(data / "acks", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def tell(word: str, step: Step) -> None:
        os.write(acks, line(word, step))

    with open_node(data / "node", background=False) as node:
        Workload(node, seed, tell, durability).run(steps)
    os._exit(0)


if __name__ == "__main__":
    _record(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])

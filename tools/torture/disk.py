"""Failing disks: writes, syncs, reads and new names that fail, writes cut short, no more open files; wrong clocks.

What is answered has a type and status of the API. Then the disk is mended, the shards that failed are opened again, and
work goes on. What was acknowledged, before or after, is there after a restart; what was refused is there wholly, in
part (document by document of a bulk) or not at all, never half-made.
"""

import errno
import logging
import os
import random
import sys
import traceback
from pathlib import Path
from typing import Any, Final

import orjson
from tools.torture.behind_shim import Shim, count, fault, run_behind_shim
from tools.torture.model import NOTHING, Indices, Step, faults, still_in_doubt
from tools.torture.report import Report
from tools.torture.story import forked
from tools.torture.workload import RefusedError, Workload, found_in, open_node, state_faults

_STEPS: Final = 15
_FAULTS_A_ROUND: Final = 3
_CLOCK_S: Final = 30 * 86_400
_KINDS: Final = (
    ("full disk", 1, errno.ENOSPC),
    ("write", 1, errno.EIO),
    ("sync", 2, errno.EIO),
    ("read", 3, errno.EIO),
    ("name on a full disk", 4, errno.ENOSPC),
    ("name on a read-only disk", 4, errno.EROFS),
    ("short write", 5, 0),
    ("too many open files", 6, errno.EMFILE),
)
_TYPES: Final = {
    429: {"cluster_block_exception"},
    500: {"i_o_exception", "corrupt_index_exception", "search_phase_execution_exception"},
    503: {
        "unavailable_shards_exception",
        "no_shard_available_action_exception",
        "failed_to_commit_cluster_state_exception",
        "search_phase_execution_exception",
    },
}


def run(data: Path, seed: int, rounds: int) -> Report:
    """Lets a disk fail in so many processes. The work is done behind the shim."""
    report = Report("disk", seed)
    run_behind_shim("tools.torture.disk", data, report, rounds)
    return report


def _rounds(data: Path, seed: int, rounds: int) -> None:
    known: Indices = NOTHING
    doubts: list[Step] = []
    for number in range(rounds + 1):
        chance = random.Random(seed * 10_000 + number)
        work = _Round(data, known, doubts, chance, faulty=number < rounds)
        answer = orjson.loads(forked(work.run))
        for wrong in answer["wrong"]:
            fault(f"round {number}: {wrong}")
        for what in answer["counts"]:
            count(what)
        known, doubts = answer["known"], [Step(**doubt) for doubt in answer["doubts"]]
    count("restarts", rounds)


class _Round:
    """The work of one process, up to its end without a goodbye."""

    def __init__(self, data: Path, known: Indices, doubts: list[Step], chance: random.Random, faulty: bool) -> None:
        self._data, self._known, self._doubts = data, known, doubts
        self._chance = chance
        self._faulty = faulty
        self._shim = Shim()
        self._wrong: list[str] = []
        self._counts: list[str] = []

    def run(self, pipe: int) -> None:
        """Works, and writes what there is to be known to the pipe."""
        try:
            self._work()
        except BaseException:
            self._wrong.append(traceback.format_exc()[-1500:])
        answer: dict[str, Any] = {"wrong": self._wrong, "counts": self._counts, "known": self._known}
        answer["doubts"] = [doubt.to_json() for doubt in self._doubts]
        with os.fdopen(os.dup(pipe), "wb") as whole:
            whole.write(orjson.dumps(answer))

    def _work(self) -> None:
        node = open_node(self._data)
        workload = Workload(node, self._chance.randrange(1 << 30), self._hear)
        found = found_in(workload.api)
        self._wrong += state_faults(node) + faults(found, self._known, *self._doubts)
        self._known, self._doubts = found, []
        for _ in range(_FAULTS_A_ROUND):
            workload.indices = self._known
            self._fail_for_a_while(workload)

    def _fail_for_a_while(self, workload: Workload) -> None:
        name, call, number = self._chance.choice(_KINDS)
        if self._faulty:
            self._shim.fail(call, number, self._chance.randrange(80), self._chance.choice([1, -1]))
            if self._chance.random() < 0.3:
                self._shim.move_clock(self._chance.randrange(-_CLOCK_S, _CLOCK_S))
                self._counts.append("wrong clocks")
        try:
            workload.run(_STEPS)
            self._counts.append(f"{name} not noticed")
        except RefusedError as error:
            self._counts.append(f"{name} refused with {error.status}")
            self._wrong += _wrong_answer(name, error)
        self._shim.mend()
        workload.api.post("/_cluster/reroute?retry_failed=true")
        found = found_in(workload.api)
        self._wrong += [f"after {name}: {what}" for what in faults(found, self._known, *self._doubts)]
        self._known = found

    def _hear(self, word: str, step: Step) -> None:
        if word == "start":
            self._doubts.append(step)
        else:
            self._known = step.applied(self._known)
            self._doubts = still_in_doubt(self._doubts[:-1], step)


def _wrong_answer(name: str, error: RefusedError) -> list[str]:
    body = orjson.loads(str(error)) if str(error).endswith("}") else {}
    kind = body.get("error", {}).get("type", "") if isinstance(body.get("error"), dict) else ""
    unfitting = error.status == 429 and "full disk" not in name
    if unfitting or error.status not in _TYPES or (kind and kind not in _TYPES[error.status]):
        return [f"{name}: answered {error.status} {error}"]
    return []


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    _rounds(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))

"""Failing disks: writes, syncs and reads that fail, names that cannot be made.

What is answered has a type and status of the API; what was acknowledged before is there after a restart, and what was
refused is there wholly, in part (document by document of a bulk) or not at all, never half-made.
"""

import ctypes
import errno
import logging
import os
import random
import shutil
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any

import orjson
from tools.torture.model import Indices, Step, faults
from tools.torture.recording import build_shim
from tools.torture.report import Report
from tools.torture.workload import RefusedError, Workload, found_in, open_node, state_faults

_ROOT = Path(__file__).parents[2]
_STEPS = 40
_KINDS = (
    ("write", 1, errno.ENOSPC),
    ("write", 1, errno.EIO),
    ("sync", 2, errno.EIO),
    ("read", 3, errno.EIO),
    ("name", 4, errno.ENOSPC),
)
_TYPES = {
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
    """Lets a disk fail so many times. The work is done by a process of its own, behind the shim."""
    report = Report("disk", seed)
    shim = build_shim(Path(tempfile.mkdtemp(prefix="torture-shim-")))
    try:
        environment = {**os.environ, "LD_PRELOAD": str(shim), "TORTURE_ROOT": str(data)}
        command = [sys.executable, "-m", "tools.torture.disk", str(data), str(seed), str(rounds)]
        done = subprocess.run(command, check=True, env=environment, cwd=_ROOT, stdout=subprocess.PIPE)
    finally:
        shutil.rmtree(shim.parent)
    for line in done.stdout.splitlines():
        word, message = orjson.loads(line)
        if word == "fault":
            report.faults.append(message)
        else:
            report.counts[message] += 1
    return report


def _rounds(data: Path, seed: int, rounds: int) -> None:
    known: Indices = {}
    doubt: Step | None = None
    for number in range(rounds + 1):
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reader)
            _work(data, known, doubt, random.Random(seed * 10_000 + number), writer, faulty=number < rounds)
        os.close(writer)
        text = b""
        while chunk := os.read(reader, 1 << 20):
            text += chunk
        os.close(reader)
        os.waitpid(child, 0)
        answer = orjson.loads(text)
        for fault in answer["faults"]:
            _say("fault", f"round {number}: {fault}")
        for what in answer["counts"]:
            _say("count", what)
        known, doubt = answer["known"], Step(**answer["doubt"]) if answer["doubt"] else None


def _say(word: str, message: str) -> None:
    sys.stdout.buffer.write(orjson.dumps([word, message]) + b"\n")
    sys.stdout.buffer.flush()


def _work(data: Path, known: Indices, doubt: Step | None, chance: random.Random, writer: int, faulty: bool) -> None:
    """One round in a process of its own; never returns."""
    answer: dict[str, Any] = {"faults": [], "counts": [], "known": known, "doubt": doubt and doubt.to_json()}
    try:
        _round(data, known, doubt, chance, faulty, answer)
    except BaseException:
        answer["faults"].append(traceback.format_exc()[-1500:])
    with os.fdopen(writer, "wb") as pipe:
        pipe.write(orjson.dumps(answer))
    os._exit(0)


def _round(
    data: Path, known: Indices, doubt: Step | None, chance: random.Random, faulty: bool, answer: dict[str, Any]
) -> None:
    node = open_node(data)
    current: list[Step | None] = [None]

    def tell(word: str, step: Step) -> None:
        current[0] = step if word == "start" else None

    workload = Workload(node, {}, chance.randrange(1 << 30), tell)
    found = found_in(workload.api)
    answer["faults"] += state_faults(node) + faults(found, known, doubt)
    workload.indices = found
    name, call, number = chance.choice(_KINDS)
    if faulty:
        _fail(call, number, chance.randrange(80), chance.choice([1, -1]))
    try:
        workload.run(_STEPS)
        answer["counts"].append("rounds without a refusal")
    except RefusedError as error:
        answer["counts"].append(f"{name} refused with {error.status}")
        answer["faults"] += _wrong_answer(name, error)
    _fail(0, 0, 0, 0)
    step = current[0]
    answer.update(known=workload.indices, doubt=step and step.to_json())


def _fail(call: int, number: int, skip: int, count: int) -> None:
    ctypes.CDLL(None).torture_fault(call, number, ctypes.c_long(skip), ctypes.c_long(count))


def _wrong_answer(name: str, error: RefusedError) -> list[str]:
    body = orjson.loads(str(error)) if str(error).endswith("}") else {}
    kind = body.get("error", {}).get("type", "") if isinstance(body.get("error"), dict) else ""
    if error.status not in _TYPES or (kind and kind not in _TYPES[error.status]):
        return [f"{name}: answered {error.status} {error}"]
    return []


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    _rounds(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))

"""Damaged files: a flipped bit, a cut or missing file is found and named, or harmless; never a wrong byte served."""

import os
import random
import shutil
import traceback
from pathlib import Path

from tools.torture.model import Indices
from tools.torture.report import Report
from tools.torture.workload import Workload, found_in, open_node

from findling.base.errors import CorruptIndexError, FindlingError
from findling.node.services.node import Node
from tests.reference.api import Api

_STEPS = 70


def run(data: Path, seed: int, rounds: int) -> Report:
    """Damages so many files, one at a time, of a node that was killed."""
    report = Report("damage", seed)
    expected = _make(data, seed)
    files = sorted(path for path in data.rglob("*") if path.is_file() and path.stat().st_size)
    kinds = sorted({_kind(path) for path in files})
    chance = random.Random(seed)
    for number in range(rounds):
        kind = kinds[number % len(kinds)]
        file = chance.choice([path for path in files if _kind(path) == kind])
        target = data.with_name("damaged")
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(data, target)
        damaged = target / file.relative_to(data)
        what = _damage(damaged, chance)
        outcome, fault = _look(target, damaged, expected)
        report.counts[outcome] += 1
        report.counts["files"] += 1
        if fault:
            report.faults.append(f"round {number}: {what} {file.relative_to(data)}: {fault}")
    shutil.rmtree(data.with_name("damaged"), ignore_errors=True)
    return report


def _make(data: Path, seed: int) -> Indices:
    """Fills a data directory in a process that ends as if killed; returns what is in it."""
    if os.fork() == 0:
        try:
            with open_node(data, background=False) as node:
                Workload(node, {}, seed, lambda word, step: None).run(_STEPS)
                os._exit(0)
        finally:
            traceback.print_exc()
            os._exit(1)
    assert os.wait()[1] == 0
    seen = data.with_name("seen")
    shutil.copytree(data, seen)
    with open_node(seen, sync=False, background=False) as node:
        found = found_in(Api(node))
    shutil.rmtree(seen)
    return found


def _kind(path: Path) -> str:
    return path.name.split("-")[0] if path.name.startswith("commit") else path.suffix or path.name


def _damage(file: Path, chance: random.Random) -> str:
    content = bytearray(file.read_bytes())
    draw = chance.random()
    if draw < 0.05:
        file.unlink()
        return "removed"
    if draw < 0.15:
        del content[chance.randrange(len(content)) :]
        what = f"cut to {len(content)} bytes"
    else:
        place = chance.randrange(len(content))
        content[place] ^= 1 << chance.randrange(8)
        what = f"bit flipped at {place} of {len(content)} in"
    file.write_bytes(content)
    return what


def _look(data: Path, file: Path, expected: Indices) -> tuple[str, str]:
    """Returns what became of the damage, and what is wrong with that."""
    try:
        node = open_node(data, sync=False, background=False)
    except FindlingError as error:
        return "refused", "" if file.name in error.reason else f"start refused without a name: {error.reason}"
    except Exception as error:
        return "refused", f"start failed: {error!r}"
    with node:
        try:
            return _compare(node, file, expected)
        except Exception as error:
            named = file.name in str(error) or file.parent.name in str(error)
            return "named", "" if named and "corrupt" in str(error) else f"{type(error).__name__}: {error}"


def _compare(node: Node, file: Path, expected: Indices) -> tuple[str, str]:
    if found_in(Api(node)) != expected:
        return "served", "documents differ"
    try:
        for service in node.indices.open_all():
            for shard in service.shards():
                with shard.searcher() as searcher:
                    for view in searcher.segments:
                        view.reader.verify()
    except CorruptIndexError as error:
        return "named", "" if file.name in error.reason else f"named wrongly: {error.reason}"
    return "harmless", ""

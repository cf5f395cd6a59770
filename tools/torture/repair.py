"""Damaged files, mended: `findling check` names exactly them, and its repair loses what it says and nothing else.

The data is that of `damage`. After each repair the data is whole, a node starts green, no document is there that was
not, none is another, and no more are missing than was said before.
"""

import os
import random
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import orjson
from tools.torture.parts import Part, damage, parts_by_kind
from tools.torture.report import Report
from tools.torture.story import forked
from tools.torture.workload import open_node

from findling.cluster.system import SYSTEM_INDICES
from findling.index.check.shard_repair import Action
from findling.node.check.data_check import check_data
from findling.node.check.data_repair import DataRepair
from findling.node.services.clone import clone_data
from findling.node.services.node import Node
from tests.reference.api import Api
from tests.reference.every_kind.filling import fill_directory

_ROUNDS_OF_ONE: Final = 50
Documents = dict[tuple[str, str], Any]


def run(data: Path, seed: int, rounds: int) -> Report:
    """Damages and mends so many files, one at a time."""
    report = Report("repair", seed)
    forked(lambda pipe: fill_directory(data))
    campaign = _Campaign(data, seed)
    for first in range(0, rounds, _ROUNDS_OF_ONE):
        numbers = range(first, min(first + _ROUNDS_OF_ONE, rounds))
        found = forked(lambda pipe, numbers=numbers: campaign.rounds(numbers, pipe))
        counts, faults = orjson.loads(found) if found.endswith(b"]") else ({}, [f"rounds {numbers}: {found.decode()}"])
        report.counts.update(counts)
        report.faults += faults
    return report


class _Campaign:
    def __init__(self, data: Path, seed: int) -> None:
        self._data = data
        self._target = data.with_name("damaged")
        self._seed = seed
        clone_data(data, self._target)
        with open_node(self._target, sync=False, background=False) as node:
            self._expected = dict(_documents(node))
            self._deleted = {("kinds", "doc-4"), ("kinds", "doc-9"), ("kinds", "doc-40")}
            indices = {index.uuid: name for name, index in node.cluster.state.indices.items()}
        self._parts = parts_by_kind(data, indices)

    def rounds(self, numbers: range, pipe: int) -> None:
        """Does some rounds and writes what came of them."""
        counts: Counter[str] = Counter()
        faults = []
        for number in numbers:
            chance = random.Random(self._seed * 1_000_003 + number)
            kind = list(self._parts)[number % len(self._parts)]
            part = chance.choice(self._parts[kind])
            shutil.rmtree(self._target, ignore_errors=True)
            clone_data(self._data, self._target)
            what = damage(self._damaged(part), part, chance)
            outcome, fault = self._mend(part)
            counts[outcome] += 1
            faults += (
                [f"round {number}: {what} {kind} of {part.file.relative_to(self._data)}: {fault}"] if fault else []
            )
        shutil.rmtree(self._target, ignore_errors=True)
        with os.fdopen(os.dup(pipe), "wb") as whole:
            whole.write(orjson.dumps([counts, faults]))

    def _damaged(self, part: Part) -> Path:
        return self._target / part.file.relative_to(self._data)

    def _mend(self, part: Part) -> tuple[str, str]:
        """Returns what became of the damage, and what is wrong with that."""
        found = check_data(self._target)
        if found.is_whole:
            return self._compare("harmless", [], part)
        named = {problem.file for problem in found.problems}
        named |= {problem.file for _, shard in found.damaged() for problem in shard.all_problems()}
        file = self._damaged(part)
        if not named <= {str(file), str(file.parent)}:
            return "found", f"others are named: {named}"
        with DataRepair(found) as planned:
            actions = [*planned.other_actions, *(a for shard in planned.shards for a in shard.repair.actions)]
            if not planned.is_possible:
                return "beyond mending", ""
            planned.apply("now")
        if not check_data(self._target).is_whole:
            return "mended", "it is damaged still"
        return self._compare("mended", actions, part)

    def _compare(self, outcome: str, actions: list[Action], part: Part) -> tuple[str, str]:
        with open_node(self._target, sync=False, background=False) as node:
            health = Api(node).get("/_cluster/health").body["status"]
            found = dict(_documents(node))
        missing = self._expected.keys() - found.keys()
        lost = sum(action.docs_lost or 0 for action in actions)
        is_log = part.file.suffix == ".tlog"
        came_back = found.keys() - self._expected.keys()
        may_come = part.file.suffix in (".liv", ".tlog")
        wrong = []
        if health == "red":
            wrong.append("health is red")
        if came_back - (self._deleted if may_come else set()):
            wrong.append(f"documents came back: {sorted(came_back)[:5]}")
        if len(missing) > lost and not is_log:
            wrong.append(f"{len(missing)} documents are missing where {lost} were given up")
        changed = [key for key in found if key in self._expected and found[key] != self._expected[key]]
        if changed and not (is_log or lost):
            wrong.append(f"documents are others: {changed[:5]}")
        return (f"{outcome} without loss" if not missing else f"{outcome} with loss"), "; ".join(wrong)


def _documents(node: Node) -> Iterator[tuple[tuple[str, str], Any]]:
    api = Api(node)
    for row in api.get("/_cat/indices?format=json&h=index").body:
        index = row["index"]
        api.post(f"/{index}/_refresh")
        body = {"size": 10_000, "seq_no_primary_term": True, "version": True}
        for hit in api.post(f"/{index}/_search", body).body["hits"]["hits"]:
            yield (index, hit["_id"]), (hit["_source"], hit["_seq_no"], hit["_version"], hit.get("_routing"))
    for descriptor in SYSTEM_INDICES:
        for document in node.system.index(descriptor).scan():
            yield (descriptor.name, document.id), (document.source, tuple(document.revision))

"""Damaged files: a flipped bit, a cut or missing file is found and named, or harmless; never a wrong byte served.

The data has every kind of array, record and file there is (tests/reference/every_kind). Of each round one kind is
chosen, and one place in it. Rounds are done by processes of their own, so that one that is ended by what it reads is
a fault like others.
"""

import os
import random
import shutil
from pathlib import Path
from typing import Any, Final

import orjson
from tools.torture.parts import Part, damage, parts_by_kind
from tools.torture.report import Report
from tools.torture.story import forked
from tools.torture.workload import open_node

from findling.base.errors import CorruptIndexError, FindlingError
from findling.node.services.clone import clone_data
from findling.node.services.node import Node
from tests.reference.every_kind.asking import answers, questions
from tests.reference.every_kind.filling import fill_directory

_ROUNDS_OF_ONE: Final = 100
_QUESTIONS: Final = 4
_WHOLE: Final = 10
"""Of so many rounds one asks every question, the others a few."""


def run(data: Path, seed: int, rounds: int) -> Report:
    """Damages so many files, one at a time, of a node that was killed."""
    report = Report("damage", seed)
    forked(lambda pipe: fill_directory(data))
    expected = _ask_copy(data)  # in this process: those that are forked from it need not compile the scripts again
    parts = parts_by_kind(data, expected["indices"])
    campaign = _Campaign(data, seed, expected["answers"], parts)
    report.counts["kinds of bytes"] = len(parts)
    for first in range(0, rounds, _ROUNDS_OF_ONE):
        numbers = range(first, min(first + _ROUNDS_OF_ONE, rounds))
        _hear(report, forked(lambda pipe, numbers=numbers: campaign.rounds(numbers, pipe)))
    return report


def _hear(report: Report, text: bytes) -> None:
    last = b""
    for last in text.split(b"\n")[:-1]:
        word, message = orjson.loads(last)
        if word == "fault":
            report.faults.append(message)
        elif word == "count":
            report.counts[message] += 1
    if last != b'["end",""]':
        report.faults.append(f"the process was ended by what it read: {last.decode()}")


def _ask_copy(data: Path) -> dict[str, Any]:
    seen = data.with_name("seen")
    shutil.copytree(data, seen)
    with open_node(seen, sync=False, background=False) as node:
        indices = {index.uuid: name for name, index in node.cluster.state.indices.items()}
        found = {"indices": indices, "answers": dict(answers(node))}
    shutil.rmtree(seen)
    return orjson.loads(orjson.dumps(found, option=orjson.OPT_NON_STR_KEYS))


class _Campaign:
    """expected: answers of the undamaged data; parts: by kind"""

    def __init__(self, data: Path, seed: int, expected: dict[str, Any], parts: dict[str, list[Part]]) -> None:
        self._data = data
        self._target = data.with_name("damaged")
        self._seed = seed
        self._expected = expected
        self._parts = parts

    def rounds(self, numbers: range, pipe: int) -> None:
        """Does some rounds and writes what came of them."""
        for number in numbers:
            chance = random.Random(self._seed * 1_000_003 + number)
            kind = list(self._parts)[number % len(self._parts)]
            part = chance.choice(self._parts[kind])
            shutil.rmtree(self._target, ignore_errors=True)
            clone_data(self._data, self._target)
            damaged = self._target / part.file.relative_to(self._data)
            what = f"round {number}: {damage(damaged, part, chance)} {kind} of {part.file.relative_to(self._data)}"
            _say(pipe, "begin", what)
            most = None if number % _WHOLE == 0 else _QUESTIONS
            outcome, fault = self._look(damaged, part.group, chance, most)
            _say(pipe, "count", outcome)
            if fault:
                _say(pipe, "fault", f"{what}: {fault}")
        shutil.rmtree(self._target, ignore_errors=True)
        _say(pipe, "end", "")

    def _look(self, file: Path, group: str | None, chance: random.Random, most: int | None) -> tuple[str, str]:
        """Returns what became of the damage, and what is wrong with that. most: questions to be asked"""
        try:
            node = open_node(self._target, sync=False, background=False)
        except FindlingError as error:
            named = file.name in error.reason
            return "refused at the start", "" if named else f"start refused, no name: {error.reason}"
        except Exception as error:
            return "refused at the start", f"start failed: {error!r}"
        with node:
            try:
                return self._compare(node, file, group, chance, most)
            except Exception as error:
                return "not handled", f"{type(error).__name__}: {error}"

    def _compare(
        self, node: Node, file: Path, group: str | None, chance: random.Random, most: int | None
    ) -> tuple[str, str]:
        named = False
        asked = list(questions(node, group))
        for question, ask in asked if most is None else chance.sample(asked, min(most, len(asked))):
            text = orjson.dumps(ask(), option=orjson.OPT_NON_STR_KEYS)
            if orjson.loads(text) != self._expected[question]:
                if not (b"corrupt" in text and (file.name.encode() in text or file.parent.name.encode() in text)):
                    return "served", f"wrong answer to [{question}]: {text[:600].decode()}"
                named = True
        if named:
            return "named by answers", ""
        try:
            _verify(node)
        except CorruptIndexError as error:
            return "named when verified", "" if file.name in error.reason else f"named wrongly: {error.reason}"
        return "harmless", ""


def _say(pipe: int, word: str, message: str) -> None:
    os.write(pipe, orjson.dumps([word, message]) + b"\n")


def _verify(node: Node) -> None:
    for service in [*node.indices.open_all(), *node.system.opened()]:
        for shard in service.shards():
            with shard.searcher() as searcher:
                for view in searcher.segments:
                    view.reader.verify()

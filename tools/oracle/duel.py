"""One request to the judges and to Findling: what differs, and the smallest request that still shows it."""

import copy
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tools.oracle.client import Server
from tools.oracle.indices import fill, remove

from tests.batteries.compare import differences
from tests.batteries.features import Json
from tests.batteries.requests import INDEX, outcome
from tests.batteries.wrong_types import paths

MOST_STEPS = 60


@dataclass
class Finding:
    """A difference that nothing explains.

    lines: "path: the judge's | ours"
    second: whom the other judge agrees with
    """

    body: Json
    lines: list[str]
    second: str


class Duel:
    """Findling against a judge; another judge is asked where they differ."""

    def __init__(self, judge: Server, second: Server, findling: Server) -> None:
        self.judge = judge
        self.second = second
        self.findling = findling

    def fill(self, corpus: Json) -> None:
        for server in (self.judge, self.second, self.findling):
            fill(server, INDEX, corpus)

    def clear(self) -> None:
        for server in (self.judge, self.second, self.findling):
            remove(server, INDEX)

    def ask(self, server: Server, body: Json) -> Json:
        return outcome(*server.call("POST", f"/{INDEX}/_search", body))

    def differences(self, body: Json) -> list[str]:
        """Returns where Findling answers otherwise than the judge."""
        return list(differences(self.ask(self.judge, body), self.ask(self.findling, body)))

    def finding(self, body: Json, explained: Callable[[Json, str], bool]) -> Finding | None:
        """Returns what differs without an explanation, by the smallest request found."""

        def unexplained(asked: Json) -> list[str]:
            lines = self.differences(asked)
            return [] if any(explained(asked, line) for line in lines) else lines

        kind = signature(unexplained(body))
        if not kind:
            return None
        small = reduced(body, lambda asked: signature(unexplained(asked)) == kind)
        other = self.ask(self.second, small)
        agrees = [s.name for s in (self.judge, self.findling) if not list(differences(self.ask(s, small), other))]
        return Finding(small, unexplained(small), " and ".join(agrees) or "neither")


def signature(lines: list[str]) -> str:
    """Returns what is the same for differences of one kind: the place of the first, without numbers; "" for none."""
    return re.sub(r"\d+", "#", lines[0].partition(":")[0]) if lines else ""


def reduced(body: Json, shows: Callable[[Json], bool]) -> Json:
    """Returns a part of a request that still shows a difference: members are left out as long as it does."""
    steps = 0
    changed = True
    while changed and steps < MOST_STEPS:
        changed = False
        for smaller in _without_one(body):
            steps += 1
            if steps > MOST_STEPS:
                break
            if shows(smaller):
                body, changed = smaller, True
                break
    return body


def _without_one(body: Json) -> Iterator[Json]:
    for path in sorted(paths(body), key=len):
        yield _without(body, path)


def _without(body: Json, path: tuple[Any, ...]) -> Json:
    smaller = copy.deepcopy(body)
    inner: Any = smaller
    for key in path[:-1]:
        inner = inner[key]
    del inner[path[-1]]
    return smaller

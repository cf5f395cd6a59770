"""The campaigns of `make oracle`: the batteries' own requests, and random ones from a seed."""

import contextlib
import json
import random
from collections import Counter

from hypothesis import HealthCheck, Phase, given, seed, settings
from tools.oracle.client import Server
from tools.oracle.duel import Duel, Finding
from tools.oracle.known import explanation
from tools.oracle.record import answers
from tools.oracle.strategies import Trial, trials

from tests.batteries.compare import differences
from tests.batteries.features import Feature, Json, all_features
from tests.golden.elasticsearch.recorded import listed_differences

MOST_FINDINGS = 50


class TooManyFindings(Exception):
    """There is enough to look at."""


class Campaign:
    """What was compared and found so far."""

    def __init__(self, judges: dict[str, Server], findling: Server) -> None:
        self.judges = judges
        self.findling = findling
        self.asked = 0
        self.alike = 0
        self.explained: Counter[str] = Counter()
        self.unexplained: list[Finding] = []

    def batteries(self) -> None:
        """Sends every example's requests to its judge and to Findling."""
        for found in all_features():
            if found.is_judged:
                self._feature(found)

    def _feature(self, found: Feature) -> None:
        theirs, ours = answers(self.judges[found.judge], found), answers(self.findling, found)
        listed = listed_differences().get(f"{found.kind}/{found.name}", {})
        for label, (body, expected) in theirs.items():
            self.asked += 1
            lines = list(differences(expected, ours[label][1]))
            self._count(body, lines, listed.get(label), f"{found.kind}/{found.name} {label}")

    def _count(self, body: Json, lines: list[str], reason: str | None, second: str) -> None:
        if not lines:
            self.alike += 1
        elif reason is not None:
            self.explained[reason] += 1
        else:
            self.unexplained.append(Finding(body, lines, second))

    def random(self, number: int, examples: int) -> None:
        """Sends random requests; number: the seed."""
        duel = Duel(self.judges["elasticsearch"], self.judges["opensearch"], self.findling)

        @seed(number)
        @settings(
            max_examples=examples,
            phases=[Phase.generate],
            database=None,
            deadline=None,
            derandomize=False,
            suppress_health_check=list(HealthCheck),
        )
        @given(trials())
        def run(trial: Trial) -> None:
            self._trial(duel, trial)

        with contextlib.suppress(TooManyFindings):
            run()
        duel.clear()

    def _trial(self, duel: Duel, trial: Trial) -> None:
        duel.fill(trial.corpus)
        for body in trial.bodies:
            self.asked += 1
            lines = duel.differences(body)
            reason = next((why for line in lines if (why := explanation(body, line)) is not None), None)
            if not lines or reason is not None:
                self._count(body, lines, reason, "")
                continue
            found = duel.finding(body, lambda asked, line: explanation(asked, line) is not None)
            if found is not None:
                self.unexplained.append(found)
                if len(self.unexplained) >= MOST_FINDINGS:
                    raise TooManyFindings

    def summary(self, number: int) -> str:
        """Returns what was found, for people; the same request once."""
        times = Counter(json.dumps(finding.body) for finding in self.unexplained)
        distinct = {json.dumps(finding.body): finding for finding in self.unexplained}
        lines = ["the judge's | Findling's"] if distinct else []
        for asked, finding in distinct.items():
            lines += [f"{asked}  ({times[asked]} times; the other judge agrees with {finding.second})"]
            lines += [f"    {line}" for line in finding.lines[:4]]
        lines += [f"{count:6} explained: {reason}" for reason, count in self.explained.most_common()]
        lines.append(
            f"{self.asked} requests, {self.alike} alike, {self.explained.total()} explained, "
            f"{len(self.unexplained)} unexplained; seed {number}"
        )
        return "\n".join(lines)


def chosen_seed(given_seed: int | None) -> int:
    return random.SystemRandom().randrange(2**32) if given_seed is None else given_seed

"""`python -m tools.oracle.operations JUDGE FINDLING --seed 1 --worlds 5 --requests 100 [--only documents]`.

Each world is made anew on both servers; then the same random requests are sent to both, one after another. Differences
are printed by kind with examples, the most frequent last; the last line has asked and alike of each subject.
"""

from __future__ import annotations

import argparse
import collections
import http.client
import json
import random
import re
import sys
from collections.abc import Callable
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from tools.oracle.operations import by_query, documents, indices, pipelines, snapshots, templates, world
from tools.oracle.operations.drawing import PREFIX, Drawing, Request
from tools.oracle.operations.told import kind_of, told

from tests.batteries.compare import differences
from tests.golden.searches.test_searches import comparable

_ALL: Final = (*world.INDICES, world.CLOSED)
_READS: Final = re.compile(r"GET |HEAD |POST [^ ?]*/_(count|search|msearch|mget|m?termvectors|explain|validate)")


class Subject(NamedTuple):
    """What requests are drawn by, which indices they are about, and what else has to be there first."""

    draw: Drawing
    indices: tuple[str, ...] = _ALL
    openers: Callable[[], list[Request]] = list


ELASTICSEARCH: Final = {
    "documents": Subject(documents.draw, (*_ALL[:5], world.CLOSED)),
    "indices": Subject(indices.draw, (world.PLAIN, world.SHARDED, world.CLOSED, world.WRITTEN, world.INDICES[-1])),
    "templates": Subject(templates.draw, (world.PLAIN, world.SHARDED, world.WRITTEN)),
    "snapshots": Subject(snapshots.draw, (world.PLAIN, world.SHARDED, world.WRITTEN), snapshots.openers),
}
OPENSEARCH: Final = {
    "pipelines": Subject(pipelines.draw, (world.PLAIN,), pipelines.openers),
    "by_query": Subject(by_query.draw, (world.PLAIN, world.SHARDED, world.STRICT)),
}
SUBJECTS: Final = {**ELASTICSEARCH, **OPENSEARCH}


class Side:
    """One server, over one connection that is kept."""

    def __init__(self, url: str, is_judge: bool) -> None:
        self._is_judge = is_judge
        self._netloc = urlsplit(url).netloc
        self._connection = http.client.HTTPConnection(self._netloc, timeout=60)

    def ask(self, asked: Request) -> Any:
        """Returns what is compared of the answer."""
        kind = "application/x-ndjson" if "_bulk" in asked.path else "application/json"
        headers = {} if asked.body is None else {"content-type": kind}
        body = None if asked.body is None else asked.body.encode()
        try:
            self._connection.request(asked.method, asked.path, body, headers)
            answer = self._connection.getresponse()
            raw = answer.read()
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            return {"status": 599, "body": type(error).__name__}
        try:
            shown = json.loads(raw or b"null")
        except ValueError:
            shown = raw.decode()
        return told(answer.status, comparable(shown), self._is_judge)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("urls", nargs=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--worlds", type=int, default=5)
    parser.add_argument("--requests", type=int, default=100)
    parser.add_argument("--only", choices=SUBJECTS, help="one subject alone; else all that Elasticsearch's core knows")
    parser.add_argument("--examples", type=int, default=1, help="examples printed of each kind")
    given = parser.parse_args()
    sides = [Side(url, is_judge) for url, is_judge in zip(given.urls, (True, False), strict=True)]
    counts: dict[str, list[int]] = {subject: [0, 0] for subject in SUBJECTS}
    kinds: dict[str, list[str]] = collections.defaultdict(list)
    for seed in range(given.seed, given.seed + given.worlds):
        for subject in [given.only] if given.only else ELASTICSEARCH:
            for asked, lines in compared(sides, subject, seed, given.requests):
                counts[subject][0] += 1
                counts[subject][1] += not lines
                if lines:
                    shown = "\n".join(f"      {line[:400]}" for line in lines[:4])
                    kinds[kind_of(subject, asked.line, lines)].append(f"   {seed} {asked.line[:1200]}\n{shown}")
    for kind, found in sorted(kinds.items(), key=lambda entry: len(entry[1])):
        print(f"{len(found):4} {kind}")
        print("\n".join(found[: given.examples]))
    print(summary(counts))
    return int(bool(kinds))


def compared(sides: list[Side], subject: str, seed: int, n_requests: int) -> Any:
    """Makes the world of a seed on both, and yields each request with where the answers differ."""
    rng = random.Random(f"{subject} {seed}")
    _make(sides, subject, seed)
    for _ in range(n_requests):
        asked = SUBJECTS[subject].draw(rng)
        answers = [side.ask(asked) for side in sides]
        lines = list(differences(*answers))
        if lines and _READS.search(asked.line):
            for side in sides:  # what can be searched by now is a matter of time: both are to have come to it
                side.ask(Request("POST", f"/{PREFIX}*/_refresh"))
            answers = [side.ask(asked) for side in sides]
            lines = list(differences(*answers))
        yield asked, lines
        if lines and asked.method not in ("GET", "HEAD") and min(answer["status"] for answer in answers) < 400:
            _make(sides, subject, seed)  # what follows is to be about the same


def _make(sides: list[Side], subject: str, seed: int) -> None:
    found = SUBJECTS[subject]
    for line in [*world.clean(), *world.made(random.Random(seed), found.indices), *found.openers()]:
        for side in sides:
            side.ask(line)


def summary(counts: dict[str, list[int]]) -> str:
    """Returns asked and alike of each subject, and of all."""
    shown = {subject: pair for subject, pair in counts.items() if pair[0]}
    asked, alike = (sum(pair[n] for pair in shown.values()) for n in (0, 1))
    parts = ", ".join(f"{subject} {pair[0]}/{pair[1]}" for subject, pair in shown.items())
    return f"{asked}/{alike} ({100 * alike / max(1, asked):.1f} %): {parts}"


if __name__ == "__main__":
    sys.exit(main())

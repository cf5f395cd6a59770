"""`python -m tools.oracle.security ELASTICSEARCH FINDLING --seed 1 --worlds 5 --requests 200`: both with security on.

Each world is made anew on both; then the same random requests are sent to both. Differences are printed, the figures of
each kind of request at the end. The password of `elastic` is oracle-password, as `elasticsearch/start` has it.
"""

import argparse
import collections
import random
import sys
from http.client import HTTPException
from typing import Any, Final

from tools.oracle.security import administration, credentials, data, early, world

from tests.golden.security.record import Kept, Line, ask, outcome

PASSWORD: Final = "oracle-password"
SUBJECTS: Final = {
    "data": data.request,
    "administration": administration.request,
    "credentials": credentials.request,
    "early": early.request,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("urls", nargs=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--worlds", type=int, default=5)
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--only", choices=SUBJECTS, help="one subject alone")
    given = parser.parse_args()
    asked: collections.Counter[str] = collections.Counter()
    alike: collections.Counter[str] = collections.Counter()
    for number in range(given.seed, given.seed + given.worlds):
        for subject, same in _world(given.urls, number, given.requests, given.only):
            asked[subject] += 1
            alike[subject] += same
        print(f"seed {number}:", _told(asked, alike), flush=True)
    return int(asked != alike)


def _told(asked: collections.Counter[str], alike: collections.Counter[str]) -> str:
    share = 100 * alike.total() / max(1, asked.total())
    return f"{asked.total()}/{alike.total()} ({share:.1f} %): " + ", ".join(
        f"{name} {n}/{alike[name]}" for name, n in sorted(asked.items())
    )


def _world(urls: list[str], seed: int, n_requests: int, only: str | None) -> Any:
    """Makes a world on both, and yields of each request its subject and whether both answered alike."""
    rng = random.Random(seed)
    kept = [Kept() for _ in urls]
    for line in [*world.clean(), *world.made(rng)]:
        _both(urls, kept, line)
    for line in [*data.openers(rng), *credentials.openers(rng)]:
        _both(urls, kept, line)
    for _ in range(n_requests):
        subject = only or rng.choices(list(SUBJECTS), [5, 3, 3, 2])[0]
        line = SUBJECTS[subject](rng)
        try:
            theirs, ours = _both(urls, kept, line)
        except KeyError:
            continue  # of something that could not be made
        if ours != theirs:
            if line.method not in ("GET", "HEAD") and "_search" not in line.path:
                for made in [*world.clean(), *world.made(random.Random(seed))]:
                    _both(urls, kept, made)  # what follows is to be about the same
            print(f"{seed} {line.label}\n   theirs {theirs!s}\n   ours   {ours!s}", flush=True)
        yield subject, ours == theirs


def _both(urls: list[str], kept: list[Kept], line: Line) -> list[Any]:
    return [_outcome(url, known, line) for url, known in zip(urls, kept, strict=True)]


def _outcome(url: str, known: Kept, line: Line) -> Any:
    try:
        return outcome(*ask(url, line, known, PASSWORD))
    except (OSError, HTTPException) as error:
        return type(error).__name__


if __name__ == "__main__":
    sys.exit(main())

"""Random rounds about documents that belong together: compared with a judge, or recorded for `make test`."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from tools.oracle.client import Server
from tools.oracle.indices import fill, remove

from tests.batteries.compare import differences
from tests.batteries.requests import outcome
from tests.golden.relations import recorded, rounds

INDEX = "oracle-relations"
Json = dict[str, Any]


def answers(server: Server, asked: rounds.Round) -> list[Json]:
    """Returns what a server answers to the searches of a round."""
    fill(server, INDEX, asked.corpus)
    found = [outcome(*server.call("POST", f"/{INDEX}/_search", body)) for body in asked.bodies]
    remove(server, INDEX)
    return found


def compare(judges: Mapping[str, Server], findling: Server, seeds: Iterable[int], kinds: Iterable[str]) -> int:
    """Prints where Findling differs; returns how many searches did."""
    asked = apart = 0
    for seed in seeds:
        for kind in kinds:
            made = rounds.made(kind, seed)
            pairs = zip(answers(judges[made.judge], made), answers(findling, made), made.bodies, strict=True)
            for theirs, ours, body in pairs:
                asked += 1
                if theirs["status"] >= 500:
                    continue  # a fault of the judge
                lines = list(differences(recorded.comparable(theirs), recorded.comparable(ours)))
                if lines:
                    apart += 1
                    print(f"{kind} {seed}: {json.dumps(body)}", *lines[:4], sep="\n    ", flush=True)
    print(f"{asked} searches about documents that belong together, {apart} differ")
    return apart


def record(judges: Mapping[str, Server]) -> None:
    """Writes what the judges answer to the rounds that `make test` looks at."""
    found = {}
    for kind in rounds.KINDS:
        for seed in recorded.SEEDS:
            made = rounds.made(kind, seed)
            found[f"{kind} {seed}"] = answers(judges[made.judge], made)
    recorded.write(found)

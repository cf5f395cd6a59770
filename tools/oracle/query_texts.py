"""python -m tools.oracle.query_texts check | record: random query texts to an Elasticsearch and to Findling.

check   compares both, which must run already, prints what differs, and fails below the share that must agree
record  writes Elasticsearch's answers to the texts of one seed, for `make test` (tests/golden/query_texts)
"""

import argparse
import json
import sys
from collections import Counter

from tools.oracle.campaign import chosen_seed
from tools.oracle.client import Server
from tools.oracle.indices import fill, remove
from tools.oracle.lucene_texts import Json, Texts, corpus

from tests.golden.query_texts.recorded import COUNT, INDEX, SEED, differences_of, outcome_of, write

LEAST_SHARE = 0.99


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.oracle.query_texts", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("action", choices=("check", "record"))
    parser.add_argument("--elasticsearch", required=True, help="URL of one that runs already")
    parser.add_argument("--findling", help="URL of one that runs already")
    parser.add_argument("--seed", type=int, help="of the texts; drawn and printed unless given")
    parser.add_argument("--count", type=int, default=2_000, help="number of texts")
    options = parser.parse_args()
    judge = Server("elasticsearch", options.elasticsearch)
    if options.action == "record":
        return record(judge)
    return check(judge, Server("findling", options.findling), chosen_seed(options.seed), options.count)


def bodies(seed: int, count: int) -> list[Json]:
    texts = Texts(seed)
    return [texts.body() for _ in range(count)]


def answers(server: Server, asked: list[Json]) -> list[Json]:
    fill(server, INDEX, corpus())
    try:
        return [outcome_of(*server.call("POST", f"/{INDEX}/_search", body)) for body in asked]
    finally:
        remove(server, INDEX)


def record(judge: Server) -> int:
    asked = bodies(SEED, COUNT)
    write(judge.version(), list(zip(asked, answers(judge, asked), strict=True)))
    return 0


def check(judge: Server, findling: Server, seed: int, count: int) -> int:
    asked = bodies(seed, count)
    kinds: Counter[str] = Counter()
    agreed: Counter[str] = Counter()
    for body, expected, ours in zip(asked, answers(judge, asked), answers(findling, asked), strict=True):
        kind = next((name for name in ("query_string", "multi_match") if f'"{name}"' in json.dumps(body)), "simple")
        apart = differences_of(expected, ours)
        kinds[kind] += 1
        agreed[kind] += not apart
        if apart:
            print(json.dumps(body["query"]))
            print("\n".join(f"    {line[:300]}" for line in apart[:4]))
    for kind, total in sorted(kinds.items()):
        print(f"{kind}: {agreed[kind]} of {total} agree ({agreed[kind] / total:.4f})")
    share = sum(agreed.values()) / count
    print(f"seed {seed}: {share:.4f} agree")
    return 0 if share >= LEAST_SHARE else 1


if __name__ == "__main__":
    sys.exit(main())

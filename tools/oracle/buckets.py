"""Random bucket aggregations: compared with a judge, by kind.

    python -m tools.oracle.buckets --seed 1 --requests 500 --judge URL --findling URL [--kinds terms ...]

Both servers get the same documents, once in one shard and once in three; what differs is printed with its request.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any, Final

from tools.oracle.client import Server

from tests.batteries.compare import differences
from tests.golden.buckets import corpus, rounds, told

Json = dict[str, Any]

RECORDED: Final = Path(rounds.__file__).with_name("answers.ndjson")
SEEDS: Final = range(420)
MOST_CHARACTERS: Final = 4_000


def prepare(server: Server) -> None:
    """Makes the indices anew."""
    for index, shards in rounds.SHARDS.items():
        server.call("DELETE", f"/{index}")
        settings = {"number_of_shards": shards, "number_of_replicas": 0}
        status, answer = server.call("PUT", f"/{index}", {"settings": settings, "mappings": corpus.MAPPINGS})
        assert status == 200, answer
        pairs = [({"index": {"_id": name}}, document) for name, document in corpus.documents().items()]
        lines = [json.dumps(part) for pair in pairs for part in pair]
        _, answer = server.call("POST", f"/{index}/_bulk?refresh=true", "\n".join(lines) + "\n")
        assert not answer["errors"], answer
        server.call("POST", f"/{index}/_forcemerge?max_num_segments=1")
        server.call("POST", f"/{index}/_refresh")


def clear(server: Server) -> None:
    for index in rounds.SHARDS:
        server.call("DELETE", f"/{index}")


def answer(server: Server, index: str, body: Json) -> Json:
    """Returns what is compared of a server's answer."""
    return told.told(*server.call("POST", f"/{index}/_search?typed_keys=true", body))


def record(judge: Server, findling: Server) -> None:
    """Writes the judge's answers to what both answer alike, but for long ones."""
    lines = []
    for seed in SEEDS:
        asked = rounds.asked(seed)
        theirs = answer(judge, *asked)
        line = json.dumps({"seed": seed, "told": theirs}, separators=(",", ":"), ensure_ascii=False)
        if len(line) <= MOST_CHARACTERS and not list(differences(theirs, answer(findling, *asked), 1e-9)):
            lines.append(line)
    RECORDED.write_text("\n".join(lines) + "\n")
    print(f"{len(lines)} of {len(SEEDS)} answers recorded")


def compare(judge: Server, findling: Server, seeds: range, kinds: tuple[str, ...] | None, most: int) -> int:
    """Prints what differs; returns how many requests did."""
    asked: Counter[str] = Counter()
    alike: Counter[str] = Counter()
    printed: Counter[str] = Counter()
    for seed in seeds:
        index, body = rounds.asked(seed, kinds)
        kind = next(iter(body["aggs"]["a"]))
        theirs, ours = (answer(server, index, body) for server in (judge, findling))
        lines = list(differences(theirs, ours, 1e-9))
        asked[kind] += 1
        if not lines:
            alike[kind] += 1
            continue
        what = told.kind_of(lines)
        printed[what] += 1
        if printed[what] <= most:
            print(f"{seed} {index}: {json.dumps(body)}", *lines[:4], sep="\n    ", flush=True)
    for kind, number in sorted(asked.items()):
        print(f"{kind:28} {alike[kind]:5} of {number:5} alike")
    print(f"{alike.total()} of {asked.total()} alike")
    return asked.total() - alike.total()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.oracle.buckets", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--seed", type=int, default=0, help="the first one")
    parser.add_argument("--requests", type=int, default=500)
    parser.add_argument("--judge", required=True, help="URL of Elasticsearch or OpenSearch")
    parser.add_argument("--findling", required=True, help="URL")
    parser.add_argument("--kinds", nargs="*", help="of the outermost aggregation")
    parser.add_argument("--most", type=int, default=2, help="differences of one kind that are printed")
    parser.add_argument("--kept", action="store_true", help="the judge has the indices already, and keeps them")
    parser.add_argument("--record", action="store_true", help="write the judge's answers that `make test` looks at")
    options = parser.parse_args()
    judge, findling = Server("judge", options.judge), Server("findling", options.findling)
    prepare(findling)
    if not options.kept:
        prepare(judge)
    if options.record:
        record(judge, findling)
        return 0
    seeds = range(options.seed, options.seed + options.requests)
    kinds = tuple(options.kinds) if options.kinds else None
    different = compare(judge, findling, seeds, kinds, options.most)
    if not options.kept:
        clear(judge)
    return int(bool(different))


if __name__ == "__main__":
    sys.exit(main())

"""python -m tools.oracle [check | record [NAME ...] | tidy]: compares Findling with Elasticsearch and OpenSearch.

relations  sends random searches about nested objects, children and stored queries; with --record their answers are kept
check   sends the batteries' requests and random ones to all, prints what differs, and fails if nothing explains it
record  writes the judges' answers to the batteries' requests, for `make test`
tidy    takes off the list of known differences what has come to agree; needs no server
"""

import argparse
import contextlib
import json
import sys

from tools.oracle import painless, relations
from tools.oracle.campaign import Campaign, chosen_seed
from tools.oracle.client import Server
from tools.oracle.record import record
from tools.oracle.servers import judges

from findling.testing.instance import Findling
from tests.batteries.compare import differences
from tests.batteries.engine import engine
from tests.batteries.features import all_features
from tests.batteries.requests import outcome, requests
from tests.golden.elasticsearch import recorded
from tests.golden.relations import rounds


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.oracle", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("action", nargs="?", choices=("check", "record", "relations", "tidy"), default="check")
    parser.add_argument("names", nargs="*", help="record: queries and aggregations; all unless named")
    parser.add_argument("--seed", type=int, help="of the random requests; drawn and printed unless given")
    parser.add_argument("--examples", type=int, default=100, help="random sets of documents, of eight requests each")
    parser.add_argument("--record", action="store_true", help="relations: write what the judges answer to fixed rounds")
    parser.add_argument("--findling", help="relations: URL of one that runs already")
    parser.add_argument("--elasticsearch", help="URL of one that runs already")
    parser.add_argument("--opensearch", help="URL of one that runs already")
    options = parser.parse_args()
    if options.action == "tidy":
        return tidy()
    with judges({"elasticsearch": options.elasticsearch, "opensearch": options.opensearch}) as found:
        if options.action == "record":
            judged = [one for one in all_features() if one.is_judged]
            record(found, [one for one in judged if not options.names or one.name in options.names])
            return 0
        if options.action == "relations":
            return relate(found, options)
        return check(found, chosen_seed(options.seed), options.examples)


def check(found: dict[str, Server], seed: int, examples: int) -> int:
    """Runs both campaigns; returns 1 if something differs without an explanation."""
    with Findling() as findling:
        campaign = Campaign(found, Server("findling", findling.url))
        campaign.batteries()
        print(f"random requests, seed {seed}", flush=True)
        campaign.random(seed, examples)
    print(campaign.summary(seed))
    different = painless.check(found["opensearch"], seed, examples)
    return int(bool(campaign.unexplained) or bool(different))


def relate(found: dict[str, Server], options: argparse.Namespace) -> int:
    """Compares or records random rounds; returns 1 if something differs."""
    if options.record:
        relations.record(found)
        return 0
    seed = chosen_seed(options.seed)
    print(f"random rounds, seed {seed}", flush=True)
    with contextlib.nullcontext() if options.findling else Findling() as findling:
        ours = Server("findling", options.findling or findling.url)
        seeds = range(seed, seed + options.examples)
        return int(bool(relations.compare(found, ours, seeds, options.names or rounds.KINDS)))


def tidy() -> int:
    """Writes the list of known differences without those that agree now."""
    kept: dict[str, dict[str, str]] = {}
    with engine() as answering:
        for found in [one for one in all_features() if one.is_judged]:
            path = f"{found.kind}/{found.name}"
            for label, reason in recorded.listed_differences().get(path, {}).items():
                answer = answering.search(found, "one", requests(found)[label])
                expected = recorded.read(found)["answers"][label]
                ours = {"request": expected["request"], **outcome(answer.status, answer.body)}
                if list(differences(expected, ours)):
                    kept.setdefault(path, {})[label] = reason
                else:
                    print(f"{path} {label} agrees")
    (recorded.HERE / "differences.json").write_text(json.dumps(kept, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""python -m tools.oracle.suggesters check | write KIND: random requests to suggesters, and for term vectors.

check  sends those of a seed to an Elasticsearch and to Findling, which must run already, and prints what differs
write  writes those of the fixed seed to tests/golden/scenarios, whose record.py asks Elasticsearch for the answers
"""

import argparse
import sys
from types import ModuleType
from typing import Any, Final

from tools.oracle.campaign import chosen_seed
from tools.oracle.client import Server
from tools.oracle.suggesters import completion, phrase, term
from tools.oracle.suggesters.requests import Draw, Line

from tests.batteries.compare import differences
from tests.golden.scenarios.record import HERE
from tests.golden.searches.record import outcome
from tests.golden.searches.test_searches import comparable

KINDS: Final[dict[str, ModuleType]] = {"term": term, "phrase": phrase, "completion": completion}
SEED: Final = 4_711
RECORDED: Final = 150
SERVER_FAULT: Final = 500


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.oracle.suggesters", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("action", choices=("check", "write"))
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("--elasticsearch", required=True, help="URL of one that runs already")
    parser.add_argument("--findling", help="check: URL of one that runs already")
    parser.add_argument("--seed", type=int, help="check: of the requests; drawn and printed unless given")
    parser.add_argument("--count", type=int, default=300, help="check: number of requests")
    options = parser.parse_args()
    judge, kind = Server("elasticsearch", options.elasticsearch), KINDS[options.kind]
    if options.action == "write":
        return write(judge, kind)
    seed = chosen_seed(options.seed)
    apart = check(judge, Server("findling", options.findling), kind, seed, options.count)
    print(f"seed {seed}: {options.count - apart} of {options.count} agree")
    return int(bool(apart))


def lines(kind: ModuleType, seed: int, count: int) -> list[Line]:
    """Returns what sets the indices up, and what is asked of them."""
    draw = Draw(seed)
    return [*kind.setup(draw), *kind.requests(draw, count)]


def check(judge: Server, findling: Server, kind: ModuleType, seed: int, count: int) -> int:
    """Prints what differs, and returns how many requests do."""
    apart = 0
    for server in (judge, findling):
        _clear(server, kind)
    for line in lines(kind, seed, count):
        (status, expected), (own_status, ours) = _ask(judge, line), _ask(findling, line)
        if line.sets_up:
            assert max(status, own_status) < 400, (line, expected, ours)
            continue
        left, right = comparable(outcome(status, expected)), comparable(outcome(own_status, ours))
        found = list(differences(left, right)) if status < SERVER_FAULT else []
        apart += bool(found)
        if found:
            print("\n    ".join([line.text(), *found[:4]]))
    for server in (judge, findling):
        _clear(server, kind)
    return apart


def _ask(server: Server, line: Line) -> tuple[int, Any]:
    return server.call(line.method, line.path, line.body)


def _clear(server: Server, kind: ModuleType) -> None:
    _, found = server.call("GET", f"/{kind.PREFIX}-*/_alias")
    for index in found:
        server.call("DELETE", f"/{index}")


def write(judge: Server, kind: ModuleType) -> int:
    """Writes the requests of the fixed seed, without those at which Elasticsearch itself fails."""
    kept = []
    _clear(judge, kind)
    for line in lines(kind, SEED, RECORDED):
        status, _ = _ask(judge, line)
        if status < SERVER_FAULT:
            kept.append(line.text())
    _clear(judge, kind)
    title = f"# random, written by tools/oracle/suggesters: {kind.__doc__}"
    (HERE / f"{kind.SCENARIO}.txt").write_text("\n".join([title, *kept]) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

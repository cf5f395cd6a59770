"""python -m tools.oracle.painless record | check: compares Painless with that of OpenSearch, which must run already.

record  writes the answers to the scripts of tests/golden/painless, for `make test`; marks those that ours differs from
check   sends random scripts to both, prints what differs, and fails if something does

The server needs `script.max_compilations_rate: 1000000/1m` among its settings.
"""

import argparse
import random
import re
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tools.oracle.campaign import chosen_seed
from tools.oracle.client import Server
from tools.oracle.random_scripts import Scripts

from tests.golden.painless.recorded import api_files, files, ours, records, shown, write

Json = dict[str, Any]
_IDENTITY = re.compile(r"@[0-9a-f]+|(?<=\] with \[)\[.*?\]")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.oracle.painless", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("action", choices=("check", "record"))
    parser.add_argument("--opensearch", required=True, help="URL of one that runs already")
    parser.add_argument("--seed", type=int, help="of the random scripts; drawn and printed unless given")
    parser.add_argument("--count", type=int, default=500, help="number of random scripts")
    options = parser.parse_args()
    server = Server("opensearch", options.opensearch)
    if options.action == "record":
        return record(server)
    return check(server, chosen_seed(options.seed), options.count)


def answer(server: Server, record: Json) -> Json:
    """Returns what the server answers to a script."""
    script = {"source": record["source"], "params": record.get("params", {})}
    status, body = server.call("POST", "/_scripts/painless/_execute", {"script": script})
    return {"result": body["result"]} if status == 200 else {"error": shown(body["error"])}


def answers(server: Server, asked: Sequence[Json]) -> list[Json]:
    """Returns the server's answers to scripts."""
    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(lambda record: answer(server, record), asked))


def record(server: Server) -> int:
    """Writes the answers to all recorded scripts."""
    for path in (*files(), *api_files()):
        kept = []
        asked = records(path)
        for given, found in zip(asked, answers(server, asked), strict=True):
            line = {key: given[key] for key in ("source", "params") if key in given} | {"answer": found}
            if ours(line) != found:
                line["differs"] = given.get("differs", "not yet known why")
            kept.append(line)
        write(path, kept)
        print(f"{path.stem}: {len(kept)} scripts, {sum('differs' in line for line in kept)} differ")
    return 0


def check(server: Server, seed: int, count: int) -> int:
    """Compares the answers to random scripts; returns 1 if one differs."""
    print(f"random scripts, seed {seed}", flush=True)
    scripts = Scripts(random.Random(seed))
    asked = [{"source": scripts.script()} for _ in range(count)]
    different = 0
    for given, theirs in zip(asked, answers(server, asked), strict=True):
        mine = ours(given)
        if theirs.get("error", {}).get("caused_by", {}).get("type") == "verify_error":
            continue  # code of the real compiler that Java itself refuses
        if _plain(mine) != _plain(theirs):
            different += 1
            print(f"{given['source']}\n   theirs {theirs}\n   ours   {mine}")
    print(f"{count - different} of {count} agree, seed {seed}")
    return int(bool(different))


def _plain(found: Json) -> str:
    """Returns an answer without what is by chance: identities, and whether a call has been linked before."""
    return _IDENTITY.sub("@", str(found)).replace("leftObject", "left").replace("rightObject", "right")


if __name__ == "__main__":
    sys.exit(main())

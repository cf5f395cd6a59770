"""`python -m tests.faults.hostile --requests 200 --seed 1 --memory 1gb`: hostile requests to a server of its own.

Reports of each what was answered, how long it took, and the server's memory meanwhile and afterwards; then the times of
a neighbour's plain searches in quiet and meanwhile. Ends with status 1 if one was answered 500 or not at all, or if the
server held more memory than it may.
"""

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

from findling.base.units import parse_bytes
from tests.faults.hostile.campaign import TIMEOUT_S, Campaign, Outcome, limited, memory_mb, step_back
from tests.faults.hostile.kinds import KINDS
from tests.faults.hostile.neighbour import Neighbour
from tests.system.server_process import ServerProcess

QUIET_S = 5.0
_LAST_WORDS = 10_000
"""Characters of the server's output that are shown if it has ended."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--memory", default="1gb", help="of the server's process, and what it is told to stay within")
    parser.add_argument("--only", default="", help="kinds whose name has this in it")
    parser.add_argument("--skip", type=int, default=0, help="begin with the request of this number")
    parser.add_argument("--timeout", type=float, default=TIMEOUT_S, help="seconds that clients wait for an answer")
    parser.add_argument("--idle", action="store_true", help="let everything else on the machine go first")
    given = parser.parse_args()
    memory = int(parse_bytes(given.memory, "memory"))
    with tempfile.TemporaryDirectory() as directory:
        data = Path(directory) / "data"
        with ServerProcess(data, "--memory", given.memory, command=limited(memory), ready_s=120) as server:
            if given.idle:
                step_back(server)
            campaign = Campaign(server, timeout_s=given.timeout)
            campaign.prepare()
            numbers = range(given.skip, given.requests)
            return run(campaign, numbers, given.seed, given.only, memory / (1 << 20))


def run(campaign: Campaign, numbers: range, seed: int, only: str, memory_mb_limit: float) -> int:
    """Sends the requests of these numbers and prints the report. Returns the exit status."""
    quiet = Neighbour(campaign.address)
    quiet.start()
    time.sleep(QUIET_S)
    quiet.stop()
    names = [name for name in KINDS if only in name]
    before = memory_mb(campaign.server)
    beside = Neighbour(campaign.address)
    beside.start()
    logged = 0
    for number in numbers:
        name = names[number % len(names)]
        outcome = campaign.run(name, KINDS[name](random.Random(seed * 100_000 + number)))
        print(number, outcome, flush=True)
        if outcome.is_fault:
            print(*campaign.server.output.read_text()[logged:].splitlines()[-12:], sep="\n")
        logged = len(campaign.server.output.read_text())
        if not campaign.is_alive:
            print(f"THE SERVER ENDED with status {campaign.server.process.poll()}", flush=True)
            text = campaign.server.output.read_text()
            print(text[max(text.find("Fatal Python error"), len(text) - _LAST_WORDS) :][:_LAST_WORDS])
            break
    beside.stop()
    return _report(campaign, before, quiet.percentile(0.99), memory_mb_limit, beside)


def _report(campaign: Campaign, before: float, quiet_ms: float, limit: float, beside: Neighbour) -> int:
    """Prints what happened. Returns the exit status. quiet_ms: p99 of the neighbour alone; limit: MB"""
    outcomes = campaign.outcomes
    faults = [outcome for outcome in outcomes if outcome.is_fault]
    highest: Outcome = max(outcomes, key=lambda outcome: outcome.peak_mb)
    slowest: Outcome = max(outcomes, key=lambda outcome: outcome.took_s)
    print(*faults, sep="\n")
    print(f"{len(outcomes)} requests, {len(faults)} faults; slowest {slowest.took_s:.1f} s: {slowest.name}")
    print(f"memory: {before:.0f} MB before, highest {highest.peak_mb:.0f} MB ({highest.name}) of {limit:.0f} MB, "
          f"{memory_mb(campaign.server):.0f} MB after")  # fmt: skip
    print(f"neighbour: p99 {quiet_ms:.0f} ms in quiet, {beside.percentile(0.99):.0f} ms meanwhile (median "
          f"{beside.percentile(0.5):.0f}, longest {beside.percentile(1):.0f} ms); {beside.refused} refused, "
          f"{beside.lost} lost of {len(beside.took_ms)}")  # fmt: skip
    return int(bool(faults) or highest.peak_mb > limit or not campaign.is_alive)


if __name__ == "__main__":
    sys.exit(main())

"""`python -m tools.torture NAME --seed N --rounds N`: campaigns, each with a report; `all` for every one of them."""

import argparse
import logging
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tools.torture import calls, damage, disk, kills, power, repair
from tools.torture.report import Report

CAMPAIGNS: dict[str, tuple[Callable[[Path, int, int], Report], int]] = {
    "kills": (kills.run, 1000),
    "calls": (calls.run, 1000),
    "power": (power.run, 200),
    "damage": (damage.run, 2000),
    "repair": (repair.run, 200),
    "disk": (disk.run, 100),
}
"""Each with its usual number of rounds."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="torture", description=__doc__)
    parser.add_argument("campaign", choices=[*CAMPAIGNS, "all"])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, help="kills, power cuts, damaged files or failing disks")
    chosen = parser.parse_args()
    logging.disable(logging.CRITICAL)  # damage is told a thousand times over
    reports = []
    for name, (run, rounds) in CAMPAIGNS.items():
        if chosen.campaign in (name, "all"):
            directory = Path(tempfile.mkdtemp(prefix=f"torture-{name}-"))
            report = run(directory / "data", chosen.seed, chosen.rounds or rounds)
            reports.append(report)
            print(report, flush=True)
            if report.faults:
                print(f"  data is kept in {directory}", flush=True)
            else:
                shutil.rmtree(directory)
    return int(any(report.faults for report in reports))


if __name__ == "__main__":
    sys.exit(main())

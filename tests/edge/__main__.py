"""An edge, a hub and devices under faults: `python -m tests.edge --help`. Needs root, for network namespaces.

Devices publish while the link is cut and the nats-servers of edge and hub, and both programs, are killed. Afterwards
each event that was acknowledged must be on the hub, once, those of a device in order. Then the edge's disk fills up,
and at last its key is revoked.
"""

import argparse
import itertools
import json
import random
import signal
import sys
import tempfile
import time
from pathlib import Path

from tests.edge.afterwards import full_disk, revoked
from tests.edge.places import Places
from tests.edge.verdict import judged


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=200_000)
    parser.add_argument("--rate", type=float, default=200, help="events a second of a device")
    parser.add_argument("--devices", type=int, default=6)
    parser.add_argument("--cut", type=float, default=120, help="seconds for which the link is cut")
    parser.add_argument("--leaf-kills", type=int, default=20)
    parser.add_argument("--hub-kills", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--port", type=int, default=9650, help="the first of 40 ports on this machine")
    parser.add_argument("--directory", type=Path)
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # what was started is ended
    directory = given.directory or Path(tempfile.mkdtemp(prefix="findling-edge-"))
    print(f"logs and data are in {directory}")
    with Places(directory, given.port) as places:
        each = given.events // given.devices
        places.publish(given.devices, each, given.rate)
        expected = {f"n1.{name}.temperature.{n}" for name in places.devices for n in range(each)}
        faults = run_faults(places, given)
        places.finish()
        back = time.monotonic()
        places.wire.join()
        caught_up_s = places.caught_up(len(expected), back)
        verdict = judged(places, expected)
        print(json.dumps({"events": len(expected), "faults": faults, "caught_up_s": round(caught_up_s, 1), **verdict}))
        full = full_disk(places)
        print(json.dumps({"full_disk": full}))
        print(json.dumps({"revoked": revoked(places)}))
        return 0 if not any((*verdict.values(), full["lost"])) and full["held_back"] else 1


def run_faults(places: Places, given: argparse.Namespace) -> dict[str, int]:
    """Kills and cuts while devices publish; the link stays cut until they are done, and `--cut` is over."""
    chance, faults = random.Random(given.seed), {"leaf": 0, "hub": 0, "programs": 0, "cuts": 0}
    kinds = ["leaf"] * given.leaf_kills + ["hub"] * given.hub_kills + ["programs"] * 2
    chance.shuffle(kinds)
    began = time.monotonic()
    for place, kind in zip(itertools.count(), kinds):
        time.sleep(chance.uniform(1.0, 3.0))
        if place == len(kinds) // 3:
            places.wire.cut()
            began, faults["cuts"] = time.monotonic(), 1
        if kind == "leaf":
            places.edge.kill_nats()
        elif kind == "hub":
            places.hub.kill_nats()
        else:
            (places.edge if faults["programs"] else places.hub).kill()
        faults[kind] += 1
    time.sleep(max(0.0, given.cut - (time.monotonic() - began)))
    return faults


if __name__ == "__main__":
    sys.exit(main())

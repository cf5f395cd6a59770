"""`make fuzz-in-process REQUESTS=1000000 SEED=1`: hostile requests to a node in this process, without sockets.

Half are made from the route table, half from requests that were recorded, over the indices that these were about. As
`elastic`, with security on. Reports each fault once, by the line that raised it; requests that took long; memory.
"""

import argparse
import collections
import logging
import random
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import Final

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.security.authc.authentication import User
from tests.fuzz.check import fault, preparation
from tests.fuzz.generator import Generator, HostileRequest
from tests.fuzz.recorded import RecordedRequest, World, worlds
from tests.reference.api import Answer, Api

RESET_AFTER: Final = 500
STEP: Final = 10_000
SLOW_S: Final = 1.0
_ADMIN: Final = {"authorization": "Basic YWRtaW46YWRtaW4tcGFzc3dvcmQ="}


class Raised(logging.Handler):
    """Keeps where the last exception that nobody expected was raised."""

    def __init__(self) -> None:
        super().__init__()
        self.place = ""

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info and record.exc_info[1] is not None:
            frames = traceback.extract_tb(record.exc_info[1].__traceback__)
            self.place = f"{type(record.exc_info[1]).__name__}\n" + "".join(traceback.format_list(frames[-4:]))


class Campaign:
    """Requests to one node. `faults`: by what is wrong and where, how often, and the first request."""

    def __init__(self, api: Api, seed: int) -> None:
        self.api, self.rng, self.generator = api, random.Random(seed), Generator(seed)
        self.raised = Raised()
        self.statuses: collections.Counter[int] = collections.Counter()
        self.on_purpose: collections.Counter[str] = collections.Counter()
        self.faults: dict[str, list[str]] = {}
        self.slow: list[tuple[float, str]] = []
        self.world: World | None = None

    def run(self, n_requests: int) -> None:
        for number in range(n_requests):
            if number % RESET_AFTER == 0:
                self._renew()
            self._judge(self._next())

    def _renew(self) -> None:
        """Makes everything anew: every other time what some recorded requests were about."""
        for request in preparation():
            self._send(request)
        self.world = None if self.world is not None else self.rng.choice(worlds())
        for made in self.world.setup if self.world is not None else ():
            self._send(self.generator.unchanged(made))

    def _next(self) -> HostileRequest:
        if self.world is None:
            return self.generator.request()
        chosen: RecordedRequest = self.rng.choice(self.world.requests or self.world.setup)
        return self.generator.changed(chosen)

    def _send(self, request: HostileRequest) -> Answer:
        answer = self.api.call(request.method, request.target, request.body, {**request.headers, **_ADMIN})
        if answer.status == 401:
            make_admin(self.api.node)  # a request may have changed the password, or removed the user
            answer = self.api.call(request.method, request.target, request.body, {**request.headers, **_ADMIN})
        return answer

    def _judge(self, request: HostileRequest) -> None:
        self.raised.place, started = "", time.monotonic()
        answer = self._send(request)
        took = time.monotonic() - started
        self.statuses[answer.status] += 1
        if took > SLOW_S:
            self.slow.append((took, request.as_curl()))
        found = fault(answer.status, answer.raw)
        if answer.status == 500 and found is None:
            error = answer.body["error"]  # a text where OPA's API has one
            self.on_purpose[error if isinstance(error, str) else error["type"]] += 1
        if found is not None:
            kind = f"{found}: {self.raised.place or answer.raw[:200].decode('utf-8', 'replace')}"
            self.faults.setdefault(kind, []).append(f"{request.as_curl()}\n  {answer.raw[:700]!r}")


def make_admin(node: Node) -> None:
    assert node.security is not None
    node.security.users.put(User("admin", ("superuser",)), "admin-password", None)


def resident_mb() -> float:
    """Returns the memory that this process holds."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        config = NodeConfig(data=Path(directory) / "data", sync=False, background=False, threads=2, security=True)
        with Node(config) as node:
            make_admin(node)
            campaign = Campaign(Api(node), given.seed)
            logger = logging.getLogger("findling.rest")
            logger.addHandler(campaign.raised)
            logger.propagate = False
            return told(campaign, given.requests)


def told(campaign: Campaign, n_requests: int) -> int:
    """Runs a campaign and prints what happened; returns the exit status."""
    started, known = time.monotonic(), 0
    for first in range(0, n_requests, STEP):
        campaign.run(min(STEP, n_requests - first))
        print(
            f"{first + min(STEP, n_requests - first):>8} requests, {len(campaign.faults)} kinds of faults, "
            f"{len(campaign.slow)} slow, {resident_mb():.0f} MB, {time.monotonic() - started:.0f} s",
            flush=True,
        )
        for kind, requests in list(campaign.faults.items())[known:]:
            print(f"--- {kind}\n{requests[0]}", flush=True)
        known = len(campaign.faults)
    for kind, requests in campaign.faults.items():
        print(f"--- {len(requests)} times {kind}")
    for took, request in sorted(campaign.slow, reverse=True)[:20]:
        print(f"took {took:.1f} s: {request}")
    print("answers:", dict(sorted(campaign.statuses.items())))
    print("500 as Elasticsearch answers it:", dict(campaign.on_purpose.most_common()))
    print(f"faults: {sum(map(len, campaign.faults.values()))}; requests over {SLOW_S:.0f} s: {len(campaign.slow)}")
    return int(bool(campaign.faults))


if __name__ == "__main__":
    sys.exit(main())

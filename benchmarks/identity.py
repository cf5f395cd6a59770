"""Log-ins: python -m benchmarks.identity [--users N] [--attempts N] [--seconds S].

Times of log-ins of known and unknown addresses with a test whether they differ; log-ins, lists and searches among many
users; searches while others try passwords as fast as they can. One node in this process, without sockets. Ends with
status 1 if the times of known and unknown addresses can be told apart.
"""

import math
import random
import re
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

import orjson

from benchmarks.beside import options_of
from findling.identity.config import IdentityConfig
from findling.identity.service import Identity
from findling.identity.web.app import IdentityApp
from findling.identity.web.request import Request
from findling.node.documents.bulk import bulk
from findling.node.documents.bulk_item import BulkItem
from findling.node.indices.maintenance import refresh
from findling.node.search.search import SearchCall, search
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node

PASSWORD: Final = "correct horse battery staple"
URL: Final = "http://127.0.0.1:9600"
FLOODERS: Final = 16
TOLD_APART: Final = 4.5
"""Of a t statistic: what is usual for leaks by time (dudect; Reparaz, Balasch, Verbauwhede 2017)."""


class Door:
    """Somebody at the page of log-ins, from an address of its own."""

    def __init__(self, app: IdentityApp, number: int) -> None:
        self._app = app
        self._address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        page = app.handle(self._request("GET", "/u/login", {}))
        cookie = next(value for name, value in page.headers if name == "set-cookie").partition(";")[0]
        token = re.search(rb'name="csrf" value="([^"]+)"', page.body)
        assert token is not None
        self._cookie, self._token = cookie, token[1].decode()

    def _request(self, method: str, path: str, headers: dict[str, str], body: bytes = b"") -> Request:
        return Request(method, path, "", {"accept": "text/html", **headers}, body, self._address)

    def knock(self, email: str, password: str) -> int:
        """Posts the form and returns the status."""
        fields = {"csrf": self._token, "email": email, "password": password}
        headers = {"cookie": self._cookie, "content-type": "application/x-www-form-urlencoded", "origin": URL}
        return self._app.handle(self._request("POST", "/u/login", headers, urlencode(fields).encode())).status


@contextmanager
def provider() -> Iterator[tuple[Node, Identity, IdentityApp]]:
    with tempfile.TemporaryDirectory() as folder, Node(NodeConfig(Path(folder), sync=False)) as node:
        identity = Identity(node, IdentityConfig(), URL)
        app = IdentityApp(identity)
        try:
            yield node, identity, app
        finally:
            app.close()


def timed(act: Callable[[], object]) -> tuple[float, float]:
    """Returns wall time and time of this process's threads, in milliseconds."""
    began, worked = time.perf_counter(), time.process_time()
    act()
    return (time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000


def t_statistic(left: Sequence[float], right: Sequence[float]) -> float:
    """Returns Welch's t of two samples, each without its slowest twentieth, which others' work makes."""
    kept = [sorted(sample)[: int(len(sample) * 0.95)] for sample in (left, right)]
    spread = sum(statistics.variance(sample) / len(sample) for sample in kept)
    return (statistics.fmean(kept[0]) - statistics.fmean(kept[1])) / math.sqrt(spread)


def known_and_unknown(app: IdentityApp, attempts: int) -> bool:
    """Prints times of wrong passwords for known and for unknown addresses; returns whether they can be told apart."""
    drawn = random.Random(1)
    kinds = ["known", "unknown"] * attempts
    drawn.shuffle(kinds)
    wall: dict[str, list[float]] = {"known": [], "unknown": []}
    work: dict[str, list[float]] = {"known": [], "unknown": []}
    for number, kind in enumerate(kinds):
        door = Door(app, number + 1)
        email = f"user-{number}@example.org" if kind == "known" else f"nobody-{number}@example.org"
        taken, worked = timed(lambda door=door, email=email: door.knock(email, "a wrong password"))  # type: ignore[misc]
        wall[kind].append(taken)
        work[kind].append(worked)
    for name, found in (("wall", wall), ("CPU", work)):
        medians = {kind: statistics.median(times) for kind, times in found.items()}
        t = t_statistic(found["known"], found["unknown"])
        print(f"{name}: known {medians['known']:.2f} ms, unknown {medians['unknown']:.2f} ms, t = {t:.2f}")
    return abs(t_statistic(work["known"], work["unknown"])) > TOLD_APART


def fill(identity: Identity, users: int) -> None:
    """Makes accounts that have one password."""
    hashed = identity.hash(PASSWORD)
    began = time.perf_counter()
    for number in range(users):
        identity.users.create(f"user-{number}@example.org", hashed, name=f"User {number} of {number % 97}")
    print(f"{users} users made in {time.perf_counter() - began:.1f} s")


def among_many(identity: Identity, app: IdentityApp, users: int) -> None:
    """Prints how long log-ins, lists and searches take."""
    drawn = random.Random(2)
    logins = []
    for number in range(50):
        door, email = Door(app, 1_000_000 + number), f"user-{drawn.randrange(users)}@example.org"
        account = identity.users.by_email(email)
        assert account is not None
        # a hash of its own: one that was verified lately is remembered
        identity.users.set_password(account["user_id"], identity.hash(PASSWORD))
        logins.append(timed(lambda door=door, email=email: door.knock(email, PASSWORD))[0])  # type: ignore[misc]
    print(f"log-in: p50 {statistics.median(logins):.1f} ms")
    pages = {
        "list": {"sort": ["user_id"], "size": 50},
        "search": {"query": {"match": {"name.text": "of 42"}}, "size": 50},
    }
    for name, body in pages.items():
        identity.users.search(body)
        times = [timed(lambda body=body: identity.users.search(body))[0] for _ in range(20)]  # type: ignore[misc]
        print(f"{name}: p50 {statistics.median(times):.1f} ms")


def searched(node: Node, seconds: float) -> list[float]:
    """Returns times of searches, one after the other."""
    times, ends = [], time.perf_counter() + seconds
    call = SearchCall("films", {"query": {"match": {"text": "w1 w7 w42"}}})
    while time.perf_counter() < ends:
        times.append(timed(lambda: node.pools.search.submit(search, node, call).result())[0])
    return times


def beside_a_flood(node: Node, app: IdentityApp, seconds: float) -> None:
    """Prints how long searches take while passwords are tried, and while nobody does."""
    drawn = random.Random(3)
    words = [f"w{number}" for number in range(1000)]
    sources = ({"text": " ".join(drawn.choices(words, k=30))} for _ in range(20_000))
    bulk(node, [BulkItem("index", "films", None, None, orjson.dumps(source)) for source in sources])
    refresh(node, "films")
    searched(node, 0.5)
    alone = searched(node, seconds)
    stop, tried = threading.Event(), [0] * FLOODERS

    def flood(place: int) -> None:
        while not stop.is_set():
            number = 2_000_000 + place * 100_000 + tried[place]
            app._pool.submit(Door(app, number).knock, f"user-{number % 1000}@example.org", "wrong").result()
            tried[place] += 1

    threads = [threading.Thread(target=flood, args=(place,)) for place in range(FLOODERS)]
    for thread in threads:
        thread.start()
    beside = searched(node, seconds)
    stop.set()
    for thread in threads:
        thread.join()
    for name, times in (("alone", alone), ("beside a flood of log-ins", beside)):
        print(f"searches {name}: p50 {statistics.median(times):.2f} ms, p99 {_p99(times):.2f} ms, {len(times)} of them")
    slower = _p99(beside) / _p99(alone)
    print(f"passwords tried: {sum(tried) / seconds:.0f} a second; p99 is {slower:.1f} times that alone")


def _p99(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=100)[98]


def main() -> None:
    options = options_of(__doc__, ("users", 100_000), ("attempts", 200), ("seconds", 10))
    with provider() as (node, identity, app):
        fill(identity, options.users)
        are_told_apart = known_and_unknown(app, options.attempts)
        among_many(identity, app, options.users)
        beside_a_flood(node, app, options.seconds)
    sys.exit(1 if are_told_apart else 0)


if __name__ == "__main__":
    main()

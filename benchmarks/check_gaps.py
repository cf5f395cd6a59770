"""How long hostile requests go on without asking whether they may: `python -m benchmarks.check_gaps --only state`.

A request hears that it is cancelled, that its time is over or that others have their turn where it asks (`check_work`).
Sends one request of each kind of the hostile set (tests/faults/hostile) to a node in this process and prints the
longest stretch between two questions, in milliseconds of its thread's processor time, and what was seen to run there.
`--leave N`: the client goes away at the request's N-th question, and how long it went on after that is what counts.
"""

import argparse
import collections
import random
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from unittest import mock

from findling.base.errors import TaskCancelledError
from findling.base.work.breakers import Breakers, ParentBreaker
from findling.base.work.current import Work
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.rest import request as requests
from tests.faults.hostile.campaign import FIELDS, N_DOCS, document
from tests.faults.hostile.kinds import KINDS
from tests.faults.hostile.request import HostileRequest, lines, put
from tests.reference.api import Answer, Api

_SHOWN_MS: Final = 50.0
_SAMPLE_S: Final = 0.01
_FRAMES: Final = 5
_MEMORY_BYTES: Final = 1 << 30


class Watch:
    """Notes when the request of this thread asks.

    longest_ms: between two questions; asked: how often
    places: what ran in stretches of more than _SHOWN_MS, by how often it was seen
    """

    def __init__(self, leave_at: int) -> None:
        self.longest_ms = 0.0
        self.asked = 0
        self.places: collections.Counter[str] = collections.Counter()
        self._leave_at = leave_at
        self._parent: ParentBreaker | None = None
        self._thread = threading.get_ident()
        self._clock = time.pthread_getcpuclockid(self._thread)
        self._last = time.thread_time()
        self._end = threading.Event()

    def work(self, breakers: Breakers) -> Work:
        """Returns work that asks here."""
        self._parent = breakers.parent
        return Work(self.check, breakers.parent.check, breakers.fielddata)

    def check(self) -> None:
        if threading.get_ident() != self._thread:
            return
        self.asked += 1
        self.note()
        if self._parent is not None:
            self._parent.check(0, "<request>")
        if self._leave_at and self.asked >= self._leave_at:
            raise TaskCancelledError("task cancelled [by client disconnect]")

    def note(self) -> None:
        now = time.thread_time()
        self.longest_ms = max(self.longest_ms, (now - self._last) * 1000)
        self._last = now

    @contextmanager
    def sampled(self) -> Iterator[None]:
        """Looks at the thread now and then while the block runs."""
        sampler = threading.Thread(target=self._sample, daemon=True)
        sampler.start()
        try:
            yield
        finally:
            self.note()
            self._end.set()
            sampler.join()

    def _sample(self) -> None:
        while not self._end.wait(_SAMPLE_S):
            if (time.clock_gettime(self._clock) - self._last) * 1000 > _SHOWN_MS:
                self.places[_place(self._thread)] += 1


def _place(thread: int) -> str:
    shown: list[str] = []
    frame = sys._current_frames().get(thread)
    while frame is not None and len(shown) < _FRAMES:
        code = frame.f_code
        shown.append(f"{Path(code.co_filename).name}:{frame.f_lineno} {code.co_name}")
        frame = frame.f_back
    return " < ".join(shown)


def _ask(api: Api, request: HostileRequest) -> Answer:
    return api.call(request.method, request.target, request.body, request.headers)


def prepare(api: Api, n_docs: int) -> None:
    """Makes the index that the requests are about."""
    assert _ask(api, put("/store", {"mappings": {"properties": FIELDS}})).status == 200
    rng = random.Random(1)
    for start in range(0, n_docs, 2_000):
        body = [line for n in range(start, min(start + 2_000, n_docs)) for line in document(n, rng)]
        assert _ask(api, lines("/store/_bulk?refresh=true", body)).status == 200


def measured(api: Api, made: HostileRequest, leave_at: int) -> tuple[Watch, Answer, float]:
    """Returns what was seen while a request was answered, its answer, and the milliseconds of CPU it took."""
    for earlier in made.before:
        _ask(api, earlier)
    watch = Watch(leave_at)
    started = time.thread_time()
    with mock.patch.object(requests, "watched_work", watch.work), watch.sampled():
        answer = _ask(api, made)
    return watch, answer, (time.thread_time() - started) * 1000


def main() -> None:
    """Asks the requests and prints a line of each, then the places where the longest stretches were."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.check_gaps", description=__doc__)
    parser.add_argument("--only", default="", help="kinds whose name has this in it")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--docs", type=int, default=N_DOCS)
    parser.add_argument("--leave", type=int, default=0, help="which question is answered with: the client has gone")
    given = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        Node(NodeConfig(Path(folder), background=False, memory_bytes=_MEMORY_BYTES, real_memory=True)) as node,
    ):
        api = Api(node)
        prepare(api, given.docs)
        for name in (name for name in KINDS if given.only in name and "connection" not in name):
            watch, answer, took = measured(api, KINDS[name](random.Random(given.seed)), given.leave)
            print(f"{name:<44} {answer.status} {took:>8.0f} ms, asked {watch.asked:>7,}, longest "
                  f"{watch.longest_ms:>7.0f} ms", flush=True)  # fmt: skip
            for place, n in watch.places.most_common(4):
                print(f"    {n:>5} {place}", flush=True)


if __name__ == "__main__":
    main()

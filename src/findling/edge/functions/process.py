"""The node's end of one bundle's process."""

import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

import findling
from findling.base.errors import FindlingError
from findling.edge.functions.channel import Channel, ChannelClosedError
from findling.edge.functions.confinement import Limits
from findling.edge.functions.declared import Declaration, Event
from findling.edge.functions.errors import FunctionDiedError, FunctionFailedError

_START_S: Final = 30.0
_ONE_THREAD: Final = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
_KEPT_VARIABLES: Final = ("PATH", "LANG", "LC_ALL", "TZ")


class Services(Protocol):
    """What functions may ask their node for."""

    def answer(self, verb: str, arguments: Mapping[str, Any]) -> Any:
        """Returns what a function is told. Raises FindlingError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A bundle on disk. code: its files, read-only to it; data: what it may write; readable: what it reads besides"""

    name: str
    version: str
    node: str
    module: str
    code: Path
    data: Path
    limits: Limits
    readable: Sequence[Path] = ()
    use_landlock: bool = True


class FunctionProcess:
    """A process that has imported a bundle's module. Used by one thread; `stop` may come from another.

    heard: is called with "log" or "metric" and what was told
    """

    def __init__(self, placed: Placed, services: Services, heard: Callable[[str, Mapping[str, Any]], None]) -> None:
        self._placed = placed
        self._services = services
        self._heard = heard
        self._channel: Channel | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self.declared: list[Declaration] = []

    def start(self) -> None:
        """Starts the process and imports the module. Raises FunctionFailedError, FunctionDiedError."""
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-s", "-m", "findling.edge.functions.child", str(theirs.fileno())],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=self._placed.data,
                env=environment(),
                start_new_session=True,
            )
        self._channel = Channel(ours)
        ours.settimeout(_START_S)
        try:
            self._channel.send(self._told())
            answer = self._until_done(_START_S)
        except FunctionFailedError:
            self.stop()
            raise
        except ChannelClosedError as error:
            raise self._died("when it started") from error
        self.declared = [Declaration(**one) for one in answer["ready"]]

    @property
    def pid(self) -> int:
        return 0 if self._process is None else self._process.pid

    def call(self, function: str, event: Event) -> None:
        """Calls a function with an event. Raises FunctionFailedError, after which it can be called again."""
        assert self._channel is not None
        frame = {"call": function, "topic": event.topic, "payload": event.payload, "at_ms": event.at_ms}
        try:
            self._limit_time()
            self._channel.send(frame)
            self._until_done(self._placed.limits.timeout_ms / 1000)
        except (ChannelClosedError, ProcessLookupError) as error:
            raise self._died(f"in {function}") from error

    def stop(self) -> None:
        """Ends the process and all that it has started."""
        if self._process is None:
            return
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        if self._channel is not None:
            self._channel.close()

    def _told(self) -> dict[str, Any]:
        placed = self._placed
        return {
            "node": placed.node,
            "module": placed.module,
            "code": str(placed.code),
            "data": str(placed.data),
            "limits": placed.limits.to_json(),
            "readable": [str(path) for path in placed.readable],
            "landlock": placed.use_landlock,
        }

    def _limit_time(self) -> None:
        """Lets the process use so much more time of the processor; the kernel ends it then."""
        used = time.clock_gettime((~self.pid << 3) | 2)  # the clock of that process, as clock_getcpuclockid names it
        _, hard = resource.prlimit(self.pid, resource.RLIMIT_CPU)
        resource.prlimit(self.pid, resource.RLIMIT_CPU, (int(used) + 1 + self._placed.limits.cpu_s, hard))

    def _until_done(self, timeout_s: float) -> dict[str, Any]:
        """Answers what the process asks until it is done."""
        assert self._channel is not None
        deadline = time.monotonic() + timeout_s
        while True:
            try:
                frame = self._channel.receive(max(0.001, deadline - time.monotonic()))
            except TimeoutError as error:
                raise self._died(f"it did not answer within {timeout_s:g}s") from error
            if "ask" in frame:
                self._channel.send(self._answer(frame))
            elif "failed" in frame:
                raise FunctionFailedError(f"functions [{self._placed.name}] failed: {frame['failed']}")
            elif "log" in frame or "metric" in frame:
                self._heard("log" if "log" in frame else "metric", frame)
            else:
                return frame

    def _answer(self, frame: Mapping[str, Any]) -> dict[str, Any]:
        try:
            return {"value": self._services.answer(str(frame["ask"]), frame["with"])}
        except FindlingError as error:
            return {"error": {"type": error.type, "reason": error.reason, "status": error.status}}

    def _died(self, when: str) -> FunctionDiedError:
        self.stop()
        assert self._process is not None
        code = self._process.returncode
        how = f"ended with {code}" if code >= 0 else f"was ended by {signal.Signals(-code).name}"
        return FunctionDiedError(f"the process of functions [{self._placed.name}] {how}: {when}")


def environment() -> dict[str, str]:
    """Returns what the process sees of the node's environment, which may hold secrets."""
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    return {
        **kept,
        **_ONE_THREAD,
        "PYTHONPATH": str(Path(findling.__file__).parents[1]),
        "PYTHONDONTWRITEBYTECODE": "1",
    }

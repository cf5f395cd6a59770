"""Takes the outbox to the hub, what is important first, in order; what the hub has indexed is forgotten here."""

import logging
import threading
from collections.abc import Callable
from typing import Final

from nats.errors import Error as NatsError

from findling.base.errors import FindlingError
from findling.cluster.nats.connection import JetStreamError
from findling.edge.bus import Bus
from findling.edge.errors import EdgeUnreachableError
from findling.edge.forward.frames import joined
from findling.edge.forward.outbox import Outbox, Waiting
from findling.edge.forward.pace import Meter
from findling.edge.forward.rules import PRIORITIES, Rules

logger = logging.getLogger("findling.edge")

VERB: Final = "documents"
_MESSAGE_BYTES: Final = 512 << 10
_MESSAGE_FRAMES: Final = 200
_TIMEOUT_S: Final = 30.0
_IDLE_S: Final = 0.5
_LONGEST_PAUSE_S: Final = 2.0


class Sender:
    """A thread of its own. `start`, `stop`.

    rules: those that hold now; now_ms: the clock
    """

    def __init__(self, outbox: Outbox, bus: Bus, rules: Callable[[], Rules], now_ms: Callable[[], int]) -> None:
        self._outbox = outbox
        self._bus = bus
        self._rules = rules
        self._now_ms = now_ms
        self._meter = Meter()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="findling-edge-sender", daemon=True)
        self.sent = 0
        self.sent_bytes = 0
        self.fault: str | None = None

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._outbox.came.set()
        self._thread.join()

    def _run(self) -> None:
        pause = 0.1
        while not self._stop.is_set():
            try:
                self._outbox.came.clear()
                if not self._send_some():
                    self._outbox.came.wait(_IDLE_S)
                pause = 0.1
            except (FindlingError, JetStreamError, NatsError, TimeoutError) as error:
                self._note(error)
                self._stop.wait(pause)
                pause = min(pause * 2, _LONGEST_PAUSE_S)
            except Exception:
                logger.exception("sending to the hub failed")
                self._stop.wait(_LONGEST_PAUSE_S)

    def _note(self, error: BaseException) -> None:
        fault = error.reason if isinstance(error, FindlingError) else str(error) or type(error).__name__
        if fault != self.fault and not isinstance(error, EdgeUnreachableError):
            logger.warning("the hub does not take documents reason=%s", fault)
        self.fault = fault

    def _send_some(self) -> bool:
        """Sends what comes next. Returns whether there was anything that may be sent now."""
        rules, now_ms = self._rules(), self._now_ms()
        for priority in PRIORITIES:
            if rules.pace.allows(priority, now_ms):
                frames = self._outbox.read(priority, _MESSAGE_BYTES, _MESSAGE_FRAMES)
                if frames:
                    self._send(priority, frames, rules.pace.bytes_per_second)
                    return True
        return False

    def _send(self, priority: str, frames: list[Waiting], rate: int) -> None:
        message = joined(waiting.frame for waiting in frames)
        wait_s = self._meter.wait_s(len(message), rate)
        if wait_s and self._stop.wait(wait_s):
            return
        self._bus.call(VERB, message, _TIMEOUT_S)
        count = sum(waiting.count for waiting in frames)
        self._outbox.forget(priority, frames[-1].sequence, count)
        self.sent += count
        self.sent_bytes += len(message)
        self.fault = None

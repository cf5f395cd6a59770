"""One question to several nodes: the next is asked as well when an answer is late, and the first answer counts."""

import math
import time
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from typing import Any, Final

from findling.base.errors import FindlingError, UnavailableShardsError
from findling.cluster.nats.errors import ClusterUnavailableError, NodeUnreachableError
from findling.cluster.nats.remote_calls import PATIENCE_S, PING_S, RemoteCalls
from findling.node.services.replication.node_answers import NodeAnswers

_LOOK_S: Final = 0.05
UNANSWERED: Final = (NodeUnreachableError, ClusterUnavailableError, UnavailableShardsError)


@dataclass(slots=True, eq=False)
class _Asked:
    """A node that was asked. looked: when it was last known to live; ping: whether it says so now"""

    node: str
    future: "Future[bytes]"
    begun: float
    looked: float
    ping: "Future[bytes] | None" = None


class Race:
    """Asks with `begin`, answers with `result`.

    kind: of the call, for its usual duration; ask: asks a node
    nodes: whom to ask, in order
    is_live: whether a node that is silent is still taken to live: the last one is waited for as long
    check: raises once nobody wants the answer
    hedged: whether a second node is asked when the first is late; if not, only when it is silent
    node: that which has answered, with an answer or an error of its own
    """

    def __init__(
        self,
        calls: RemoteCalls,
        answers: NodeAnswers,
        kind: str,
        ask: Callable[[str], "Future[bytes]"],
        nodes: Iterable[str],
        is_live: Callable[[str], bool],
        check: Callable[[], None] = lambda: None,
        hedged: bool = True,
    ) -> None:
        self._calls = calls
        self._answers = answers
        self._kind = kind
        self._ask = ask
        self._left = list(nodes)
        self._is_live = is_live
        self._check = check
        self._hedged = hedged
        self.node: str | None = None
        self._running: list[_Asked] = []
        self._fault: FindlingError = NodeUnreachableError("there is nobody to ask")
        self._next_at = 0.0

    def begin(self) -> None:
        """Asks the next node, if there is one."""
        if self._left:
            node, now = self._left.pop(0), time.monotonic()
            self._answers.began(node)
            self._running.append(_Asked(node, self._ask(node), now, now))
            self._next_at = now + self._answers.late_s(self._kind) if self._hedged else math.inf

    def result(self) -> Any:
        """Returns the first answer. Raises what is raised there, one of UNANSWERED if none of the nodes answers."""
        try:
            while self._running or self._left:
                if not self._running or (self._left and time.monotonic() >= self._next_at):
                    self.begin()
                for asked in self._finished():
                    try:
                        answer = self._calls.result(asked.future, asked.node, 0)
                    except UNANSWERED as error:
                        self._leave(asked, error)
                    except FindlingError:
                        self.node = asked.node
                        raise
                    else:
                        self.node = asked.node
                        return answer
                self._check()
                self._leave_silent()
            raise self._fault
        finally:
            self._end()

    def _finished(self) -> list[_Asked]:
        until = min(self._next_at - time.monotonic(), _LOOK_S) if self._left else _LOOK_S
        done, _ = wait([asked.future for asked in self._running], max(until, 0.001), FIRST_COMPLETED)
        return [asked for asked in self._running if asked.future in done]

    def _end(self) -> None:
        """Notes how long all took that were still asked: the slower ones at least so long."""
        now = time.monotonic()
        for asked in self._running:
            asked.future.cancel()
            self._answers.ended(asked.node, self._kind, now - asked.begun, asked.node == self.node)

    def _leave(self, asked: _Asked, fault: FindlingError) -> None:
        self._running.remove(asked)
        asked.future.cancel()
        self._answers.ended(asked.node, self._kind, None)
        self._fault = fault

    def _leave_silent(self) -> None:
        """Waits no more for nodes that do not even say that they live, or that know nothing of what was asked."""
        for asked in list(self._running):
            if self._is_lost(asked):
                self._leave(asked, NodeUnreachableError(f"what was asked of node [{asked.node}] was lost"))
            elif self._is_silent(asked):
                self._answers.silent(asked.node)
                others = self._left or len(self._running) > 1
                if others or not self._is_live(asked.node):
                    self._leave(asked, NodeUnreachableError(f"node [{asked.node}] does not answer"))

    def _is_lost(self, asked: _Asked) -> bool:
        ping = asked.ping
        if ping is None or not ping.done() or ping.exception() is not None or self._calls.is_known(ping):
            return False
        return not asked.future.done()

    def _is_silent(self, asked: _Asked) -> bool:
        now = time.monotonic()
        if asked.ping is None:
            if now - asked.looked > PATIENCE_S:
                asked.ping, asked.looked = self._calls.ping(asked.node, asked.future), now
            return False
        if asked.ping.done() and asked.ping.exception() is None:
            asked.ping, asked.looked = None, now
            return False
        return asked.ping.done() or now - asked.looked > PING_S

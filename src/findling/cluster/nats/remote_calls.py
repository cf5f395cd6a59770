"""Requests from node to node: a function of another node is called, and its answer or its error comes back."""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from concurrent.futures import TimeoutError as FutureTimeoutError
from typing import Any, Final

from findling.base.errors import FindlingError
from findling.base.ids import random_uuid
from findling.cluster.nats.connection import NatsConnection
from findling.cluster.nats.errors import NodeUnreachableError
from findling.cluster.nats.payload import error_of, opened, packed, packed_error, sealed, unpacked

logger = logging.getLogger("findling.cluster")

Function = Callable[[Any], Any]
_THREADS: Final = 16
PATIENCE_S: Final = 0.3
"""After so long a node is asked whether it lives; it has to say so within PING_S."""
PING_S: Final = 0.4
PING: Final = "ping"
"""Answered by every node that lives, however busy it is: whether it works at a call, named by where the answer goes."""
_LOOK_S: Final = 1.0
"""So often whoever waits for an answer looks whether it can still come."""
_PART: Final = "Fl-Part"
_FAULT: Final = "Fl-Error"
_STATUS: Final = "Status"
_PART_BYTES: Final = 1 << 20


class Call(Future[bytes]):
    """A call that was sent. reply: the subject to which its answer goes, None for a call of this node's own"""

    def __init__(self, node: str, reply: str | None = None) -> None:
        super().__init__()
        self.node = node
        self.reply = reply


class RemoteCalls:
    """Calls other nodes and answers their calls. Answers of any size come in parts."""

    def __init__(self, connection: NatsConnection, node: str) -> None:
        self._connection = connection
        self._node = node
        self._functions: dict[str, tuple[Function, ThreadPoolExecutor]] = {}
        self._inbox = f"{connection.prefix}.r.{node}.{random_uuid()}"
        self._waiting: dict[str, tuple[Call, list[bytes]]] = {}
        self._working: set[str] = set()
        self._pools: dict[str, ThreadPoolExecutor] = {}
        self._count = 0
        self._lock = threading.Lock()
        connection.lost.append(self._cut_off)

    def register(self, name: str, function: Function, kind: str = "remote") -> None:
        """Makes a function available to other nodes; it gets and returns what `payload` admits.

        kind: calls of each kind have threads of their own, so that those that call nodes themselves keep none waiting
        """
        if kind not in self._pools:
            self._pools[kind] = ThreadPoolExecutor(_THREADS, f"findling-{kind}")
        self._functions[name] = function, self._pools[kind]

    def here(self, name: str, request: object) -> Any:
        """Returns what a function of this node does, called as others call it."""
        return self._functions[name][0](request)

    def start(self) -> None:
        """Begins to answer."""
        self._connection.subscribe(f"{self._inbox}.*", self._answered)
        self._serving = self._connection.subscribe(f"{self._connection.prefix}.n.{self._node}.*", self._asked)

    def stop(self) -> None:
        """Answers no more; what runs may end."""
        self._connection.unsubscribe(self._serving)
        for pool in self._pools.values():
            pool.shutdown(wait=True)

    def call(
        self, node: str, name: str, request: object, timeout_s: float = 30, is_wanted: Callable[[], bool] = lambda: True
    ) -> Any:
        """Returns what a function of another node does. Raises as `result`."""
        return self.result(self.begin(node, name, request), node, timeout_s, is_wanted)

    def begin(self, node: str, name: str, request: object) -> "Future[bytes]":
        """Sends a call, for `result`. One of this node's own functions is called as others call it, in a thread."""
        if node == self._node:
            return self._begin_here(name, request)
        with self._lock:
            self._count += 1
            token = str(self._count)
        call = Call(node, f"{self._inbox}.{token}")
        self._waiting[token] = call, []
        call.add_done_callback(lambda _: self._waiting.pop(token, None))
        client = self._connection.client
        subject = f"{self._connection.prefix}.n.{node}.{name}"
        self._connection.start(client.publish(subject, sealed(packed(request)), reply=call.reply or ""))
        return call

    def _begin_here(self, name: str, request: object) -> "Future[bytes]":
        call = Call(self._node)
        function, pool = self._functions.get(name, (None, None))
        if name == PING:
            call.set_result(sealed(packed(True)))
        elif function is None or pool is None:
            call.set_exception(NodeUnreachableError(f"node [{self._node}] knows no [{name}]"))
        else:
            return pool.submit(lambda: sealed(packed(function(request))))
        return call

    def ping(self, node: str, call: "Future[bytes]") -> "Future[bytes]":
        """Asks a node whether it lives; `is_known` tells whether it works at a call that it got, or has answered."""
        return self.begin(node, PING, call.reply if isinstance(call, Call) else None)

    def is_known(self, ping: "Future[bytes]") -> bool:
        """Whether the call of a ping that was answered can still be answered: it was not lost on its way, or back."""
        return unpacked(ping.result()[1:]) is not False

    def _cut_off(self) -> None:
        """Tells whoever waits that no answer will come: it went to a connection that is lost."""
        for future, _ in list(self._waiting.values()):
            _finish(future, NodeUnreachableError("the connection to NATS was lost"))

    def tell(self, node: str, name: str, request: object) -> None:
        """Calls a function whose answer nobody waits for."""
        self._connection.publish(f"{self._connection.prefix}.n.{node}.{name}", sealed(packed(request)))

    def result(
        self, future: "Future[bytes]", node: str, timeout_s: float = 30, is_wanted: Callable[[], bool] = lambda: True
    ) -> Any:
        """Returns the result of a call that was begun.

        is_wanted: whether it is still waited for, asked now and then
        Raises what is raised there, NodeUnreachableError if no answer comes.
        """
        deadline = time.monotonic() + timeout_s
        while True:
            left = deadline - time.monotonic()
            try:
                return opened(future.result(max(0.0, min(left, _LOOK_S))), node)
            except FutureTimeoutError:
                if left > _LOOK_S and is_wanted() and not self._is_lost(future, node):
                    continue
            future.cancel()
            raise NodeUnreachableError(f"[{node}] does not answer within {timeout_s - max(left, 0.0):.0f}s")

    def _is_lost(self, future: "Future[bytes]", node: str) -> bool:
        """Whether a node says that it knows nothing of a call: it, or its answer, was lost with a connection."""
        ping = self.ping(node, future)
        wait([ping], PING_S)
        # the answer comes before the word that there is nothing to be done any more
        return ping.done() and ping.exception() is None and not self.is_known(ping) and not future.done()

    def _answered(self, message: Any) -> None:
        entry = self._waiting.get(message.subject.rpartition(".")[2])
        if entry is None:
            return
        future, parts = entry
        headers = message.headers or {}
        if headers.get(_STATUS):
            _finish(future, NodeUnreachableError("the node is not there"))
        elif _FAULT in headers:
            _finish(future, _fault(message.data, future.node))
        else:
            parts.append(message.data)
            if headers.get(_PART) != "more":
                _finish(future, b"".join(parts))

    def _asked(self, message: Any) -> None:
        name = message.subject.rpartition(".")[2]
        if name == PING:
            self._reply(message, packed(self._may_be_working(message.data)))
            return
        function, pool = self._functions.get(name, (None, None))
        if function is None or pool is None:
            self._refuse(message, NodeUnreachableError(f"node [{self._node}] knows no [{name}]"))
            return
        self._working.add(message.reply)
        try:
            pool.submit(self._answer, message, function)
        except RuntimeError:
            self._working.discard(message.reply)
            logger.debug("a call came while the node stops")

    def _may_be_working(self, asked: bytes) -> bool:
        try:
            call = opened(asked, "another node")
        except NodeUnreachableError:  # another version: what it says of its call is not known
            return True
        return call is None or call in self._working

    def _answer(self, message: Any, function: Function) -> None:
        try:
            self._answer_or_refuse(message, function)
        except BaseException:
            # whoever waits must not wait for ever
            logger.exception("a call from another node cannot be answered subject=%s", message.subject)
            self._refuse(message, FindlingError("the answer cannot be sent"))
            raise
        finally:
            self._working.discard(message.reply)

    def _answer_or_refuse(self, message: Any, function: Function) -> None:
        try:
            data = packed(function(opened(message.data, "another node")))
        except FindlingError as error:
            self._refuse(message, error)
        except Exception as error:
            logger.exception("a call from another node failed subject=%s", message.subject)
            self._refuse(message, FindlingError(f"{type(error).__name__}: {error}"))
        else:
            self._reply(message, data)

    def _refuse(self, message: Any, error: FindlingError) -> None:
        if message.reply:
            self._connection.publish(message.reply, sealed(packed_error(error)), {_FAULT: "1"})

    def _reply(self, message: Any, answer: bytes) -> None:
        data = sealed(answer)
        for start in range(0, len(data), _PART_BYTES) if message.reply else ():
            headers = {_PART: "more" if start + _PART_BYTES < len(data) else "last"}
            self._connection.publish(message.reply, data[start : start + _PART_BYTES], headers)


def _fault(message: bytes, node: str) -> FindlingError:
    """Returns the error that a node answers with; what is wrong with that, if it is not understood."""
    try:
        return error_of(opened(message, node))
    except FindlingError as error:
        return error


def _finish(future: "Future[bytes]", outcome: bytes | Exception) -> None:
    if not future.done():
        if isinstance(outcome, Exception):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)

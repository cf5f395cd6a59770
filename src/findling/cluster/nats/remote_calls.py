"""Requests from node to node: a function of another node is called, and its answer or its error comes back."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from typing import Any, Final

from findling.base.errors import FindlingError
from findling.base.ids import random_uuid
from findling.cluster.nats.connection import NatsConnection
from findling.cluster.nats.errors import NodeUnreachableError
from findling.cluster.nats.payload import packed, packed_error, unpacked, unpacked_error

logger = logging.getLogger("findling.cluster")

Function = Callable[[Any], Any]
_THREADS: Final = 16
PATIENCE_S: Final = 0.3
"""After so long a node is asked whether it lives; it has to say so within PING_S."""
PING_S: Final = 0.4
PING: Final = "ping"
"""Answered by every node that lives, however busy it is."""
_PART: Final = "Fl-Part"
_FAULT: Final = "Fl-Error"
_STATUS: Final = "Status"
_PART_BYTES: Final = 1 << 20


class RemoteCalls:
    """Calls other nodes and answers their calls. Answers of any size come in parts."""

    def __init__(self, connection: NatsConnection, node: str) -> None:
        self._connection = connection
        self._node = node
        self._functions: dict[str, tuple[Function, ThreadPoolExecutor]] = {}
        self._inbox = f"{connection.prefix}.r.{node}.{random_uuid()}"
        self._waiting: dict[str, tuple[Future[bytes], list[bytes]]] = {}
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

    def call(self, node: str, name: str, request: object, timeout_s: float = 30) -> Any:
        """Returns what a function of another node does. Raises what it raises, NodeUnreachableError."""
        return self.result(self.begin(node, name, request), node, timeout_s)

    def begin(self, node: str, name: str, request: object) -> Future[bytes]:
        """Sends a call, for `result`. One of this node's own functions is called as others call it, in a thread."""
        if node == self._node:
            return self._begin_here(name, request)
        future: Future[bytes] = Future()
        with self._lock:
            self._count += 1
            token = str(self._count)
            self._waiting[token] = future, []
        future.add_done_callback(lambda _: self._waiting.pop(token, None))
        client = self._connection.client
        subject = f"{self._connection.prefix}.n.{node}.{name}"
        self._connection.start(client.publish(subject, packed(request), reply=f"{self._inbox}.{token}"))
        return future

    def _begin_here(self, name: str, request: object) -> Future[bytes]:
        future: Future[bytes] = Future()
        function, pool = self._functions.get(name, (None, None))
        if name == PING:
            future.set_result(packed(None))
        elif function is None or pool is None:
            future.set_exception(NodeUnreachableError(f"node [{self._node}] knows no [{name}]"))
        else:
            return pool.submit(lambda: packed(function(request)))
        return future

    def _cut_off(self) -> None:
        """Tells whoever waits that no answer will come: it went to a connection that is lost."""
        for future, _ in list(self._waiting.values()):
            _finish(future, NodeUnreachableError("the connection to NATS was lost"))

    def tell(self, node: str, name: str, request: object) -> None:
        """Calls a function whose answer nobody waits for."""
        self._connection.publish(f"{self._connection.prefix}.n.{node}.{name}", packed(request))

    def result(self, future: Future[bytes], node: str, timeout_s: float = 30) -> Any:
        """Returns the result of a call that was begun."""
        try:
            return unpacked(future.result(timeout_s))
        except FutureTimeoutError:
            future.cancel()
            raise NodeUnreachableError(f"[{node}] does not answer within {timeout_s:.0f}s") from None

    def _answered(self, message: Any) -> None:
        entry = self._waiting.get(message.subject.rpartition(".")[2])
        if entry is None:
            return
        future, parts = entry
        headers = message.headers or {}
        if headers.get(_STATUS):
            _finish(future, NodeUnreachableError("the node is not there"))
        elif _FAULT in headers:
            _finish(future, unpacked_error(message.data))
        else:
            parts.append(message.data)
            if headers.get(_PART) != "more":
                _finish(future, b"".join(parts))

    def _asked(self, message: Any) -> None:
        name = message.subject.rpartition(".")[2]
        if name == PING:
            self._reply(message, packed(None))
            return
        function, pool = self._functions.get(name, (None, None))
        if function is None or pool is None:
            self._refuse(message, NodeUnreachableError(f"node [{self._node}] knows no [{name}]"))
            return
        try:
            pool.submit(self._answer, message, function)
        except RuntimeError:
            logger.debug("a call came while the node stops")

    def _answer(self, message: Any, function: Function) -> None:
        try:
            self._answer_or_refuse(message, function)
        except BaseException:
            # whoever waits must not wait for ever
            logger.exception("a call from another node cannot be answered subject=%s", message.subject)
            self._refuse(message, FindlingError("the answer cannot be sent"))
            raise

    def _answer_or_refuse(self, message: Any, function: Function) -> None:
        try:
            data = packed(function(unpacked(message.data)))
        except FindlingError as error:
            self._refuse(message, error)
        except Exception as error:
            logger.exception("a call from another node failed subject=%s", message.subject)
            self._refuse(message, FindlingError(f"{type(error).__name__}: {error}"))
        else:
            self._reply(message, data)

    def _refuse(self, message: Any, error: FindlingError) -> None:
        if message.reply:
            self._connection.publish(message.reply, packed_error(error), {_FAULT: "1"})

    def _reply(self, message: Any, data: bytes) -> None:
        for start in range(0, max(len(data), 1), _PART_BYTES) if message.reply else ():
            headers = {_PART: "more" if start + _PART_BYTES < len(data) else "last"}
            self._connection.publish(message.reply, data[start : start + _PART_BYTES], headers)


def _finish(future: Future[bytes], outcome: bytes | Exception) -> None:
    if not future.done():
        if isinstance(outcome, Exception):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)

"""Calls between an edge and its hub, over subjects that belong to that edge alone.

    fe.up.EDGE.VERB       the edge calls its hub          fe.down.EDGE.re.TOKEN    the answer
    fe.down.EDGE.VERB     the hub calls the edge          fe.up.EDGE.re.TOKEN      the answer

So an edge needs to publish `fe.up.EDGE.>` and to subscribe to `fe.down.EDGE.>`, and nothing else.
"""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from typing import Any, Final

import orjson

from findling.base.error_body import error_object, status_of
from findling.base.errors import FindlingError
from findling.base.ids import random_uuid
from findling.cluster.nats.connection import NatsConnection
from findling.edge.errors import EdgeRefusedError, EdgeUnreachableError

logger = logging.getLogger("findling.edge")

Function = Callable[[str, bytes], Any]
"""Is given the name of the edge and the payload; returns what JSON can say."""
UP: Final = "fe.up"
DOWN: Final = "fe.down"
_HUBS: Final = "fe-hubs"
"""Queue of the nodes of a cluster that are the hub of its edges: one of them answers a call."""
_THREADS: Final = 8
_ROOM: Final = 4096
"""For what is in a message besides its payload."""
_FAULT: Final = "Fe-Error"
_NO_RESPONDERS: Final = "Status"


class Bus:
    """One side. `start` before use, `stop` at the end.

    edge: the name of this edge, None for the hub's side, which calls edges by their names
    admit: is asked before a call of an edge is answered; raises what it is refused with
    """

    def __init__(self, connection: NatsConnection, edge: str | None) -> None:
        self._connection = connection
        self._edge = edge
        self._functions: dict[str, Function] = {}
        self.admit: Callable[[str], None] = lambda edge: None
        self._waiting: dict[tuple[str, str], Future[bytes]] = {}
        self._pool = ThreadPoolExecutor(_THREADS, "findling-edge-bus")
        self._mark = random_uuid()
        self._count = 0
        self._lock = threading.Lock()
        self._subscriptions: list[Any] = []

    def serve(self, verb: str, function: Function) -> None:
        """Answers calls of the other side. verb: one token"""
        self._functions[verb] = function

    def start(self) -> None:
        """Begins to answer and to take answers."""
        mine = f"{UP}.*" if self._edge is None else f"{DOWN}.{self._edge}"
        self._subscriptions = [
            self._connection.subscribe(f"{mine}.re.{self._mark}.*", self._answered),
            self._connection.subscribe(f"{mine}.*", self._asked, "" if self._edge is not None else _HUBS),
        ]

    def stop(self) -> None:
        """Answers no more; what runs may end."""
        for subscription in self._subscriptions:
            self._connection.unsubscribe(subscription)
        self._pool.shutdown(wait=True, cancel_futures=True)

    def call(self, verb: str, payload: bytes, timeout_s: float, edge: str | None = None) -> Any:
        """Returns what the other side answers. edge: which one; None on an edge: its hub.

        Raises EdgeUnreachableError, EdgeRefusedError.
        """
        return self.result(self.begin(verb, payload, edge), timeout_s)

    def begin(self, verb: str, payload: bytes, edge: str | None = None) -> Future[bytes]:
        """Sends a call, for `result`."""
        future: Future[bytes] = Future()
        with self._lock:
            self._count += 1
            token = str(self._count)
            # an answer counts from whom was asked: edges may not answer for each other
            waits = (edge or self._edge or "", token)
            self._waiting[waits] = future
        future.add_done_callback(lambda _: self._waiting.pop(waits, None))
        to, back = (
            (f"{UP}.{self._edge}", f"{DOWN}.{self._edge}") if edge is None else (f"{DOWN}.{edge}", f"{UP}.{edge}")
        )
        client = self._connection.client
        if not self._connection.is_connected:
            future.set_exception(EdgeUnreachableError("the nats-server beside this node does not answer"))
            return future
        self._connection.start(client.publish(f"{to}.{verb}", payload, reply=f"{back}.re.{self._mark}.{token}"))
        return future

    def result(self, future: Future[bytes], timeout_s: float) -> Any:
        """Returns the answer to a call that was begun. Raises EdgeUnreachableError, EdgeRefusedError."""
        try:
            return orjson.loads(future.result(timeout_s))
        except FutureTimeoutError:
            future.cancel()
            raise EdgeUnreachableError(f"no answer within {timeout_s:g}s") from None

    def _answered(self, message: Any) -> None:
        parts = message.subject.split(".")
        future = self._waiting.get((parts[2], parts[-1]))
        if future is None or future.done():
            return
        headers = message.headers or {}
        if headers.get(_NO_RESPONDERS):
            future.set_exception(EdgeUnreachableError("nobody is there"))
        elif _FAULT in headers:
            future.set_exception(_error_of(orjson.loads(message.data)))
        else:
            future.set_result(message.data)

    def _asked(self, message: Any) -> None:
        edge, verb = message.subject.split(".")[2:4]
        try:
            self._pool.submit(self._answer, message, edge, verb)
        except RuntimeError:
            logger.debug("a call came while the node stops")

    def _answer(self, message: Any, edge: str, verb: str) -> None:
        headers = None
        try:
            self.admit(edge)
            function = self._functions.get(verb)
            if function is None:
                raise EdgeRefusedError(f"unknown call [{verb}]")
            answer = orjson.dumps(function(edge, message.data))
            if len(answer) > self._connection.max_payload - _ROOM:
                raise EdgeRefusedError(f"an answer of {len(answer)} bytes is too large: ask for less")
        except Exception as error:
            if not isinstance(error, FindlingError):
                logger.exception("a call failed edge=%s verb=%s", edge, verb)
            headers = {_FAULT: "1"}
            answer = orjson.dumps({"error": error_object(error), "status": status_of(error)})
        if message.reply:
            self._connection.publish(message.reply, answer, headers)


def _error_of(answer: dict[str, Any]) -> EdgeRefusedError:
    """Returns the error that the other side had; its status and type are kept."""
    said = answer["error"]
    return EdgeRefusedError(str(said.get("reason")), far_type=said.get("type"), far_status=answer["status"])

"""A connection to NATS, and the thread whose event loop serves it."""

import asyncio
import json
import logging
import threading
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from concurrent.futures import CancelledError, Future
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.errors import NoRespondersError

from findling.cluster.nats.access import Access
from findling.cluster.nats.errors import ClusterUnavailableError, OutcomeUnknownError, SequenceTakenError
from findling.cluster.nats.watch import drop, end, leave, watch

logger = logging.getLogger("findling.cluster")

T = TypeVar("T")
MINIMUM: Final = (2, 14, 1)
"""Older servers acknowledge a repeated message that is not stored, and have known holes."""
_SMALLEST_PAYLOAD: Final = 4 << 20
_PENDING_BYTES: Final = 128 << 20
_CONNECT_S: Final = 10
_OPENING_S: Final = 1
_RECONNECT_S: Final[Any] = 0.1
_CLOSING_S: Final = 5
_ATTEMPT_S: Final = 1.5
_API_S: Final = 5.0
_PAUSE_S: Final = 0.1
_WRONG_SEQUENCE: Final = (10070, 10071)
_NO_STREAM: Final = 10059
_NO_MESSAGE: Final = 10037
_NO_PEERS: Final = (10005, 10074)
_RETRIED: Final = (10008, 10009, 10158, 10060)
"""JetStream has no leader at the moment, or the message is under way."""


class JetStreamError(Exception):
    """An error that JetStream answers with. code: its own number"""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"{reason} ({code})")
        self.code = code

    @property
    def is_missing(self) -> bool:
        """Whether there is no such stream or message."""
        return self.code in (_NO_STREAM, _NO_MESSAGE)


class ConnectionLostError(NatsError):
    """The connection broke off before there was an answer."""


class NatsConnection:
    """Calls NATS from any thread. `connect` before use, `close` at the end.

    access: what the servers want to see, None: nothing
    prefix: what all subjects and names of streams of the cluster begin with
    lost: called, on the event loop, when the connection has broken off: what was under way has no answer
    """

    def __init__(self, urls: Sequence[str], cluster: str, node: str, access: Access | None = None) -> None:
        self.prefix = f"fl.{cluster}"
        self.cluster = cluster
        self._urls = list(urls)
        self._node = node
        self._access = access
        self._fault: Exception | None = None
        self._client: Client | None = None
        self._watching: Future[None] | None = None
        self._closing = False
        self._ended = False
        self._ending = threading.Lock()
        self.lost: list[Callable[[], None]] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="findling-nats", daemon=True)
        self._thread.start()

    def connect(self, timeout_s: float, jetstream: bool = True) -> None:
        """Connects, and waits for JetStream to have a leader. Raises ClusterUnavailableError naming what is missing.

        jetstream: whether it is needed
        """
        deadline = time.monotonic() + timeout_s
        fault: object = None
        while time.monotonic() < deadline:
            try:
                self._client = self.run(self._connected(min(_CONNECT_S, timeout_s)), 2 * _CONNECT_S)
                break
            except (NatsError, OSError, TimeoutError, ExceptionGroup) as error:
                fault = self._fault or str(error) or type(error).__name__
                time.sleep(_PAUSE_S)
        if self._client is None:
            raise ClusterUnavailableError(f"no nats-server answers at {', '.join(self._urls)}: {fault}")
        self._check_server(self._client)
        self._watching = self.start(watch(self._client))
        while jetstream:
            try:
                self.api("INFO", {})
                return
            except (JetStreamError, NatsError, TimeoutError) as error:
                fault = error
            if time.monotonic() > deadline:
                raise ClusterUnavailableError(
                    f"JetStream has no leader at {', '.join(self._urls)}: a majority of the nats-servers must run, and "
                    f"have JetStream switched on ({fault or 'no answer'})"
                )
            time.sleep(_PAUSE_S)

    async def _connected(self, timeout_s: float) -> Client:
        client = Client()
        self._broken: asyncio.Future[None] = self._loop.create_future()
        try:
            await asyncio.wait_for(self._connect(client), timeout_s)
        except BaseException:
            await end(client)
            raise
        return client

    async def _connect(self, client: Client) -> None:
        await client.connect(
            self._urls,
            **self._options,
            max_reconnect_attempts=-1,
            reconnect_time_wait=_RECONNECT_S,
            allow_reconnect=True,
            dont_randomize=True,  # the next server is another than the one that was lost
            error_cb=partial(self._failed, client),
            disconnected_cb=self._gone,
            reconnected_cb=self._back,
            pending_size=_PENDING_BYTES,
        )

    @property
    def _options(self) -> dict[str, Any]:
        return {
            "name": self._node,
            "connect_timeout": _OPENING_S,
            "tls": None if self._access is None else self._access.tls,
            "nkeys_seed": None if self._access is None else str(self._access.seed),
        }

    async def asked(self, action: str, timeout_s: float) -> dict[str, Any]:
        """Returns what JetStream's API answers, on the event loop, its errors as they are. Raises NatsError."""
        answer: dict[str, Any] = json.loads((await self._request(f"$JS.API.{action}", b"{}", timeout_s)).data)
        return answer

    def other_urls(self) -> list[str]:
        """Returns the URLs of the servers other than that of this connection."""
        here = self.client.connected_url
        return [url for url in self._urls if here is None or urlsplit(url).netloc != here.netloc]

    @asynccontextmanager
    async def visiting(self, url: str) -> AsyncIterator[Client]:
        """Gives a connection to one server, on the event loop. Raises NatsError, OSError, TimeoutError."""
        client = Client()
        try:
            await client.connect([url], **self._options, allow_reconnect=False, error_cb=partial(self._failed, client))
            yield client
        finally:
            await end(client)

    async def leave_for(self, url: str) -> None:
        """Goes to another server, on the event loop; what was under way has no answer."""
        client = self.client
        client._server_pool.sort(key=lambda server: server.uri.netloc != urlsplit(url).netloc)
        await leave(client)

    async def _failed(self, client: Client, error: Exception) -> None:
        self._fault = error
        if not client.is_connected:
            drop(client)
        logger.debug("nats: %s", error)

    async def _gone(self) -> None:
        broken, self._broken = self._broken, self._loop.create_future()
        broken.set_result(None)
        for function in self.lost:
            function()
        if not self._closing:
            logger.warning("the connection to NATS was lost, it is made anew node=%s", self._node)

    async def _back(self) -> None:
        here = self.client.connected_url
        logger.info("the connection to NATS is there again node=%s server=%s", self._node, here and here.netloc)

    async def _request(
        self, subject: str, payload: bytes, timeout_s: float, headers: dict[str, str] | None = None
    ) -> Any:
        """Returns the answering message. Raises NatsError, at once if the connection breaks off."""
        request = asyncio.ensure_future(self.client.request(subject, payload, timeout=timeout_s, headers=headers))
        try:
            await asyncio.wait((request, self._broken), return_when=asyncio.FIRST_COMPLETED)
            if not request.done():
                raise ConnectionLostError("the connection to NATS was lost")
            return request.result()
        finally:
            request.cancel()

    def _check_server(self, client: Client) -> None:
        version = str(client._server_info.get("version", "0"))
        numbers = tuple(int(part) for part in version.partition("-")[0].split(".")[:3])
        if numbers < MINIMUM:
            least = ".".join(map(str, MINIMUM))
            raise ClusterUnavailableError(
                f"nats-server {version} is too old, {least} or newer is needed: older ones acknowledge messages that "
                "are not stored"
            )
        if client.max_payload < _SMALLEST_PAYLOAD:
            raise ClusterUnavailableError(
                f"nats-server has a max_payload of {client.max_payload} bytes, at least {_SMALLEST_PAYLOAD} are needed"
            )

    @property
    def client(self) -> Client:
        """The client, for use on its event loop."""
        if self._client is None:
            raise ClusterUnavailableError("there is no connection to NATS")
        return self._client

    @property
    def max_payload(self) -> int:
        return self.client.max_payload

    @property
    def is_connected(self) -> bool:
        return self._client is not None and self._client.is_connected

    def start(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Begins work on the event loop. Raises ClusterUnavailableError if the connection is closed."""
        with self._ending:
            if not self._ended:
                return asyncio.run_coroutine_threadsafe(work, self._loop)
        work.close()
        raise ClusterUnavailableError("the connection to NATS is closed")

    def run(self, work: Coroutine[Any, Any, T], timeout_s: float) -> T:
        """Returns the result of work on the event loop. Raises what it raises, TimeoutError."""
        future = self.start(work)
        try:
            return future.result(timeout_s)
        except TimeoutError:
            future.cancel()
            raise

    def soon(self, function: Callable[[], object]) -> None:
        """Calls a function on the event loop."""
        self._loop.call_soon_threadsafe(function)

    def publish(self, subject: str, payload: bytes, headers: dict[str, str] | None = None) -> None:
        """Sends a message to whoever listens; it may be lost."""
        client = self.client
        self.start(client.publish(subject, payload, headers=headers))

    def subscribe(self, subject: str, received: Callable[[Any], None], queue: str = "") -> Any:
        """Calls a function, on the event loop, with each message. It must not block. Returns the subscription.

        queue: of those subscribed under such a name one gets a message, empty: all do
        """

        async def callback(message: Any) -> None:
            received(message)

        client = self.client
        return self.run(
            client.subscribe(subject, queue=queue, cb=callback, pending_bytes_limit=-1, pending_msgs_limit=-1),
            10,
        )

    def unsubscribe(self, subscription: Any) -> None:
        """Ends a subscription."""
        self.start(subscription.unsubscribe())

    def api(self, action: str, body: dict[str, Any], timeout_s: float = _API_S) -> dict[str, Any]:
        """Returns what JetStream's API answers. Raises JetStreamError, NatsError, TimeoutError."""
        future = self.begin_api(action, body, timeout_s)
        try:
            return future.result(timeout_s + 1)
        except TimeoutError:
            future.cancel()
            raise

    def begin_api(self, action: str, body: dict[str, Any], timeout_s: float) -> "Future[dict[str, Any]]":
        """Begins to ask JetStream's API; the result is as that of `api`."""

        async def asked() -> dict[str, Any]:
            return _checked(json.loads((await self._request(f"$JS.API.{action}", payload, timeout_s)).data))

        payload = json.dumps(body).encode()
        return self.start(asked())

    def patient_api(
        self, action: str, body: dict[str, Any], timeout_s: float = 25, attempt_s: float = _API_S
    ) -> dict[str, Any]:
        """Returns what the API answers, asking again while there is no leader. Raises ClusterUnavailableError.

        attempt_s: how long an answer is waited for until it is asked again
        """
        deadline = time.monotonic() + timeout_s
        while True:
            try:
                return self.api(action, body, attempt_s)
            except JetStreamError as error:
                if error.code not in (*_RETRIED, *_NO_PEERS):
                    raise
                fault: Exception = error
            except (NatsError, TimeoutError) as error:
                fault = error
            if time.monotonic() > deadline:
                raise ClusterUnavailableError(f"JetStream does not answer: {fault or 'no answer'}")
            time.sleep(_PAUSE_S)

    def append(
        self, subject: str, payload: bytes, batch: str, follows: int | None, headers: dict[str, str], timeout_s: float
    ) -> int:
        """Appends a message to a stream and returns its sequence once a majority has it on disk.

        batch: its id, with which it is sent again as long as nobody knows whether it is there
        follows: sequence of the last message of the stream, None: whichever that is
        Raises SequenceTakenError if it is not there, OutcomeUnknownError if nobody knows.
        """
        deadline, attempt_s = time.monotonic() + timeout_s, min(_ATTEMPT_S, timeout_s)
        sent = {"Nats-Msg-Id": batch, **headers}
        if follows is not None:
            sent["Nats-Expected-Last-Sequence"] = str(follows)
        unsure = False
        while True:
            try:
                message = self.run(self._request(subject, payload, attempt_s, sent), attempt_s + 1)
                answer = _checked(json.loads(message.data))
                if answer.get("seq"):
                    return int(answer["seq"])
                fault: Exception = TimeoutError("not committed")
            except JetStreamError as error:
                if error.code in _WRONG_SEQUENCE:
                    if unsure:
                        raise OutcomeUnknownError("the stream has gone on, perhaps with this message") from error
                    raise SequenceTakenError(str(error)) from error
                if error.code not in _RETRIED:
                    raise ClusterUnavailableError(f"the log takes nothing: {error}") from error
                fault, unsure = error, unsure or error.code == 10158
            except NoRespondersError as error:
                fault = error
            except (NatsError, TimeoutError, CancelledError) as error:
                fault, unsure = error, True
            if time.monotonic() > deadline:
                why = f"no majority of the nats-servers has taken the write within {timeout_s:.0f}s ({fault!r})"
                raise OutcomeUnknownError(why) if unsure else ClusterUnavailableError(why)
            time.sleep(_PAUSE_S)

    def close(self) -> None:
        """Sends what is still to be sent and ends the thread."""
        if self._ended:
            return
        self._closing = True
        if self._client is not None:
            if self._watching is not None:
                self._watching.cancel()
            try:
                self.run(end(self._client, _CLOSING_S), 2 * _CLOSING_S)
            except (NatsError, OSError, TimeoutError):
                logger.warning("the connection to NATS was not closed cleanly")
        try:
            self.run(_end_tasks(), 5)
        except TimeoutError:
            logger.warning("work on the connection to NATS does not end")
        with self._ending:
            self._ended = True
            self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        if not self._thread.is_alive():
            self._loop.run_until_complete(_end_tasks())  # what was begun last
            self._loop.close()


async def _end_tasks() -> None:
    """Ends what is still under way on the event loop, which is stopped afterwards."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


def _checked(answer: dict[str, Any]) -> dict[str, Any]:
    fault = answer.get("error")
    if fault is not None:
        raise JetStreamError(int(fault.get("err_code", fault.get("code", 0))), str(fault.get("description")))
    return answer

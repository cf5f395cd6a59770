"""Brings the events of a subscription to its client, at the client's pace, and gives up one that is too slow.

At most one batch waits for a client, as bytes that the request breaker knows of. The client is given up once more has
passed by than it may miss while it took nothing, or when it takes nothing for too long. Nothing else waits for it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from findling.base.errors import SlowConsumerError
from findling.graphql.request import GraphQLResult
from findling.graphql.subscribe.subscription import Subscription
from findling.rest.graphql.session import Session

Encode = Callable[[GraphQLResult], bytes]
Deliver = Callable[[bytes], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Patience:
    """What a client may be behind.

    operations: how many may become searchable while one event waits for it; seconds: how long an event may wait
    renewal_s: after how long without news rights and indices are looked at again
    """

    operations: int = 10_000
    seconds: float = 30.0
    renewal_s: float = 10.0


class Pump:
    """Of one subscription; `run` is cancelled when the client wants no more."""

    def __init__(
        self, session: Session, subscription: Subscription, encode: Encode, deliver: Deliver, patience: Patience
    ) -> None:
        self._session = session
        self._subscription = subscription
        self._encode = encode
        self._deliver = deliver
        self._patience = patience
        self._loop = asyncio.get_running_loop()
        self._news = asyncio.Event()
        self._delivery: asyncio.Future[None] | None = None

    async def run(self) -> None:
        """Delivers until an error ends it: SlowConsumerError, and what the search for the next events raises."""
        self._subscription.watch(self._tell)
        try:
            while True:
                self._news.clear()
                events = await self._session.run(self._next)
                if events:
                    await self._deliver_all(events)
                else:
                    await self._wait()
        finally:
            self._subscription.close()

    def _next(self) -> Sequence[bytes]:
        return [self._encode(result) for result in self._subscription.results()]

    async def _wait(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._news.wait(), self._patience.renewal_s)

    async def _deliver_all(self, events: Sequence[bytes]) -> None:
        breaker = self._session.node.breakers.request
        held = sum(map(len, events))
        breaker.add(held, "<graphql_subscription>")
        try:
            for event in events:
                await self._deliver_one(event)
                breaker.release(len(event))
                held -= len(event)
        finally:
            breaker.release(held)

    async def _deliver_one(self, event: bytes) -> None:
        self._delivery = delivery = asyncio.ensure_future(self._deliver(event))
        try:
            await asyncio.wait({delivery}, timeout=self._patience.seconds)
        finally:
            self._delivery = None
            if not delivery.done():
                delivery.cancel()
        if delivery.cancelled() or not delivery.done():
            raise SlowConsumerError("the client takes events too slowly; it may go on after the last cursor it has got")
        delivery.result()

    def _tell(self) -> None:
        """Called by a thread that refreshes."""
        with suppress(RuntimeError):  # the server has stopped
            self._loop.call_soon_threadsafe(self._hear)

    def _hear(self) -> None:
        self._news.set()
        if self._delivery is not None and self._subscription.behind > self._patience.operations:
            self._delivery.cancel()

"""Resolvers that wait for a batch, without an event loop of the server: each thread has one of its own for them."""

import asyncio
import threading
from collections.abc import Awaitable
from typing import TypeVar

T = TypeVar("T")
_OF_THREAD = threading.local()


def loop_of_thread() -> asyncio.AbstractEventLoop:
    """Returns the loop that this thread's batches are waited for in. It runs only while `settled` waits."""
    loop: asyncio.AbstractEventLoop | None = _OF_THREAD.__dict__.get("loop")
    if loop is None:
        loop = _OF_THREAD.loop = asyncio.new_event_loop()
    return loop


def settled(result: T | Awaitable[T]) -> T:
    """Returns a result; one that has to be waited for is waited for in this thread."""
    if not isinstance(result, Awaitable):
        return result

    async def wait() -> T:
        return await result

    return loop_of_thread().run_until_complete(wait())

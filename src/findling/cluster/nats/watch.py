"""Has a connection go to another server once its own is silent: one that is halted or cut off breaks no connection."""

import asyncio
import logging
import time
from contextlib import suppress
from typing import Any, Final

from nats.aio.client import Client

logger = logging.getLogger("findling.cluster")

_EVERY_S: Final = 0.25
_SILENT_S: Final = 0.6
_LONGEST_S: Final = 2.0
_USUAL: Final = 8
_LATE_S: Final = 0.1
"""It may be this process that was late: what has come meanwhile is read first."""


async def watch(client: Client) -> None:
    """Asks the server four times a second whether it lives, until the client is closed.

    How long an answer may take follows from how long it usually takes.
    """
    usual = 0.0
    while not client.is_closed:
        await asyncio.sleep(_EVERY_S)
        if not client.is_connected:
            continue
        asked = time.monotonic()
        if await _answers(client, min(max(_SILENT_S, _USUAL * usual), _LONGEST_S)):
            usual = 0.8 * usual + 0.2 * (time.monotonic() - asked)
        elif client.is_connected:
            logger.warning("the nats-server at %s is silent", client.connected_url and client.connected_url.netloc)
            await leave(client)


async def _answers(client: Client, patience_s: float) -> bool:
    """Returns whether the server answers in time, or takes and sends other things meanwhile."""
    pong: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
    ping = asyncio.ensure_future(client._send_ping(pong))
    try:
        moved = _moved(client)
        while True:
            await asyncio.wait((pong,), timeout=patience_s)
            await asyncio.wait((pong,), timeout=_LATE_S)
            if pong.done():
                return True
            before, moved = moved, _moved(client)
            if not client.is_connected or moved == before:
                return False
    except (OSError, AttributeError):  # the connection broke off meanwhile, and is made anew
        return True
    finally:
        ping.cancel()
        ping.add_done_callback(lambda done: done.cancelled() or done.exception())


def _moved(client: Client) -> tuple[int, int]:
    """Returns what changes while anything goes over the connection: bytes that came, bytes still to be sent."""
    return client.stats["in_bytes"], _socket(client).get_write_buffer_size()


async def leave(client: Client) -> None:
    """Has a client go to another server, without waiting for what is still to be sent."""
    _socket(client).abort()
    await client.force_reconnect()


async def end(client: Client, patience_s: float = 0.2) -> None:
    """Closes a client, and its socket in any case. Raises what goes wrong, but for TimeoutError."""
    try:
        with suppress(TimeoutError):
            async with asyncio.timeout(patience_s):
                await client.close()
    finally:
        drop(client)
        await asyncio.sleep(0)  # the socket is closed in the next turn of the loop


def drop(client: Client) -> None:
    """Closes the socket of an attempt to connect that has failed; the next one would only forget it.

    Where TLS has failed the client would wait for ever, for the transport that TLS has taken over.
    """
    transport: Any = client._transport
    for name in () if transport is None else ("_io_writer", "_bare_io_writer"):
        writer = vars(transport)[name]
        if writer is not None:
            writer.transport.abort()
            setattr(transport, name, None)


def _socket(client: Client) -> Any:
    return client._transport._io_writer.transport  # type: ignore[union-attr]

"""Text messages to numbers, handed to a service over HTTP, in the background."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Final
from urllib.parse import urlsplit

import orjson

from findling.base.errors import IllegalArgumentError

logger = logging.getLogger("findling.identity")

_TIMEOUT_S: Final = 5.0
_TRIES: Final = 2
_MAX_WAITING: Final = 1000


class Messenger:
    """Sends messages by one thread: POST of `{"to": ..., "text": ...}`. `close` at the end.

    url: of the service, None: nothing is sent, which the log says; token: gives what it is asked with as a bearer
    """

    def __init__(self, url: str | None, token: Callable[[], str | None]) -> None:
        parts = urlsplit(url or "http://localhost")
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise IllegalArgumentError(f"identity_messages: must be a URL that takes messages, not {url}")
        self._url = url
        self._token = token
        self._pool = ThreadPoolExecutor(1, "findling-messages")

    def send_later(self, to: str, text: str) -> None:
        """Hands in a message; it is lost where too many wait."""
        if self._url is None:
            logger.warning("a message cannot be sent: identity_messages is not set")
        elif self._pool._work_queue.qsize() < _MAX_WAITING:
            self._pool.submit(self._send, self._url, to, text)
        else:
            logger.warning("a message is lost: too many are waiting")

    def close(self) -> None:
        """Sends what was handed in, and ends."""
        self._pool.shutdown()

    def _send(self, url: str, to: str, text: str) -> None:
        for attempt in range(1, _TRIES + 1):
            fault = self._fault(url, orjson.dumps({"to": to, "text": text}))
            if fault is None:
                return
            logger.warning("a message could not be sent attempt=%s error=%s", attempt, fault)

    def _fault(self, url: str, body: bytes) -> str | None:
        """Sends a message; returns what went wrong, None if the service took it."""
        parts = urlsplit(url)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        token = self._token()
        headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
        try:
            connection = kind(parts.netloc, timeout=_TIMEOUT_S)
            try:
                connection.request("POST", f"{parts.path or '/'}?{parts.query}".rstrip("?"), body, headers)
                status = connection.getresponse().status
            finally:
                connection.close()
        except (OSError, HTTPException) as error:
            return f"{type(error).__name__}: {error}"
        return None if 200 <= status < 300 else f"status {status}"

"""Mails: written and sent in the background, so that no answer tells by its time whether there was one to send."""

import asyncio
import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import aiosmtplib

from findling.base.errors import IllegalArgumentError

logger = logging.getLogger("findling.identity")

_THREADS: Final = 2
_MAX_WAITING: Final = 1000
_WAITS_S: Final = (1.0, 10.0, 60.0)
"""How long it is waited before a mail that could not be sent is tried again."""
_TIMEOUT_S: Final = 20.0
_PORTS: Final = {"smtp": 25, "smtps": 465}


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail of text."""

    to: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class MailServer:
    """Who takes mails. tls: from the first byte on; else it is begun if the server offers it"""

    host: str
    port: int
    tls: bool
    username: str | None

    @classmethod
    def of(cls, url: str) -> "MailServer":
        """Reads `smtp://[user@]host[:port]` or `smtps://...`. Raises IllegalArgumentError."""
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname or parts.path.strip("/") or parts.password is not None:
            raise IllegalArgumentError(
                f"identity_mail: must be smtp://[user@]host[:port] or smtps://..., the password in the keystore: {url}"
            )
        username = None if parts.username is None else unquote(parts.username)
        return cls(parts.hostname, parts.port or _PORTS[parts.scheme], parts.scheme == "smtps", username)


class Mailer:
    """Sends mails, in order, by two threads. `close` at the end.

    server: None: mails are not sent, which the log says; sender: whom they come from; password: gives the server's
    """

    def __init__(self, server: MailServer | None, sender: str, password: Callable[[], str | None]) -> None:
        self._server = server
        self._sender = sender
        self._password = password
        self._pool = ThreadPoolExecutor(_THREADS, "findling-mail")
        self._stopping = threading.Event()
        self._given_up = threading.Event()
        self.waits_s: Sequence[float] = _WAITS_S

    @property
    def is_set(self) -> bool:
        """Whether there is a server that takes mails."""
        return self._server is not None

    def close(self) -> None:
        """Sends what waits, without trying again, until the server does not take one."""
        self._stopping.set()
        self._pool.shutdown()

    def later(self, write: Callable[[], Mail | None]) -> None:
        """Writes a mail in the background and sends it; None is none. What is too much is left out, as the log says."""
        if self._pool._work_queue.qsize() >= _MAX_WAITING:
            logger.error("a mail was left out: too many wait")
            return
        self._pool.submit(self._write_and_send, write)

    def _write_and_send(self, write: Callable[[], Mail | None]) -> None:
        try:
            mail = write()
            if mail is not None:
                self._send(mail)
        except Exception:
            logger.exception("a mail could not be written")

    def _send(self, mail: Mail) -> None:
        if self._given_up.is_set():
            logger.error("a mail was left out at the end subject=%r", mail.subject)
            return
        if self._server is None:
            logger.warning("a mail was not sent, since no server is set (identity_mail) subject=%r", mail.subject)
            return
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self._sender, mail.to, mail.subject
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(mail.text)
        for wait_s in (*self.waits_s, None):
            try:
                asyncio.run(self._deliver(self._server, message))
                return
            except (aiosmtplib.SMTPException, OSError) as error:
                if wait_s is None or self._stopping.is_set() or not _may_pass(error):
                    if self._stopping.is_set():
                        self._given_up.set()
                    logger.error("a mail could not be sent subject=%r: %s", mail.subject, error)
                    return
                logger.warning("a mail could not be sent yet subject=%r: %s", mail.subject, error)
                self._stopping.wait(wait_s)

    async def _deliver(self, server: MailServer, message: EmailMessage) -> None:
        credentials: dict[str, Any] = {}
        if server.username is not None:
            credentials = {"username": server.username, "password": self._password() or ""}
        await aiosmtplib.send(
            message, hostname=server.host, port=server.port, use_tls=server.tls, timeout=_TIMEOUT_S, **credentials
        )


def _may_pass(error: Exception) -> bool:
    """Whether it may go well another time: a server's code from 500 on says that it will not."""
    return not (isinstance(error, aiosmtplib.SMTPResponseException) and error.code >= 500)

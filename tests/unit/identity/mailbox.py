"""A mail server that keeps what it is sent."""

import asyncio
import queue
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP

_WAITS_S = 20.0
_LINK = re.compile(r"https?://\S+")


@dataclass
class Mailbox:
    """What came, in order. refuse: the answer to the next mails instead of taking them"""

    came: "queue.Queue[EmailMessage]" = field(default_factory=queue.Queue)
    refuse: list[str] = field(default_factory=list)
    port: int = 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.refuse:
            return self.refuse.pop(0)
        message = BytesParser(_class=EmailMessage, policy=default).parsebytes(envelope.content)
        self.came.put(message)
        return "250 OK"

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def next(self) -> EmailMessage:
        """Returns the next mail; waits for it."""
        return self.came.get(timeout=_WAITS_S)

    def link(self) -> str:
        """Returns the link of the next mail."""
        return link_of(self.next())


def link_of(mail: EmailMessage) -> str:
    """Returns the link of a mail."""
    found = _LINK.search(mail.get_content())
    assert found is not None
    return found.group()


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """Receives mails on a free port of this machine."""
    box, loop = Mailbox(), asyncio.new_event_loop()
    server = loop.run_until_complete(loop.create_server(lambda: SMTP(box, hostname="localhost"), "127.0.0.1", 0))
    box.port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield box
    finally:
        server.close()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()

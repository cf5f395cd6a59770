"""Mails that people ask to be sent to themselves: that something they wait for has happened."""

import threading
from collections import OrderedDict, deque
from typing import Final

from findling.base.clock import Clock
from findling.base.errors import IllegalArgumentError, RejectedExecutionError
from findling.identity.accounts.mail import Mail, Mailer

_MOST_AN_HOUR: Final = 30
_HOUR_MS: Final = 3_600_000
_MOST_KNOWN: Final = 10_000
_LONGEST_SUBJECT: Final = 200
_LONGEST_TEXT: Final = 4_000


class Notices:
    """Sends notices, some an hour to each; counts are kept in memory."""

    def __init__(self, mailer: Mailer, clock: Clock) -> None:
        self._mailer = mailer
        self._clock = clock
        self._sent: OrderedDict[str, deque[int]] = OrderedDict()
        self._lock = threading.Lock()

    def send(self, to: str, subject: str, text: str) -> None:
        """Hands in a notice. Raises IllegalArgumentError, and RejectedExecutionError for the 31st of an hour."""
        if not self._mailer.is_set:
            raise IllegalArgumentError("no mails are sent: set identity_mail")
        if (
            not subject.strip()
            or len(subject) > _LONGEST_SUBJECT
            or len(text) > _LONGEST_TEXT
            or not subject.isprintable()
        ):
            raise IllegalArgumentError(
                f"[subject] must have 1 to {_LONGEST_SUBJECT} characters in a line, [text] at most {_LONGEST_TEXT}"
            )
        self._count(to)
        mail = Mail(to, subject, text)
        self._mailer.later(lambda: mail)

    def _count(self, to: str) -> None:
        now = self._clock.now_ms()
        with self._lock:
            times = self._sent.setdefault(to, deque())
            self._sent.move_to_end(to)
            while times and times[0] <= now - _HOUR_MS:
                times.popleft()
            if len(times) >= _MOST_AN_HOUR:
                raise RejectedExecutionError(f"more than {_MOST_AN_HOUR} notices within an hour")
            times.append(now)
            if len(self._sent) > _MOST_KNOWN:
                self._sent.popitem(last=False)

"""The id of an asynchronous search, opaque to clients: the document that keeps it, and the task that runs it."""

import base64
import binascii
import re
from dataclasses import dataclass

from findling.base.errors import FindlingError, IllegalArgumentError

_FOREIGN = re.compile(r"[^A-Za-z0-9_=-]")


@dataclass(frozen=True, slots=True)
class SearchId:
    """document: id in the system index; task: full id of the task."""

    document: str
    task: str

    def encoded(self) -> str:
        """Returns the id as clients have it. Source: Elasticsearch's AsyncExecutionId."""
        parts = (self.document.encode(), self.task.encode())
        return base64.urlsafe_b64encode(b"".join(bytes([len(part)]) + part for part in parts)).decode()

    @classmethod
    def decode(cls, text: str) -> "SearchId":
        """Reads what `encoded` gives. Raises IllegalArgumentError."""
        raw = _decoded(text)
        size = raw[0] if raw else 0
        document, rest = raw[1 : 1 + size], raw[1 + size :]
        task = rest[1:]
        if not rest or rest[0] != len(task) or b":" not in task:
            raise _invalid(text)
        try:
            return cls(document.decode(), task.decode())
        except UnicodeDecodeError:
            raise _invalid(text) from None


def _decoded(text: str) -> bytes:
    foreign = _FOREIGN.search(text)
    if foreign is not None:
        raise _invalid(text) from IllegalArgumentError(f"Illegal base64 character {ord(foreign[0]):x}")
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        raise _invalid(text) from None


def _invalid(text: str) -> FindlingError:
    return IllegalArgumentError(f"invalid id: [{text}]")

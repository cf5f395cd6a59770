"""Identifiers that the server makes: of documents, of indices and of tasks."""

import base64
import itertools
import secrets
import time

_NODE = secrets.token_bytes(6)
_SEQUENCE = itertools.count(secrets.randbelow(1 << 23))


def auto_id() -> str:
    """Returns a new document id: 20 characters of URL-safe base64, unique across nodes, growing with time."""
    raw = (time.time_ns() // 1_000_000).to_bytes(6, "big") + (next(_SEQUENCE) & 0xFFFFFF).to_bytes(3, "big") + _NODE
    return base64.urlsafe_b64encode(raw).decode("ascii")


def random_uuid() -> str:
    """Returns 16 random bytes as 22 characters of URL-safe base64, the form of index and node ids.

    The first character is never "-" or "_", so that the result can be a file name and a command-line argument.
    """
    while True:
        text = base64.urlsafe_b64encode(secrets.token_bytes(16)).rstrip(b"=").decode("ascii")
        if text[0] not in "-_":
            return text

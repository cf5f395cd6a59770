"""Identifiers that the server makes: of documents, of indices and of tasks."""

import base64
import itertools
import secrets
import time

import numpy as np

_NODE = secrets.token_bytes(6)
_SEQUENCE = itertools.count(secrets.randbelow(1 << 23))


def auto_id() -> str:
    """Returns a new document id: 20 characters of URL-safe base64, unique across nodes, growing with time."""
    raw = (time.time_ns() // 1_000_000).to_bytes(6, "big") + (next(_SEQUENCE) & 0xFFFFFF).to_bytes(3, "big") + _NODE
    return base64.urlsafe_b64encode(raw).decode("ascii")


def auto_ids(count: int) -> list[str]:
    """Returns that many new document ids, in growing order."""
    raw = np.empty((count, 15), dtype=np.uint8)
    raw[:, :6] = np.frombuffer((time.time_ns() // 1_000_000).to_bytes(6, "big"), dtype=np.uint8)
    numbers = np.array(list(itertools.islice(_SEQUENCE, count)), dtype=">u4")
    raw[:, 6:9] = numbers.view(np.uint8).reshape(count, 4)[:, 1:]
    raw[:, 9:] = np.frombuffer(_NODE, dtype=np.uint8)
    text = base64.urlsafe_b64encode(raw.tobytes()).decode("ascii")
    return [text[at : at + 20] for at in range(0, 20 * count, 20)]


def random_uuid() -> str:
    """Returns 16 random bytes as 22 characters of URL-safe base64, the form of index and node ids.

    The first character is never "-" or "_", so that the result can be a file name and a command-line argument.
    """
    while True:
        text = base64.urlsafe_b64encode(secrets.token_bytes(16)).rstrip(b"=").decode("ascii")
        if text[0] not in "-_":
            return text

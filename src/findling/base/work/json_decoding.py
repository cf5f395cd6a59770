"""Decoding of JSON texts that may be long where the process's address space is limited (`ulimit -v`).

orjson takes twelve times the size of a text as address space while it reads it, and the process ends with a fault if
there is none left for the values then. So it is looked whether there is room for both before it begins. Where memory is
limited in another way, or not at all, this costs nothing: what it takes it does not touch.
"""

import mmap
from collections.abc import Callable
from typing import Any, Final

import orjson

from findling.base.work.stacks import IS_LIMITED

LONG_BYTES: Final = 1 << 16
"""What shorter texts take is not worth a question."""
_BUFFER: Final = 12
_SLACK_BYTES: Final = 1 << 20
_BYTES_PER_OBJECT: Final = 200
_BYTES_PER_LIST: Final = 80
_BYTES_PER_VALUE: Final = 64


def decoded_size(text: bytes) -> int:
    """Returns about how many bytes the values of a JSON text take."""
    objects, lists, values = text.count(b"{"), text.count(b"["), text.count(b",")
    return len(text) + _BYTES_PER_OBJECT * objects + _BYTES_PER_LIST * lists + _BYTES_PER_VALUE * values


def decode_with_room(text: bytes) -> Any:
    """Returns what orjson.loads does. Raises MemoryError where that would end the process."""
    if len(text) > LONG_BYTES:
        _require_room(_BUFFER * len(text) + decoded_size(text) + _SLACK_BYTES)
    return orjson.loads(text)


def _require_room(size: int) -> None:
    try:
        mmap.mmap(-1, size).close()
    except OSError as error:
        raise MemoryError(f"no address space for [{size}] bytes, which decoding takes") from error


decode: Final[Callable[[bytes], Any]] = decode_with_room if IS_LIMITED else orjson.loads
"""Returns the value of a JSON text that may be long; raises orjson.JSONDecodeError, MemoryError."""

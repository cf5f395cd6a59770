"""How a node and a process of functions talk: frames of JSON over a pair of sockets."""

import socket
import struct
import threading
from typing import Any, Final

import orjson

_HEAD: Final = struct.Struct(">I")
_MOST_BYTES: Final = 64 << 20


class ChannelClosedError(ConnectionError):
    """The other end is gone."""


class Channel:
    """One end. Any thread may send; one receives."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end
        self._left = b""
        self._sending = threading.Lock()

    def send(self, frame: dict[str, Any]) -> None:
        """Sends a frame. Raises ChannelClosedError, TimeoutError; TypeError for what is no JSON."""
        body = orjson.dumps(frame, option=orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS)
        try:
            with self._sending:
                self._end.sendall(_HEAD.pack(len(body)) + body)
        except TimeoutError:
            raise
        except OSError as error:
            raise ChannelClosedError(str(error)) from error

    def receive(self, timeout_s: float | None = None) -> dict[str, Any]:
        """Returns the next frame. Raises ChannelClosedError, TimeoutError."""
        self._end.settimeout(timeout_s)
        (size,) = _HEAD.unpack(self._read(_HEAD.size))
        if size > _MOST_BYTES:
            raise ChannelClosedError(f"a frame of {size} bytes")
        frame: dict[str, Any] = orjson.loads(self._read(size))
        return frame

    def close(self) -> None:
        self._end.close()

    def _read(self, size: int) -> bytes:
        parts, missing = [self._left], size - len(self._left)
        while missing > 0:
            try:
                part = self._end.recv(max(missing, 1 << 16))
            except TimeoutError:
                raise
            except OSError as error:
                raise ChannelClosedError(str(error)) from error
            if not part:
                raise ChannelClosedError("the other end has closed")
            parts.append(part)
            missing -= len(part)
        whole = b"".join(parts)
        self._left = whole[size:]
        return whole[:size]

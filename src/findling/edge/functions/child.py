"""The process of one bundle: confines itself, imports the bundle's module, and calls its functions one by one."""

import importlib
import io
import socket
import sys
import traceback
from dataclasses import asdict
from pathlib import Path
from typing import Any

from findling.edge.functions.api import Edge, EdgeCallError
from findling.edge.functions.channel import Channel, ChannelClosedError
from findling.edge.functions.confinement import Limits, confine
from findling.edge.functions.declared import DECLARATIONS, Event


class _Printed(io.TextIOBase):
    """What is printed goes to the node, line by line."""

    def __init__(self, channel: Channel, level: str) -> None:
        self._channel = channel
        self._level = level
        self._line = ""

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        *lines, self._line = (self._line + text).split("\n")
        for line in lines:
            self._channel.send({"log": line, "level": self._level})
        return len(text)


class _Child:
    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._edge = Edge("", Path(), self._ask, self._tell)

    def run(self) -> None:
        told = self._channel.receive()
        self._edge.node, self._edge.data = told["node"], Path(told["data"])
        code = Path(told["code"])
        sys.stdout, sys.stderr = _Printed(self._channel, "info"), _Printed(self._channel, "error")
        try:
            readable = [Path(path) for path in told["readable"]]
            confine(Limits(**told["limits"]), code, self._edge.data, readable, told["landlock"])
            sys.path.insert(0, str(code))
            importlib.import_module(told["module"])
        except BaseException as error:
            self._channel.send({"failed": _account(error)})
            return
        self._channel.send({"ready": [asdict(one) for one in DECLARATIONS.found]})
        while True:
            self._call(self._channel.receive())

    def _call(self, frame: dict[str, Any]) -> None:
        event = Event(frame["topic"], frame["payload"], frame["at_ms"])
        try:
            DECLARATIONS.functions[frame["call"]](event, self._edge)
        except Exception as error:
            self._channel.send({"failed": _account(error)})
        else:
            self._channel.send({"done": True})

    def _ask(self, verb: str, arguments: dict[str, Any]) -> Any:
        self._channel.send({"ask": verb, "with": arguments})
        answer = self._channel.receive()
        if "error" in answer:
            raise EdgeCallError(**answer["error"])
        return answer["value"]

    def _tell(self, kind: str, what: Any) -> None:
        self._channel.send({kind: what})


def _account(error: BaseException) -> str:
    """Returns a traceback that begins in the bundle."""
    lines = traceback.format_exception(type(error), error, error.__traceback__)
    return "".join(lines[:1] + [line for line in lines[1:] if "findling/edge/functions/child" not in line])


if __name__ == "__main__":
    try:
        _Child(Channel(socket.socket(fileno=int(sys.argv[1])))).run()
    except ChannelClosedError:
        sys.exit(0)

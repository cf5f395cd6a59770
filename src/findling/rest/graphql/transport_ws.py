"""The protocol graphql-transport-ws, as a machine without a socket: a message in, what is to be done out.

Source: the protocol of the npm package graphql-ws (`GraphQL over WebSocket Protocol`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from findling.base.errors import FindlingError
from findling.graphql.request import GraphQLRequest
from findling.rest.graphql.reading import read_operation

SUBPROTOCOL: Final = "graphql-transport-ws"
INIT_TIMEOUT: Final = (4408, "Connection initialisation timeout")
FORBIDDEN: Final = (4403, "Forbidden")
NOT_ACCEPTABLE: Final = (4406, "Subprotocol not acceptable")
_UNAUTHORIZED: Final = (4401, "Unauthorized")
_TWICE: Final = (4429, "Too many initialisation requests")
_INVALID: Final = 4400


@dataclass(frozen=True, slots=True)
class Close:
    """The socket is to be closed."""

    code: int
    reason: str


@dataclass(frozen=True, slots=True)
class Initialise:
    """The client says who it is. Answered with `acknowledge`, or with closing."""

    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reply:
    """A message is to be sent."""

    message: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Start:
    """An operation begins. Ends with `finish`, or with the client's Stop."""

    id: str
    request: GraphQLRequest


@dataclass(frozen=True, slots=True)
class Stop:
    """The client wants no more of an operation."""

    id: str


Step = Close | Initialise | Reply | Start | Stop


@dataclass(slots=True)
class TransportWs:
    """What one connection has been told.

    max_operations: how many may run at the same time
    running: ids of operations that have begun and not ended
    """

    max_operations: int = 100
    running: set[str] = field(default_factory=set)
    is_acknowledged: bool = False
    _is_initialised: bool = False

    def receive(self, text: str | bytes) -> Step | None:
        """Takes a message of the client. Returns what is to be done, None if nothing is."""
        try:
            message = orjson.loads(text)
        except orjson.JSONDecodeError:
            return Close(_INVALID, "Invalid message received")
        if not isinstance(message, dict):
            return Close(_INVALID, f"Message is expected to be an object, but got {_kind(message)}")
        kind = message.get("type")
        if not isinstance(kind, str):
            return Close(_INVALID, "Message is missing the 'type' property")
        if kind in ("connection_init", "ping", "pong"):
            payload = message.get("payload")
            if payload is not None and not isinstance(payload, dict):
                return Close(_INVALID, f"\"{kind}\" message expects the 'payload' property to be an object or missing")
            return self._of_connection(kind, payload)
        if kind not in ("subscribe", "complete"):
            return Close(_INVALID, _short(f"Invalid message 'type' property \"{kind}\""))
        operation = message.get("id")
        if not isinstance(operation, str) or not operation:
            return Close(_INVALID, f"\"{kind}\" message requires a non-empty 'id' property")
        return self._subscribe(operation, message.get("payload")) if kind == "subscribe" else self._complete(operation)

    def acknowledge(self) -> dict[str, Any]:
        """Returns the message that lets the client begin."""
        self.is_acknowledged = True
        return {"type": "connection_ack"}

    def finish(self, operation: str) -> bool:
        """Ends an operation. Returns whether the client has to be told: it has not ended it itself."""
        if operation not in self.running:
            return False
        self.running.discard(operation)
        return True

    def _of_connection(self, kind: str, payload: Mapping[str, Any] | None) -> Step | None:
        if kind == "ping":
            return Reply({"type": "pong"} if payload is None else {"type": "pong", "payload": payload})
        if kind == "pong":
            return None
        if self._is_initialised:
            return Close(*_TWICE)
        self._is_initialised = True
        return Initialise(payload or {})

    def _subscribe(self, operation: str, payload: object) -> Step:
        if not self.is_acknowledged:
            return Close(*_UNAUTHORIZED)
        if operation in self.running:
            return Close(4409, _short(f"Subscriber for {operation} already exists"))
        try:
            request = read_operation(payload)
        except FindlingError as error:
            return Close(_INVALID, _short(f'"subscribe" message: {error.reason}'))
        if len(self.running) >= self.max_operations:
            refusal = {"message": f"more than [{self.max_operations}] operations of one connection at the same time"}
            return Reply({"id": operation, "type": "error", "payload": [refusal]})
        self.running.add(operation)
        return Start(operation, request)

    def _complete(self, operation: str) -> Step | None:
        return Stop(operation) if self.finish(operation) else None


def _kind(value: object) -> str:
    if value is None:
        return "null"
    return {list: "array", str: "string", bool: "boolean"}.get(type(value), "number")


def _short(reason: str) -> str:
    """Returns a reason that fits into a frame that closes, which holds 123 bytes of one."""
    return reason.encode()[:120].decode(errors="ignore")

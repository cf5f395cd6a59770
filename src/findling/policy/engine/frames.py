"""Messages between a server and its helpers: JSON texts, each after its length in four bytes."""

import json
import struct
from dataclasses import asdict
from typing import Any, BinaryIO, Final

from findling.base.json_values import json_text
from findling.policy.engine.errors import DeadlineError, EngineError, EngineMissingError, Problem, RegoError
from findling.policy.engine.protocol import UNDEFINED, CompiledFilter, Evaluation, Row

_LENGTH: Final = struct.Struct(">I")
_KINDS: Final = {kind.__name__: kind for kind in (EngineError, EngineMissingError, DeadlineError)}


def write_frame(stream: BinaryIO, message: dict[str, Any]) -> None:
    """Writes a message. Raises OSError, IllegalArgumentError for what is nested too deep."""
    text = json_text(message)
    stream.write(_LENGTH.pack(len(text)) + text)
    stream.flush()


def read_frame(stream: BinaryIO) -> dict[str, Any] | None:
    """Returns the next message, None at the end."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    text = stream.read(_LENGTH.unpack(head)[0])
    message: dict[str, Any] = json.loads(text)
    return message


def packed(value: Any) -> list[Any]:
    """Returns a value that may be UNDEFINED as JSON."""
    return [] if value is UNDEFINED else [value]


def unpacked(parts: list[Any]) -> Any:
    """Returns what `packed` was given."""
    return parts[0] if parts else UNDEFINED


def answered(result: Any) -> dict[str, Any]:
    """Returns the message of what a call returned or raised."""
    if isinstance(result, RegoError):
        return {"rego": [asdict(problem) for problem in result.problems], "in_evaluation": result.in_evaluation}
    if isinstance(result, EngineError):
        return {"error": type(result).__name__, "reason": result.reason}
    if isinstance(result, Evaluation):
        value = {"value": packed(result.value), "coverage": result.coverage, "trace": result.trace}
        return {"evaluation": {**value, "prints": list(result.prints)}}
    if isinstance(result, CompiledFilter):
        return {"filter": asdict(result)}
    if isinstance(result, list) and result and isinstance(result[0], Row):
        return {"rows": [asdict(row) for row in result]}
    return {"value": packed(result)}


def result_of(message: dict[str, Any]) -> Any:
    """Returns what the call returned, or raises what it raised."""
    if "rego" in message:
        raise RegoError([Problem(**problem) for problem in message["rego"]], message["in_evaluation"])
    if "error" in message:
        raise _KINDS[message["error"]](message["reason"])
    if "evaluation" in message:
        noted = message["evaluation"]
        prints = [(text, place) for text, place in noted["prints"]]
        return Evaluation(unpacked(noted["value"]), noted["coverage"], noted["trace"], prints)
    if "filter" in message:
        return CompiledFilter(**message["filter"])
    if "rows" in message:
        return [Row(**row) for row in message["rows"]]
    return unpacked(message["value"])

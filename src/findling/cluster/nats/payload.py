"""Requests and answers between nodes as bytes: pickled, with nothing admitted but data.

What is read may name classes of results, queries, operations and errors, and arrays; no functions, and nothing that
opens files or processes. Dataclasses go by the names of their fields: one that a node of another version does not know
is left out, one that did not come has its default. WIRE is raised where that is not enough.
"""

import builtins
import io
import pickle
from collections.abc import Sequence
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from typing import Any, Final

import orjson

from findling.base.errors import FindlingError
from findling.cluster.nats.errors import NodeUnreachableError

WIRE: Final = 1
"""The form of calls between nodes, their first byte: nodes that speak different ones refuse each other's."""

_PACKAGES: Final = (
    "findling.base.errors",
    "findling.cluster.nats.errors",
    "findling.index.operations",
    "findling.index.commits",
    "findling.index.shard_stats",
    "findling.node.monitor.hot_threads",
    "findling.node.monitor.index_stats",
    "findling.search",
    "findling.node.search",
    "findling.script.definition",
    "findling.security",
    "findling.policy",
    "findling.mapping",
    "findling.analysis.packed_strings",
)
_BUILTINS: Final = frozenset({"set", "frozenset", "bytearray", "complex", "slice", "range", "object", "float", "int"})
_OTHERS: Final = {
    ("numpy", "ndarray"),
    ("numpy", "dtype"),
    ("numpy._core.multiarray", "_reconstruct"),
    ("numpy._core.multiarray", "scalar"),
    ("numpy._core.numeric", "_frombuffer"),
    ("collections", "OrderedDict"),
    ("collections", "defaultdict"),
    ("collections", "Counter"),
    ("datetime", "datetime"),
    ("datetime", "date"),
    ("datetime", "timedelta"),
    ("datetime", "timezone"),
    ("decimal", "Decimal"),
    ("orjson", "Fragment"),
    ("copyreg", "_reconstructor"),
}


class _Writer(pickle.Pickler):
    def reducer_override(self, value: Any) -> Any:
        kind: Any = type(value)
        if kind is orjson.Fragment:  # pieces of JSON that are spliced into answers lose what is in them otherwise
            return orjson.Fragment, (orjson.dumps(value),)
        return (made, (kind, _members(value, kind))) if _goes_by_fields(kind) else NotImplemented


@cache
def _goes_by_fields(kind: type) -> bool:
    """Whether objects of a class are a dataclass's, and no others' business."""
    return is_dataclass(kind) and kind.__reduce__ is object.__reduce__ and kind.__reduce_ex__ is object.__reduce_ex__


@cache
def _fields(kind: Any) -> dict[str, Field[Any]]:
    return {field.name: field for field in fields(kind)}


def _members(value: Any, kind: Any) -> dict[str, Any]:
    """Returns what an object has by name: its fields, and what was added to it later."""
    given = {name: getattr(value, name) for name in _fields(kind)}
    return given | vars(value) if kind.__dictoffset__ else given


def made(kind: Any, members: dict[str, Any]) -> Any:
    """Returns an object of a dataclass. members: by name, as a node of another version may have them"""
    known = _fields(kind)
    value: Any = object.__new__(kind)
    for name, member in members.items():
        if name in known or kind.__dictoffset__:
            object.__setattr__(value, name, member)
    for name in known.keys() - members.keys():
        default, factory = known[name].default, known[name].default_factory
        if default is MISSING and factory is MISSING:
            raise pickle.UnpicklingError(f"{kind.__name__} came without [{name}]")
        object.__setattr__(value, name, factory() if factory is not MISSING else default)
    return value


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == (made.__module__, made.__name__):
            return made
        if (module, name) in _OTHERS:
            return super().find_class(module, name)
        if module == "builtins" and name in _BUILTINS:
            return getattr(builtins, name)
        if any(module == package or module.startswith(f"{package}.") for package in _PACKAGES):
            found = super().find_class(module, name)
            if isinstance(found, type):
                return found
        if module.startswith("findling."):
            found = super().find_class(module, name)
            if isinstance(found, type) and issubclass(found, FindlingError):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is not admitted")


def packed(value: object) -> bytes:
    """Returns a value as bytes. Raises pickle.PicklingError or TypeError for what is more than data."""
    written = io.BytesIO()
    _Writer(written, pickle.HIGHEST_PROTOCOL).dump(value)
    return written.getvalue()


def unpacked(data: bytes) -> Any:
    """Returns the value of bytes. Raises pickle.UnpicklingError for what is not admitted."""
    return _Reader(io.BytesIO(data)).load()


def sealed(data: bytes) -> bytes:
    """Returns packed data as it goes over the wire."""
    return bytes((WIRE,)) + data


def opened(message: bytes, node: str) -> Any:
    """Returns the value that came over the wire. Raises NodeUnreachableError if it is of a form that is not known here.

    node: who sent it, for the message
    """
    if message[:1] != bytes((WIRE,)):
        form = message[0] if message else "none"
        raise NodeUnreachableError(f"[{node}] speaks form {form} of calls between nodes, this one form {WIRE}")
    try:
        return unpacked(message[1:])
    except (pickle.UnpicklingError, AttributeError, ImportError, TypeError) as error:
        raise NodeUnreachableError(f"what [{node}] says is not understood: {error}") from error


def packed_error(error: FindlingError) -> bytes:
    """Returns an error with its causes as bytes."""
    chain = []
    current: BaseException | None = error
    while isinstance(current, FindlingError):
        chain.append((type(current), {"args": current.args, **current.__dict__}))
        current = current.__cause__
    try:
        return packed(chain)
    except Exception:
        # what cannot be sent is left out: the answer is the same without it
        return packed([(kind, _sendable(members)) for kind, members in chain])


def _sendable(members: dict[str, Any]) -> dict[str, Any]:
    kept = {}
    for name, value in members.items():
        try:
            packed(value)
        except Exception:
            kept[name] = () if name == "args" else str(value)
        else:
            kept[name] = value
    return kept


def unpacked_error(data: bytes) -> FindlingError:
    """Returns the error of bytes."""
    return error_of(unpacked(data))


def error_of(chain: Sequence[tuple[type[FindlingError], dict[str, Any]]]) -> FindlingError:
    """Returns an error with its causes, of which each is a class and its members."""
    above: FindlingError | None = None
    for kind, members in reversed(chain):
        error: FindlingError = kind.__new__(kind)
        error.args = members.pop("args")
        error.__dict__.update(members)
        error.__cause__ = above
        above = error
    return above or FindlingError("unknown error")

"""Requests and answers between nodes as bytes: pickled, with nothing admitted but data.

What is read may name classes of results, queries, operations and errors, and arrays; no functions, and nothing that
opens files or processes.
"""

import builtins
import io
import pickle
from typing import Any, Final

import orjson

from findling.base.errors import FindlingError

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
        # pieces of JSON that are spliced into answers lose what is in them otherwise
        return (orjson.Fragment, (orjson.dumps(value),)) if type(value) is orjson.Fragment else NotImplemented


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
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
    above: FindlingError | None = None
    for kind, members in reversed(unpacked(data)):
        error: FindlingError = kind.__new__(kind)
        error.args = members.pop("args")
        error.__dict__.update(members)
        error.__cause__ = above
        above = error
    return above or FindlingError("unknown error")

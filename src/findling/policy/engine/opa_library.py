"""OPA's library in Go, as the package opa-golib-python-bindings carries it: calls with JSON texts in and out.

The package's own classes are not used: they look at texts once more, keep each engine behind one lock, and hide what
queries without variables answer.
"""

import ctypes
import importlib.util
import json
from functools import cache
from pathlib import Path
from typing import Any, Final

from findling.base.json_values import json_text
from findling.policy.engine.errors import EngineError, EngineMissingError, RegoError, problems_of
from findling.policy.engine.protocol import UNDEFINED

PACKAGE: Final = "opa_bindings"
_FILE: Final = "libopabridge.so"
_HANDLE: Final = ctypes.c_uint64
_TEXT: Final = ctypes.c_char_p
_INT: Final = ctypes.c_int
_POINTER: Final = ctypes.c_void_p  # to be freed after the text has been copied
_FUNCTIONS: Final[dict[str, tuple[Any, tuple[Any, ...]]]] = {
    "OpaNew": (_HANDLE, ()),
    "OpaDestroy": (None, (_HANDLE,)),
    "OpaFreeString": (None, (_POINTER,)),
    "OpaAddPolicy": (_POINTER, (_HANDLE, _TEXT, _TEXT)),
    "OpaAddData": (_POINTER, (_HANDLE, _TEXT, _TEXT)),
    "OpaEvalQuery": (_POINTER, (_HANDLE, _TEXT, _TEXT, _INT, _INT)),
    "OpaEvalDocument": (_POINTER, (_HANDLE, _TEXT, _TEXT, _INT, _INT)),
    "OpaCompileFilters": (_POINTER, (_HANDLE, *(_TEXT,) * 7)),
}
"""What each returns and takes."""
_OF_MODULES: Final = ("parse_error", "prepare_error", "compile_error")


def library_path() -> Path | None:
    """Returns where the library is; None if it is not installed."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin).with_name(_FILE)
    return path if path.exists() else None


class OpaHandle:
    """One engine inside the library. Not for several threads at once.

    Raises EngineMissingError where the library cannot be loaded.
    """

    def __init__(self) -> None:
        self._functions = _functions()
        self._handle: int | None = self._functions["OpaNew"]()

    def call(self, name: str, *arguments: bytes | int) -> dict[str, Any]:
        """Returns the answer of a call. Raises RegoError, EngineError."""
        if self._handle is None:
            raise EngineError("the engine is closed")
        for argument in arguments:
            if isinstance(argument, bytes) and b"\0" in argument:  # where the library would stop reading
                raise EngineError("a text for the engine has a NUL character")
        pointer = self._functions[name](self._handle, *arguments)
        if not pointer:
            raise EngineError(f"the engine did not answer [{name}]")
        try:
            text = ctypes.string_at(pointer)
        finally:
            self._functions["OpaFreeString"](pointer)
        answer = _decoded(text)
        if answer.get("error") is not None:
            raise _raised(answer["error"].get("code", ""), answer["error"].get("message", ""))
        return answer

    def close(self) -> None:
        handle, self._handle = self._handle, None
        if handle is not None:
            self._functions["OpaDestroy"](handle)

    def __del__(self) -> None:
        self.close()


def encoded(input: Any) -> bytes:
    """Returns an input as the library wants it: no text at all for none."""
    if input is UNDEFINED:
        return b""
    return json_text(input)


def _decoded(text: bytes) -> dict[str, Any]:
    try:  # not orjson: it makes fractions of whole numbers beyond 64 bits
        answer: dict[str, Any] = json.loads(text)
    except RecursionError as error:
        raise EngineError("the value is nested too deep") from error
    return answer


def _raised(code: str, message: str) -> Exception:
    problems = problems_of(message)
    if code in ("internal", "panic", "closed") or (problems[0].code == "internal_error" and code not in _OF_MODULES):
        return EngineError(f"{code}: {message}")
    return RegoError(problems, in_evaluation=code not in _OF_MODULES)


@cache
def _functions() -> dict[str, Any]:
    path = library_path()
    if path is None:
        raise EngineMissingError("OPA's library is not installed")
    try:
        library = ctypes.CDLL(str(path))
    except OSError as error:
        raise EngineMissingError(f"OPA's library cannot be loaded: {error}") from error
    found = {name: library[name] for name in _FUNCTIONS}
    for name, (returned, taken) in _FUNCTIONS.items():
        found[name].restype, found[name].argtypes = returned, taken
    return found

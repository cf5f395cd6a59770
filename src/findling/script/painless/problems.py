"""Scripts that cannot be compiled, and what clients see of them and of scripts that failed.

The snippet around the place, the pointer below it and the position are those of the real Painless: 25 characters to
each side for a compile error, the statement for a runtime error.
"""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Final

from findling.base.errors import FindlingError, ScriptError
from findling.script.faults import ARITHMETIC, CLASS_CAST, ILLEGAL_ARGUMENT, ILLEGAL_STATE, JavaError

_AROUND: Final = 25
_INTERNAL: Final = "org.antlr.v4.runtime."
_UNKNOWN: Final = "<<< unknown portion of script >>>"
_WORD: Final = re.compile(r"(?<!^)(?<![A-Z])([A-Z])")


class CompileFault(Exception):
    """A script that cannot be compiled.

    cause: what is wrong
    offset: where, in characters from the start of the source; None: what is wrong has no place
    """

    def __init__(self, cause: JavaError, offset: int | None) -> None:
        super().__init__(cause.message)
        self.cause = cause
        self.offset = offset


def invalid(message: str, offset: int | None, cause: str | None = None) -> CompileFault:
    """Returns the fault of something that cannot be accepted.

    cause: the class of an exception of the parser below it
    """
    below = None if cause is None else JavaError(_INTERNAL + cause)
    return CompileFault(JavaError(ILLEGAL_ARGUMENT, message, below), offset)


def wrong_class(message: str, offset: int | None) -> CompileFault:
    """Returns the fault of a value of a class that is not fit."""
    return CompileFault(JavaError(CLASS_CAST, message), offset)


def wrong_state(message: str, offset: int) -> CompileFault:
    """Returns the fault of something that cannot be as it is."""
    return CompileFault(JavaError(ILLEGAL_STATE, message), offset)


def by_zero(offset: int) -> CompileFault:
    """Returns the fault of constants divided by zero."""
    return CompileFault(JavaError(ARITHMETIC, "/ by zero"), offset)


def compile_error(fault: CompileFault, source: str) -> FindlingError:
    """Returns the error that a client sees; raise it from `cause_of` the fault's cause."""
    if fault.offset is None:
        return ScriptError("compile error", script_stack=[], script=source, lang="painless")
    start, end = max(0, fault.offset - _AROUND), min(len(source), fault.offset + _AROUND)
    return _error("compile error", source, fault.offset, start, end)


def runtime_error(thrown: JavaError, source: str, statements: Sequence[int]) -> ScriptError:
    """Returns the error that a client sees; raise it from `cause_of` what was thrown.

    statements: where statements start, increasing
    """
    offset, shown = thrown.offset, thrown.metadata
    if offset is None or offset < 0:
        return ScriptError("runtime error", **shown, script_stack=[_UNKNOWN], script=source, lang="painless")
    after = bisect_right(statements, offset)
    start = statements[after - 1] if after else 0
    end = statements[after] if after < len(statements) else len(source)
    return _error("runtime error", source, offset, start, end, shown)


def cause_of(thrown: JavaError) -> FindlingError:
    """Returns a Java exception as the cause of an error, with its own causes."""
    simple = thrown.java_class.rsplit(".", 1)[-1].rsplit("$", 1)[-1]
    error = _of_type(_underscored(simple))(thrown.message)  # type: ignore[arg-type]
    if thrown.cause is not None:
        error.__cause__ = cause_of(thrown.cause)
    return error


def _underscored(name: str) -> str:
    """Returns the name of an exception as errors have it: `ArithmeticException` is `arithmetic_exception`."""
    return _WORD.sub(r"_\1", name).lower()


_CLASSES: Final[dict[str, type[FindlingError]]] = {}


def __getattr__(name: str) -> type[FindlingError]:
    """Finds the class of an error by its name, as pickle does when the error goes to another node."""
    if not name.endswith(("_exception", "_error")) or name.startswith("_"):
        raise AttributeError(name)
    return _of_type(name)


def _of_type(name: str) -> type[FindlingError]:
    found = _CLASSES.get(name)
    if found is None:
        found = _CLASSES[name] = type(name, (FindlingError,), {"type": name, "status": 400})
    return found


def _error(
    reason: str, source: str, offset: int, start: int, end: int, shown: Mapping[str, str] | None = None
) -> ScriptError:
    left, right = "... " if start > 0 else "", " ..." if end < len(source) else ""
    if reason == "runtime error":
        left = right = ""
    return ScriptError(
        reason,
        **(shown or {}),
        script_stack=[f"{left}{source[start:end]}{right}", " " * (len(left) + offset - start) + "^---- HERE"],
        script=source,
        lang="painless",
        position={"offset": offset, "start": start, "end": end},
    )

"""What goes wrong in a script, with its place, and how Elasticsearch shows it.

The snippet around the place, the pointer below it and the position are those of Elasticsearch: 25 characters to each
side for a compile error, the statement for a runtime error.
"""

from typing import Final

from findling.base.errors import FindlingError, IllegalArgumentError, ScriptError

_AROUND: Final = 25


class CompileFault(Exception):
    """A script that cannot be compiled.

    cause: what is wrong
    offset: where, in characters from the start of the source
    """

    def __init__(self, cause: FindlingError, offset: int) -> None:
        super().__init__(cause.reason)
        self.cause = cause
        self.offset = offset


class RuntimeFault(Exception):
    """A script that cannot go on. Its place is that of the innermost node that `locate` was called for."""

    def __init__(self, cause: FindlingError) -> None:
        super().__init__(cause.reason)
        self.cause = cause
        self.offset: int | None = None

    def locate(self, offset: int) -> None:
        """Tells where it happened, unless a node further in has told it."""
        if self.offset is None:
            self.offset = offset


def wrong(reason: str, offset: int) -> CompileFault:
    """Returns the fault of an argument that cannot be accepted."""
    return CompileFault(IllegalArgumentError(reason), offset)


def unsupported(what: str, offset: int) -> CompileFault:
    """Returns the fault of something that Painless has and Findling has not."""
    return wrong(f"[{what}] is not supported in scripts", offset)


def compile_error(fault: CompileFault, source: str) -> ScriptError:
    """Returns the error that a client sees; raise it from the fault's cause."""
    start, end = max(0, fault.offset - _AROUND), min(len(source), fault.offset + _AROUND)
    return _error("compile error", source, fault.offset, start, end)


def runtime_error(fault: RuntimeFault, source: str, statement: int) -> ScriptError:
    """Returns the error that a client sees; raise it from the fault's cause.

    statement: where the statement starts, which ends with the source
    """
    offset = statement if fault.offset is None else fault.offset
    return _error("runtime error", source, offset, statement, len(source))


def _error(reason: str, source: str, offset: int, start: int, end: int) -> ScriptError:
    left, right = "... " if start > 0 else "", " ..." if end < len(source) else ""
    return ScriptError(
        reason,
        script_stack=[f"{left}{source[start:end]}{right}", " " * (len(left) + offset - start) + "^---- HERE"],
        script=source,
        lang="painless",
        position={"offset": offset, "start": start, "end": end},
    )

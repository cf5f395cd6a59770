"""The process of a helper: reads requests from its standard input, writes answers to its standard output.

Each is a frame (`frames`). It ends with its input, and by itself when an evaluation takes longer than the one who asked
would wait.
"""

import contextlib
import os
import resource
import signal
import sys
from collections.abc import Callable
from typing import Any, BinaryIO, Final

from findling.policy.engine.errors import EngineError, RegoError
from findling.policy.engine.forbidden import Parser
from findling.policy.engine.frames import answered, read_frame, unpacked, write_frame
from findling.policy.engine.probe import find_engine_kind
from findling.policy.engine.protocol import Engine, FilterRequest, Sources

_MEMORY: Final = 4 << 30
_NICENESS: Final = 5  # what strangers ask for comes after searches
_GRACE_S: Final = 2


class Worker:
    """What the process knows: the engine that was loaded last and its sources."""

    def __init__(self) -> None:
        self._kind = find_engine_kind()
        self._parser = Parser(self._kind)
        self._sources = Sources()
        self._engine: Engine | None = None
        self._calls: dict[str, Callable[..., Any]] = {
            "load": self._load,
            "check": self._check,
            "trees": self._parser.refuse,
            "evaluate": lambda path, input: self._loaded().evaluate(path, unpacked(input)),
            "observe": self._observe,
            "query": self._query,
            "compile": self._compile,
        }

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        try:
            return answered(self._calls[request["call"]](*request["arguments"]))
        except (RegoError, EngineError) as error:
            return answered(error)

    def _load(self, modules: dict[str, str], data: dict[str, Any]) -> None:
        self._sources = Sources(modules, data)
        if self._engine is not None:
            self._engine.close()
        self._engine = self._kind.load(self._sources)

    def _check(self, modules: dict[str, str], data: dict[str, Any]) -> dict[str, Any]:
        self._kind.load(Sources(modules, data)).close()
        return self._parser.refuse(modules)

    def _observe(self, path: str, input: Any, coverage: bool, trace: bool) -> Any:
        return self._loaded().observe(path, unpacked(input), coverage=coverage, trace=trace)

    def _query(self, query: str, input: Any) -> Any:
        """Asks an engine that is thrown away, with all that it remembers of the query's text."""
        self._parser.refuse_query(query)
        engine = self._kind.load(self._sources)
        try:
            return engine.query(query, unpacked(input))
        finally:
            engine.close()

    def _compile(self, request: dict[str, Any], input: Any) -> Any:
        self._parser.refuse_query(request["rule"])
        engine = self._kind.load(self._sources)
        try:
            return engine.compile(FilterRequest(**request), unpacked(input))
        finally:
            engine.close()

    def _loaded(self) -> Engine:
        if self._engine is None:
            self._engine = self._kind.load(self._sources)
        return self._engine


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answers requests until there are no more."""
    worker = Worker()
    while (request := read_frame(requests)) is not None:
        # whoever asked may be gone; SIGALRM ends the process
        signal.setitimer(signal.ITIMER_REAL, request["deadline_s"] + _GRACE_S)
        answer = worker.answer(request)
        signal.setitimer(signal.ITIMER_REAL, 0)
        write_frame(answers, answer)


def main() -> None:
    os.nice(_NICENESS)
    with contextlib.suppress(ValueError):  # a lower limit is in force
        resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of a terminal: the server's end ends the helper
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()

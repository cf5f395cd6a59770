"""Engines of other processes: for what strangers write or ask."""

from dataclasses import asdict
from typing import Any, Final

from findling.policy.engine.frames import packed
from findling.policy.engine.helper import Helper
from findling.policy.engine.protocol import NO_INPUT, CompiledFilter, Evaluation, FilterRequest, Row, Sources

DEADLINE_S: Final = 10.0


class ProcessEngine:
    """An Engine in a helper, which is killed when an evaluation takes longer than a deadline; DeadlineError then."""

    def __init__(self, sources: Sources, deadline_s: float = DEADLINE_S, helper: Helper | None = None) -> None:
        self._sources = sources
        self._deadline_s = deadline_s
        self._helper = helper or Helper()
        self._loaded = 0
        """The generation of the helper that has loaded the sources."""

    def evaluate(self, path: str, input: Any = NO_INPUT) -> Any:
        return self._call("evaluate", path, packed(input))

    def observe(self, path: str, input: Any = NO_INPUT, *, coverage: bool = False, trace: bool = False) -> Evaluation:
        noted: Evaluation = self._call("observe", path, packed(input), coverage, trace)
        return noted

    def query(self, query: str, input: Any = NO_INPUT) -> list[Row]:
        rows: list[Row] = self._call("query", query, packed(input))
        return rows

    def compile(self, request: FilterRequest, input: Any = NO_INPUT) -> CompiledFilter:
        compiled: CompiledFilter = self._call("compile", asdict(request), packed(input))
        return compiled

    def close(self) -> None:
        self._helper.close()

    def _call(self, name: str, *arguments: Any) -> Any:
        with self._helper as helper:
            helper.start()
            if self._loaded != helper.generation:
                helper.call("load", self._sources.modules, self._sources.data, deadline_s=self._deadline_s + 30)
                self._loaded = helper.generation
            return helper.call(name, *arguments, deadline_s=self._deadline_s)


class Checker:
    """Says whether modules may be used: they are compiled in a helper. `close` at the end."""

    def __init__(self, deadline_s: float = DEADLINE_S) -> None:
        self._helper = Helper()
        self._deadline_s = deadline_s

    def check(self, sources: Sources) -> None:
        """Raises RegoError for modules that do not compile with the data or use what is forbidden; EngineError."""
        self._helper.call("check", sources.modules, sources.data, deadline_s=self._deadline_s)

    def close(self) -> None:
        self._helper.close()

"""Engines of other processes: for what strangers write or ask."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any, Final

from findling.policy.engine.errors import DeadlineError
from findling.policy.engine.frames import packed
from findling.policy.engine.helper import START_S, Helper
from findling.policy.engine.protocol import NO_INPUT, CompiledFilter, Evaluation, FilterRequest, Row, Sources

DEADLINE_S: Final = 10.0
_MOST_PATHS: Final = 1000


class Helpers:
    """Lends helpers, the same one again for the same sources where that can be; `close` at the end."""

    def __init__(self, most: int = 2) -> None:
        self._places = threading.BoundedSemaphore(most)
        self._lock = threading.Lock()
        self._idle: list[Helper] = []
        self._is_closed = False

    @contextmanager
    def lent(self, loaded: object, patience_s: float) -> Iterator[Helper]:
        """Lends a helper for the block, one that has loaded these sources if it can. Raises DeadlineError."""
        if not self._places.acquire(timeout=patience_s):
            raise DeadlineError("all processes that evaluate are busy")
        try:
            with self._lock:
                fitting = next((helper for helper in self._idle if helper.loaded is loaded), None)
                helper = fitting or (self._idle[0] if self._idle else Helper())
                if helper in self._idle:
                    self._idle.remove(helper)
            try:
                yield helper
            finally:
                self._give_back(helper)
        finally:
            self._places.release()

    def close(self) -> None:
        with self._lock:
            self._is_closed = True
            idle, self._idle = self._idle, []
        for helper in idle:
            helper.close()

    def _give_back(self, helper: Helper) -> None:
        with self._lock:
            if not self._is_closed:
                self._idle.append(helper)
                return
        helper.close()


class ProcessEngine:
    """An Engine in helpers, which are killed when an evaluation takes longer than a deadline; DeadlineError then.

    Paths may be a stranger's: an engine that has seen many is loaded anew.
    """

    def __init__(self, sources: Sources, deadline_s: float = DEADLINE_S, helpers: Helpers | None = None) -> None:
        self._sources = sources
        self._deadline_s = deadline_s
        self._owns_helpers = helpers is None
        self._helpers = helpers or Helpers()
        self._paths: set[str] = set()

    def evaluate(self, path: str, input: Any = NO_INPUT) -> Any:
        self._note(path)
        return self._call("evaluate", path, packed(input))

    def observe(self, path: str, input: Any = NO_INPUT, *, coverage: bool = False, trace: bool = False) -> Evaluation:
        self._note(path)
        noted: Evaluation = self._call("observe", path, packed(input), coverage, trace)
        return noted

    def query(self, query: str, input: Any = NO_INPUT) -> list[Row]:
        rows: list[Row] = self._call("query", query, packed(input))
        return rows

    def compile(self, request: FilterRequest, input: Any = NO_INPUT) -> CompiledFilter:
        compiled: CompiledFilter = self._call("compile", asdict(request), packed(input))
        return compiled

    def close(self) -> None:
        if self._owns_helpers:
            self._helpers.close()

    def _note(self, path: str) -> None:
        if len(self._paths) >= _MOST_PATHS:
            self._sources = Sources(self._sources.modules, self._sources.data)  # another object: nobody has loaded it
            self._paths = set()
        self._paths.add(path)

    def _call(self, name: str, *arguments: Any) -> Any:
        sources = self._sources
        with self._helpers.lent(sources, self._deadline_s + START_S) as helper:
            helper.start()
            if helper.loaded is not sources:
                helper.call("load", sources.modules, sources.data, deadline_s=self._deadline_s + START_S)
                helper.loaded = sources
            return helper.call(name, *arguments, deadline_s=self._deadline_s)


class Checker:
    """Says whether modules may be used: they are compiled in a helper. `close` at the end."""

    def __init__(self, deadline_s: float = DEADLINE_S, helpers: Helpers | None = None) -> None:
        self._owns_helpers = helpers is None
        self._helpers = helpers or Helpers()
        self._deadline_s = deadline_s

    def check(self, sources: Sources) -> dict[str, Any]:
        """Returns the syntax trees of the modules, as OPA's `rego.parse_module` gives them; None without OPA's engine.

        Raises RegoError for modules that do not compile with the data or use what is forbidden; EngineError.
        """
        with self._helpers.lent(None, self._deadline_s + START_S) as helper:
            trees: dict[str, Any] = helper.call("check", sources.modules, sources.data, deadline_s=self._deadline_s)
        return trees

    def trees(self, modules: Mapping[str, str]) -> dict[str, Any]:
        """Returns the syntax trees of modules, whether they compile or not. Raises RegoError, EngineError."""
        with self._helpers.lent(None, self._deadline_s + START_S) as helper:
            found: dict[str, Any] = helper.call("trees", modules, deadline_s=self._deadline_s)
        return found

    def close(self) -> None:
        if self._owns_helpers:
            self._helpers.close()

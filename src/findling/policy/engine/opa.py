"""OPA itself: the engine in Go, in this process."""

import threading
from importlib.metadata import version
from typing import Any, Final

from findling.base.json_values import json_text
from findling.policy.engine.columns import with_columns
from findling.policy.engine.errors import RegoError
from findling.policy.engine.opa_library import OpaHandle, encoded, library_path
from findling.policy.engine.protocol import (
    NO_INPUT,
    UNDEFINED,
    CompiledFilter,
    Engine,
    Evaluation,
    FilterRequest,
    Row,
    Sources,
)

_NOTHING: Final = "findling_nothing"
"""A path at which there is nothing: to ask for it compiles the modules."""


class OpaKind:
    """OPA's library, of the package opa-golib-python-bindings."""

    has_filters = True

    @property
    def title(self) -> str:
        return f"OPA 1.20 (opa-golib-python-bindings {version('opa-golib-python-bindings')})"

    @staticmethod
    def is_installed() -> bool:
        """Whether it is there; it is not loaded for that."""
        return library_path() is not None

    def load(self, sources: Sources) -> Engine:
        """Returns an engine. Raises RegoError for modules that do not parse or compile."""
        return OpaEngine(sources)


class OpaEngine:
    """An Engine. Threads wait for each other."""

    def __init__(self, sources: Sources) -> None:
        self._handle = OpaHandle()
        self._lock = threading.Lock()
        try:
            for name, text in sources.modules.items():
                self._handle.call("OpaAddPolicy", name.encode(), text.encode())
            if sources.data:
                self._handle.call("OpaAddData", b"", json_text(sources.data))
            self.evaluate(_NOTHING)
        except RegoError as error:
            self._handle.close()
            raise RegoError(with_columns(error.problems, sources.modules)) from error

    def evaluate(self, path: str, input: Any = NO_INPUT) -> Any:
        with self._lock:
            return _value(self._handle.call("OpaEvalDocument", path.encode(), encoded(input), 0, 0))

    def observe(self, path: str, input: Any = NO_INPUT, *, coverage: bool = False, trace: bool = False) -> Evaluation:
        with self._lock:
            answer = self._handle.call("OpaEvalDocument", path.encode(), encoded(input), int(coverage), int(trace))
        prints = [(one["message"], one["location"]) for one in answer.get("prints") or ()]
        return Evaluation(_value(answer), answer.get("coverage"), answer.get("trace"), prints)

    def query(self, query: str, input: Any = NO_INPUT) -> list[Row]:
        with self._lock:
            answer = self._handle.call("OpaEvalQuery", query.encode(), encoded(input), 0, 0)
        rows = answer.get("result") or ()
        return [Row(row.get("bindings") or {}, row.get("expressions") or []) for row in rows]

    def compile(self, request: FilterRequest, input: Any = NO_INPUT) -> CompiledFilter:
        with self._lock:
            answer = self._handle.call(
                "OpaCompileFilters",
                request.rule.encode(),
                encoded(input),
                json_text(list(request.unknowns)),
                request.target.encode(),
                request.dialect.encode(),
                b"" if request.mappings is None else json_text(request.mappings),
                (request.mask_rule or "").encode(),
            )
        result = answer["result"]
        return CompiledFilter(result["query"], result.get("masks"))

    def close(self) -> None:
        with self._lock:
            self._handle.close()


def _value(answer: dict[str, Any]) -> Any:
    rows = answer.get("result")
    if not rows or not rows[0].get("expressions"):
        return UNDEFINED
    return rows[0]["expressions"][0]["value"]

"""The fallback: regorus, an engine in Rust of the package gordon-to-regorus, without partial evaluation."""

import json
import re
import threading
from collections.abc import Callable
from concurrent.futures import Future
from importlib.metadata import version
from importlib.util import find_spec
from queue import SimpleQueue
from typing import Any, Final, TypeVar

from findling.base.json_values import json_text
from findling.base.lazy import lazy_module
from findling.policy.engine.errors import EngineError, EngineMissingError, Problem, RegoError
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

regorus = lazy_module("regorus", optional=True)

T = TypeVar("T")

_PLACE: Final = re.compile(r"--> (.*?):(\d+):(\d+)\n.*?\n\d+ \| ?([^\n]*)\n.*?error: ([^\n]*)", re.DOTALL)
_NO_RULE: Final = "not a valid rule path"
_NOTHING: Final = "data.findling_nothing"
"""There is nothing: to ask for it checks the modules."""
_BACKTRACE: Final = "\n\nStack backtrace"


class RegorusKind:
    """Regorus."""

    has_filters = False

    @property
    def title(self) -> str:
        return f"regorus (gordon-to-regorus {version('gordon-to-regorus')})"

    @staticmethod
    def is_installed() -> bool:
        """Whether it is there; it is not loaded for that."""
        return find_spec("regorus") is not None

    def load(self, sources: Sources) -> Engine:
        """Returns an engine. Raises RegoError for modules that do not parse."""
        return RegorusEngine(sources)


class RegorusEngine:
    """An Engine. It lives in a thread of its own, the only one in which regorus lets it be used and freed."""

    def __init__(self, sources: Sources) -> None:
        self._tasks: SimpleQueue[_Task | None] = SimpleQueue()
        self._is_closed = False
        threading.Thread(target=_serve, args=(self._tasks,), name="findling-regorus", daemon=True).start()
        try:
            self._do(lambda engine: engine.load(sources), in_evaluation=False)
        except RegoError:
            self.close()
            raise

    def evaluate(self, path: str, input: Any = NO_INPUT) -> Any:
        return self._do(lambda engine: engine.value(path, input))

    def observe(self, path: str, input: Any = NO_INPUT, *, coverage: bool = False, trace: bool = False) -> Evaluation:
        return Evaluation(self.evaluate(path, input))

    def query(self, query: str, input: Any = NO_INPUT) -> list[Row]:
        return self._do(lambda engine: engine.rows(query, input))

    def compile(self, request: FilterRequest, input: Any = NO_INPUT) -> CompiledFilter:
        raise EngineMissingError("filters of rows need OPA's engine; regorus has no partial evaluation")

    def close(self) -> None:
        if not self._is_closed:
            self._is_closed = True
            self._tasks.put(None)

    def __del__(self) -> None:
        self.close()

    def _do(self, work: Callable[["_Confined"], T], in_evaluation: bool = True) -> T:
        if self._is_closed:
            raise EngineError("the engine is closed")
        task = _Task(work, in_evaluation)
        self._tasks.put(task)
        result: T = task.result.result()
        return result


class _Task:
    """What an engine shall do in its thread."""

    def __init__(self, work: "Callable[[_Confined], Any]", in_evaluation: bool) -> None:
        self.work = work
        self.in_evaluation = in_evaluation
        self.result: Future[Any] = Future()


class _Confined:
    """The engine, of one thread."""

    def __init__(self) -> None:
        self._engine = regorus.Engine()
        self._without_rule: set[str] = set()

    def load(self, sources: Sources) -> None:
        for name, text in sources.modules.items():
            self._engine.add_policy(name, text)
        if sources.data:
            self._engine.add_data_json(json_text(sources.data).decode())
        self._rows(_NOTHING)

    def value(self, path: str, input: Any) -> Any:
        self._set(input)
        reference = f"data.{path}" if path else "data"
        if reference not in self._without_rule:
            try:
                return _decoded(self._engine.eval_rule_as_json(reference))
            except RuntimeError as error:
                if not str(error).startswith(_NO_RULE):
                    raise
                self._without_rule.add(reference)  # a package, or nothing
        rows = self._rows(reference)
        return rows[0].expressions[0]["value"] if rows else UNDEFINED

    def rows(self, query: str, input: Any) -> list[Row]:
        self._set(input)
        return self._rows(query)

    def _rows(self, query: str) -> list[Row]:
        found = json.loads(self._engine.eval_query_as_json(query)).get("result", [])
        return [Row(row.get("bindings", {}), row["expressions"]) for row in found]

    def _set(self, input: Any) -> None:
        # an input cannot be taken back: what is asked without one gets null, the nearest to it
        self._engine.set_input_json("null" if input is UNDEFINED else json_text(input).decode())


def _serve(tasks: "SimpleQueue[_Task | None]") -> None:
    engine = _Confined()
    while (task := tasks.get()) is not None:
        try:
            task.result.set_result(task.work(engine))
        except RuntimeError as error:  # of regorus; the error itself stays here, for it holds the engine
            task.result.set_exception(RegoError([_problem(str(error))], task.in_evaluation))
        except BaseException as error:
            task.result.set_exception(EngineError(f"regorus failed: {error}"))
        del task


def _decoded(text: str | None) -> Any:
    value = UNDEFINED if text is None else json.loads(text)
    return UNDEFINED if value == "<undefined>" else value


def _problem(message: str) -> Problem:
    match = _PLACE.search(message)
    if match is None:
        return Problem("rego_error", message.partition(_BACKTRACE)[0].strip())
    file, row, column, line, text = match.groups()
    return Problem("rego_parse_error", text, file, int(row), int(column), line)

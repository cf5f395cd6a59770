"""Unit tests in Rego: rules whose names begin with `test_` pass if they are true. As `opa test` runs them."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from findling.policy.engine.errors import Problem, RegoError
from findling.policy.engine.forbidden import Parser
from findling.policy.engine.protocol import UNDEFINED, Engine, EngineKind, Sources
from findling.policy.gatekeeper.errors import InvalidObjectError
from findling.policy.gatekeeper.module_outline import ModuleOutline
from findling.policy.gatekeeper.verify.coverage import Coverage
from findling.policy.gatekeeper.yaml_documents import yaml_documents
from findling.policy.rego_v0 import Converted, convert

PASSED: Final = "PASS"
FAILED: Final = "FAIL"
ERROR: Final = "ERROR"
SKIPPED: Final = "SKIPPED"
_DATA: Final = ("data.json", "data.yaml", "data.yml")


@dataclass(frozen=True, slots=True)
class TestResult:
    """How a test went. prints: (text, place) of what it printed"""

    file: str
    package: str
    name: str
    outcome: str
    seconds: float = 0.0
    message: str = ""
    prints: Sequence[tuple[str, str]] = ()

    @property
    def is_bad(self) -> bool:
        return self.outcome in (FAILED, ERROR)


@dataclass
class UnitTests:
    """The tests of modules, with data beside them.

    modules: texts by file; conversions: of those that were written in v0
    """

    modules: Mapping[str, str]
    data: Mapping[str, Any] = field(default_factory=dict)
    conversions: Mapping[str, Converted] = field(default_factory=dict)

    @classmethod
    def read(cls, paths: Sequence[Path], is_v0: bool) -> "UnitTests":
        """Reads the `.rego` files and the data files (data.json, data.yaml) of files and folders.

        Raises InvalidObjectError, OSError.
        """
        texts: dict[str, str] = {}
        data: dict[str, Any] = {}
        for root in paths:
            for file in sorted(root.rglob("*")) if root.is_dir() else [root]:
                if file.suffix == ".rego":
                    texts[str(file)] = file.read_text(encoding="utf-8")
                elif file.name in _DATA and file.is_file():
                    _add(data, file.relative_to(root).parent.parts if root.is_dir() else (), _data_of(file))
        if not is_v0:
            return cls(texts, data)
        conversions = {name: convert(text) for name, text in texts.items()}
        return cls({name: one.text for name, one in conversions.items()}, data, conversions)

    def run(self, kind: EngineKind, wanted: Any, coverage: Coverage | None) -> Iterator[TestResult]:
        """Yields how each test went.

        wanted: a pattern of RE2 for names with their package; coverage: is told what each test covers
        Raises RegoError for modules that do not compile or use what the server forbids.
        """
        with closing(self._loaded(kind)) as engine:
            for file, package, name in self._tests():
                if wanted.search(f"data.{package}.{name}") is not None:
                    yield self._result(engine, TestResult(file, package, name, SKIPPED), coverage)

    def line(self, file: str, line: int) -> int:
        """Returns the author's line of a line that was evaluated."""
        return self.conversions[file].where(line)[0] if file in self.conversions else line

    def _loaded(self, kind: EngineKind) -> Engine:
        try:
            engine = kind.load(Sources(self.modules, self.data))
            with closing(Parser(kind)) as parser:
                parser.refuse(self.modules)
            return engine
        except RegoError as error:
            raise RegoError([self._placed(problem) for problem in error.problems]) from error

    def _tests(self) -> Iterator[tuple[str, str, str]]:
        """Yields file, package and name of each test, in the order in which they are written."""
        for file, text in self.modules.items():
            outline = ModuleOutline(text)
            for name in outline.rules:
                if name.startswith(("test_", "todo_test_")):
                    yield file, ".".join(outline.package), name

    def _result(self, engine: Engine, test: TestResult, coverage: Coverage | None) -> TestResult:
        if test.name.startswith("todo_"):
            return test
        started = time.perf_counter()
        try:
            seen = engine.observe(f"{test.package}.{test.name}", coverage=coverage is not None)
        except RegoError as error:
            told = "; ".join(str(self._placed(problem)) for problem in error.problems)
            return replace(test, outcome=ERROR, seconds=time.perf_counter() - started, message=told)
        if coverage is not None and seen.coverage is not None:
            coverage.add(seen.coverage)
        outcome = PASSED if _is_true(seen.value) else FAILED
        return replace(test, outcome=outcome, seconds=time.perf_counter() - started, prints=seen.prints)

    def _placed(self, problem: Problem) -> Problem:
        if problem.file not in self.conversions or not problem.row:
            return problem
        row, column = self.conversions[problem.file].where(problem.row, problem.column)
        return replace(problem, row=row, column=column)


def _is_true(value: Any) -> bool:
    """Whether a test passes: one with cases, an object, if all of them do."""
    if isinstance(value, dict):
        return bool(value) and all(map(_is_true, value.values()))
    return value is not UNDEFINED and value is True


def _data_of(file: Path) -> dict[str, Any]:
    found = yaml_documents(file.read_bytes())
    if len(found) != 1 or not isinstance(found[0], dict):
        raise InvalidObjectError(f"{file}: one object is needed")
    return found[0]


def _add(data: dict[str, Any], path: Sequence[str], more: Mapping[str, Any]) -> None:
    """Merges an object into a document below a path. Raises InvalidObjectError where both say something else."""
    for part in path:
        data = data.setdefault(part, {})
    for name, value in more.items():
        if isinstance(value, dict) and isinstance(data.get(name), dict):
            _add(data[name], (), value)
        elif name in data:
            raise InvalidObjectError(f"data of several files differ at [{name}]")
        else:
            data[name] = value

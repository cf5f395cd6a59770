"""What goes wrong with Rego, as OPA puts it, and with its engines.

RegoError       rego_exception      400     modules, queries and inputs: problems with file, line and message
EngineError     engine_exception    500     the engine itself
├── EngineMissingError              501     none is installed, or the one that is cannot do this
└── DeadlineError                   503     it took too long and was ended
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from findling.base.errors import FindlingError

_PROBLEM: Final = re.compile(
    r"(?:partial eval: )?(?:(?:(?P<file>.*?):)?(?P<row>\d+)(?::(?P<col>\d+))?: |.*?: )?"
    r"(?P<code>[a-z_]+_error): (?P<message>.*)"
)
_COUNTED: Final = re.compile(r"\d+ errors? occurred:\s*")


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in a module or a query. row and column count from 1; line: the text there, of faults of syntax"""

    code: str
    message: str
    file: str = ""
    row: int = 0
    column: int = 1
    line: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Returns it as OPA's API shows it."""
        shown: dict[str, Any] = {"code": self.code, "message": self.message}
        if self.row:
            shown["location"] = {"file": self.file, "row": self.row, "col": self.column}
        if self.line is not None:
            shown["details"] = {"line": self.line, "idx": self.column - 1}
        return shown

    def __str__(self) -> str:
        place = f"{self.file}:{self.row}: " if self.row else ""
        return f"{place}{self.code}: {self.message}"


class RegoError(FindlingError):
    """Rego that does not parse, compile or evaluate.

    problems: at least one; in_evaluation: whether the modules are whole and it was the evaluation that failed
    """

    type: ClassVar[str] = "rego_exception"
    status: ClassVar[int] = 400

    def __init__(self, problems: Sequence[Problem], in_evaluation: bool = False) -> None:
        super().__init__("; ".join(map(str, problems)), errors=[problem.as_json() for problem in problems])
        self.problems = list(problems)
        self.in_evaluation = in_evaluation


class EngineError(FindlingError):
    """An engine that fails by itself."""

    type: ClassVar[str] = "engine_exception"
    status: ClassVar[int] = 500


class EngineMissingError(EngineError):
    """There is no engine, or none that can do this."""

    status: ClassVar[int] = 501


class DeadlineError(EngineError):
    """What was evaluated took too long and was ended."""

    status: ClassVar[int] = 503


def problems_of(message: str) -> list[Problem]:
    """Returns the problems that a message of OPA tells: a line each, of syntax with the place in two more."""
    found: list[Problem] = []
    lines = _COUNTED.sub("", message.removeprefix("bundle activation failed: "), count=1).split("\n")
    for number, line in enumerate(lines):
        match = _PROBLEM.match(line)
        if match is not None:
            found.append(_placed(match, lines[number + 1 : number + 3]))
    return found or [Problem("internal_error", message)]


def _placed(match: re.Match[str], following: Sequence[str]) -> Problem:
    column, line = int(match["col"] or 1), None
    if len(following) == 2 and following[0].startswith("\t") and following[1].strip() == "^":
        line, column = following[0].removeprefix("\t"), following[1].index("^")
    return Problem(match["code"], match["message"], match["file"] or "", int(match["row"] or 0), column, line)

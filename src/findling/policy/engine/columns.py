"""Finds the column of a problem of which an engine told the line only."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from findling.policy.engine.errors import Problem

_NAMED: Final = re.compile(r"var ([\w.]+) is unsafe|undefined function ([\w.]+)|([\w.]+): (?:type|arity) mismatch")


def with_columns(problems: Sequence[Problem], modules: Mapping[str, str]) -> list[Problem]:
    """Returns problems with the column, in bytes, of what they name in their line, or of the line's first character."""
    return [_with_column(problem, modules.get(problem.file, "")) for problem in problems]


def _with_column(problem: Problem, text: str) -> Problem:
    lines = text.split("\n")
    if problem.line is not None or problem.column != 1 or not 0 < problem.row <= len(lines):
        return problem
    line = lines[problem.row - 1]
    named = _NAMED.search(problem.message)
    name = next(filter(None, named.groups()), "") if named else ""
    found = re.search(rf"(?<![\w.]){re.escape(name)}\b", line) if name else re.search(r"\S", line)
    start = found.start() if found else len(line) - len(line.lstrip())
    return replace(problem, column=len(line[:start].encode()) + 1)

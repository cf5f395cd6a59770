"""Which lines of the modules tests have covered, over all of them."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

Where = Callable[[str, int], int]
"""File and line of a module as it was evaluated -> line of its author."""


class Coverage:
    """Lines by file. A line counts if an expression of it was evaluated by any test."""

    def __init__(self, where: Where) -> None:
        self._where = where
        self._covered: dict[str, set[int]] = {}
        self._seen: dict[str, set[int]] = {}

    def add(self, report: Mapping[str, Any]) -> None:
        """Adds what OPA reports of one evaluation."""
        for file, lines in report["files"].items():
            covered = self._lines(file, lines.get("covered") or ())
            self._covered.setdefault(file, set()).update(covered)
            self._seen.setdefault(file, set()).update(covered, self._lines(file, lines.get("not_covered") or ()))

    @property
    def percent(self) -> float:
        """How many of all lines are covered, in percent; 100 if there are none."""
        seen = sum(map(len, self._seen.values()))
        return 100.0 if not seen else round(100 * sum(map(len, self._covered.values())) / seen, 2)

    def as_json(self) -> dict[str, Any]:
        """Returns the report as `opa test --coverage` has it."""
        files = {file: self._of_file(file) for file in sorted(self._seen)}
        covered = sum(map(len, self._covered.values()))
        return {
            "files": files,
            "covered_lines": covered,
            "not_covered_lines": sum(map(len, self._seen.values())) - covered,
            "coverage": self.percent,
        }

    def _of_file(self, file: str) -> dict[str, Any]:
        covered, seen = self._covered[file], self._seen[file]
        parts: dict[str, Any] = {}
        for name, lines in (("covered", covered), ("not_covered", seen - covered)):
            if lines:
                parts[name] = _ranges(lines)
                parts[f"{name}_lines"] = len(lines)
        return {**parts, "coverage": round(100 * len(covered) / len(seen), 2) if seen else 100.0}

    def _lines(self, file: str, ranges: Iterable[Mapping[str, Any]]) -> set[int]:
        return {self._where(file, line) for one in ranges for line in range(one["start"]["row"], one["end"]["row"] + 1)}


def _ranges(lines: set[int]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for line in sorted(lines):
        if found and found[-1]["end"]["row"] == line - 1:
            found[-1]["end"]["row"] = line
        else:
            found.append({"start": {"row": line}, "end": {"row": line}})
    return found

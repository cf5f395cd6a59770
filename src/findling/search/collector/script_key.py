"""Sorting by what a script computes: a number, or a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.json_values import scalar_text
from findling.search.collector.matches import Matches
from findling.search.collector.sort_key import SortKey, compare_numbers, number
from findling.search.collector.sort_values import NestedValues
from findling.search.reduced_values import reduce_by_owner
from findling.search.script.runner import ScriptRunner
from findling.search.sort import SortField

if TYPE_CHECKING:
    from collections.abc import Iterator

_INFINITIES: Final = (float("inf"), float("-inf"))


class _ScriptKey(SortKey):
    """The results of a script for documents, or for the nested objects in them."""

    def __init__(self, spec: SortField, runner: ScriptRunner, nested: NestedValues | None) -> None:
        super().__init__(spec)
        self._runner = runner
        self._nested = nested
        self._mode = spec.mode or ("max" if spec.descending else "min")

    def _results(self, matches: Matches) -> Iterator[Any]:
        return self._runner.results(matches.segment, matches.docs, matches.scores)

    def _nested_results(self, matches: Matches) -> tuple[list[Any], NDArray[np.int64]]:
        """Returns the results for nested objects, and for each the index of its match."""
        assert self._nested is not None
        children, owners = self._nested.children(matches)
        scores = None if matches.scores is None else matches.scores[owners]
        return list(self._runner.results(matches.segment, children, scores)), owners


class ScriptNumberKey(_ScriptKey):
    """A number; where there is no nested object, the greatest one, as in Elasticsearch."""

    def _numbers(self, matches: Matches) -> NDArray[np.float64]:
        if self._nested is None:
            return self._runner.numbers(matches.segment, matches.docs, matches.scores, float)
        out = np.full(matches.count, np.finfo(np.float64).max, np.float64)
        results, owners = self._nested_results(matches)
        if results:
            found, reduced = reduce_by_owner(np.array(results, np.float64), owners, self._mode)
            out[found] = reduced
        return out

    def column(self, matches: Matches) -> NDArray[np.generic]:
        numbers = self._numbers(matches)
        return -numbers if self.descending else numbers

    def values(self, matches: Matches) -> list[Any]:
        numbers: list[Any] = self._numbers(matches).tolist()
        return numbers

    def after(
        self, matches: Matches, column: NDArray[np.generic], value: object
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        bound = float(number(value, self.spec))
        return compare_numbers(column, -bound if self.descending else bound)

    def shown(self, value: Any) -> Any:
        return str(value).replace("inf", "Infinity") if value in _INFINITIES else value


class ScriptTextKey(_ScriptKey):
    """A text, in the order of its bytes."""

    is_global = False

    def values(self, matches: Matches) -> list[Any]:
        if self._nested is None:
            return [_bytes(result) for result in self._results(matches)]
        results, owners = self._nested_results(matches)
        best: list[bytes | None] = [None] * matches.count
        for result, owner in zip(map(_bytes, results), owners.tolist(), strict=True):
            known = best[owner]
            if known is None or (result is not None and (result > known) == (self._mode == "max")):
                best[owner] = result
        return best

    def column(self, matches: Matches) -> NDArray[np.generic]:
        values = self.values(matches)
        ranks = {value: rank for rank, value in enumerate(sorted({value for value in values if value is not None}))}
        column = np.array([ranks.get(value, len(ranks)) for value in values], np.int64)
        return np.where(column == len(ranks), column, -1 - column) if self.descending else column

    def after(
        self, matches: Matches, column: NDArray[np.generic], value: object
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        bound = self.comparable(None if value is None else scalar_text(value).encode())
        compared = [self.comparable(own) for own in self.values(matches)]
        later = np.array([bound < own for own in compared], np.bool_)
        return later, np.array([own == bound for own in compared], np.bool_)

    def shown(self, value: Any) -> Any:
        return None if value is None else value.decode("utf-8", "replace")

    def comparable(self, value: Any) -> Any:
        """Returns what orders texts; those that are missing come last."""
        if value is None:
            return (1, _Bytes(b"", False))
        return (0, _Bytes(value, self.descending))


class _Bytes:
    """A text in one of two orders."""

    __slots__ = ("_descending", "value")

    def __init__(self, value: bytes, descending: bool) -> None:
        self.value = value
        self._descending = descending

    def __lt__(self, other: _Bytes) -> bool:
        return other.value < self.value if self._descending else self.value < other.value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Bytes) and self.value == other.value

    __hash__ = None  # type: ignore[assignment]


def _bytes(result: object) -> bytes | None:
    return None if result is None else str(result).encode("utf-8", "surrogatepass")

"""EditAutomaton: accepts what is within some edits of a text, seen unit by unit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple


class EditState(NamedTuple):
    """Edits between what was seen and each beginning of the text, and what there was a unit earlier."""

    row: tuple[int, ...]
    before: tuple[int, ...] | None = None
    unit: Any = None


class EditAutomaton:
    """Accepts texts within edits. States are made as they are met.

    text: characters or bytes; fixed: so many of the first are taken exactly
    transpositions: whether to exchange neighbours is one edit; none is edited twice
    Source: Ukkonen, "Algorithms for approximate string matching", 1985, without the table behind the last row.
    """

    def __init__(self, text: Sequence[Any], max_edits: int, fixed: int, transpositions: bool) -> None:
        self._fixed = text[:fixed]
        self._text = text[fixed:]
        self._most = max_edits
        self._transpositions = transpositions

    @property
    def start(self) -> Any:
        return 0 if len(self._fixed) else self._first()

    def _first(self) -> EditState:
        return EditState(tuple(min(j, self._most + 1) for j in range(len(self._text) + 1)))

    def step(self, state: Any, unit: Any) -> Any:
        if isinstance(state, int):
            if self._fixed[state] != unit:
                return None
            return self._first() if state + 1 == len(self._fixed) else state + 1
        row = self._next(state, unit)
        if min(row) > self._most:
            return None
        return EditState(row, state.row, unit) if self._transpositions else EditState(row)

    def _next(self, state: EditState, unit: Any) -> tuple[int, ...]:
        last, text, most = state.row, self._text, self._most + 1
        row = [min(last[0] + 1, most)]
        for j in range(1, len(text) + 1):
            edits = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (text[j - 1] != unit))
            if state.before is not None and j > 1 and text[j - 1] == state.unit and text[j - 2] == unit:
                edits = min(edits, state.before[j - 2] + 1)
            row.append(min(edits, most))
        return tuple(row)

    def accepts(self, state: Any) -> bool:
        return not isinstance(state, int) and state.row[-1] <= self._most

"""Edits of beginnings, and the cells around a place."""

import pytest

from findling.search.suggest.completions.contexts import cells_around
from findling.search.suggest.completions.edits import EditAutomaton


def accepted(automaton: EditAutomaton, text: str) -> bool:
    state = automaton.start
    for letter in text:
        state = automaton.step(state, letter)
        if state is None:
            return False
    return automaton.accepts(state)


@pytest.mark.parametrize(
    ("text", "edits", "transpositions", "expected"),
    [
        ("search", 0, True, True),
        ("serch", 1, True, True),
        ("saerch", 1, True, True),
        ("saerch", 1, False, False),
        ("saerch", 2, False, True),
        ("research", 2, True, False),
        ("sarhc", 2, True, True),
        ("sear", 2, True, True),
    ],
)
def test_edits_behind_a_fixed_letter(text: str, edits: int, transpositions: bool, expected: bool) -> None:
    assert accepted(EditAutomaton("search", edits, 1, transpositions), text) is expected


def test_the_neighbours_of_a_cell() -> None:
    assert sorted(cells_around("u33d")) == ["u333", "u336", "u337", "u339", "u33c", "u33e", "u33f", "u33g"]
    assert len(cells_around("b")) == 5  # beside the north pole

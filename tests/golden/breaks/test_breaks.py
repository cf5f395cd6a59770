"""Texts are broken between sentences and words where Java's BreakIterator breaks them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from findling.kernels.text.breaks import Breaks
from findling.search.highlight.breaks.sentences import sentence_ends_of, sentences_of
from findling.search.highlight.breaks.words import words_of
from findling.search.highlight.text.units import units_of

RECORDED = [json.loads(line) for line in Path(__file__).with_name("java.ndjson").read_text().splitlines()]


def walks(text: str, make: Callable[[str], Breaks]) -> list[list[int]]:
    """What precedes and what follows each place; each is asked of breaks that have not been asked before."""
    n = len(text)
    return [[make(text).preceding(i) for i in range(1, n + 1)], [make(text).following(i) for i in range(n)]]


@pytest.mark.parametrize(("kind", "make"), [(0, sentences_of), (1, words_of)], ids=["sentences", "words"])
def test_breaks_are_those_of_java(kind: int, make: Callable[[str], Breaks]) -> None:
    faults: dict[str, Any] = {}
    for text, *told in RECORDED:
        found = walks(units_of(text), make)
        if found != told[kind][1:]:
            faults[text] = found, told[kind][1:]
    assert len(RECORDED) == 300
    assert faults == {}


def test_sentences_in_a_row() -> None:
    assert {text: sentence_ends_of(units_of(text)) for text, *_ in RECORDED} == {
        text: sentences[0] for text, sentences, _ in RECORDED
    }

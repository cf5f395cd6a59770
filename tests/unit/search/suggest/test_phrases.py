"""The best phrases that can be made of candidates."""

from math import log10

import pytest

from findling.base.errors import IllegalArgumentError
from findling.search.suggest.phrases.candidate import Candidate, CandidateSet
from findling.search.suggest.phrases.corrections import Correction, Phrases


def word(text: str, score: float = 1.0, is_input: bool = False) -> Candidate:
    return Candidate(text.encode(), 1, 1, score, score, is_input)


def test_candidates_are_sorted_and_the_first_of_a_term_stays() -> None:
    place = CandidateSet(word("x", is_input=True), [word("b", 0.5)])
    place.add([word("c", 0.5), word("b", 0.9), word("b", 0.1)])
    assert [(one.text, one.score) for one in place.candidates] == [("b", 0.9), ("c", 0.5)]
    place.keep(1)
    assert [one.text for one in place.candidates] == ["b"]


def test_tags_stand_around_neighbours_together() -> None:
    correction = Correction(1.0, (word("a"), word("b"), word("c", is_input=True), word("d")))
    assert correction.text("<", ">") == "<a b> c <d>"
    assert correction.text() == "a b c d"


def test_phrases_with_few_errors_are_ranked() -> None:
    places = [CandidateSet(word(text, 0.5, True), [word(text.upper(), 0.9)]) for text in "ab"]
    phrases = Phrases(places, lambda path: log10(path[-1].score), lambda: None)
    assert [found.text() for found in phrases.best(10, 1, 0.0)] == ["A b", "a B", "a b"]
    assert [found.text() for found in phrases.best(10, 2, 0.0)] == ["A B", "A b", "a B", "a b"]
    assert [found.text() for found in phrases.best(10, 2, phrases.original())] == ["A B", "A b", "a B"]


def test_phrases_without_end_are_refused() -> None:
    many = [CandidateSet(word("a", 0.5, True), [word(str(i)) for i in range(9)]) for _ in range(9)]
    with pytest.raises(IllegalArgumentError, match="more than 200000 corrections"):
        Phrases(many, lambda path: -1.0, lambda: None).best(5, 9, 0.0)

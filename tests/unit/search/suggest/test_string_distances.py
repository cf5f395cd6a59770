"""String distances, by hand and as Lucene's own tests know them."""

import pytest

from findling.base.errors import IllegalArgumentError
from findling.search.suggest.string_distances import (
    damerau_levenshtein,
    jaro_winkler,
    levenshtein,
    ngram,
    read_distance,
)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("al", "al", 1.0),
        ("martha", "marhta", 0.9611),
        ("jones", "johnson", 0.832),
        ("abcvwxyz", "cabvwxyz", 0.9583),
        ("dwayne", "duane", 0.84),
        ("dixon", "dicksonx", 0.8133),
        ("fvie", "ten", 0.0),
        ("abcd", "efgh", 0.0),
    ],
)
def test_jaro_winkler(one: str, other: str, expected: float) -> None:
    assert jaro_winkler(one, other) == pytest.approx(expected, abs=1e-3)


def test_edits_beside_the_longer_or_the_shorter() -> None:
    assert levenshtein("kitten", "sitting") == pytest.approx(1 - 3 / 7)
    assert damerau_levenshtein("kitten", "sitting") == pytest.approx(1 - 3 / 6)
    assert levenshtein("ab", "ba") == 0.0
    assert damerau_levenshtein("ab", "ba") == 0.5


def test_characters_beyond_the_basic_plane_are_one_or_two() -> None:
    assert levenshtein("a😀", "a") == pytest.approx(1 - 2 / 3)
    assert damerau_levenshtein("a😀b", "ab") == pytest.approx(1 - 1 / 2)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("a", "a", 1.0), ("a", "b", 0.0), ("", "a", 0.0), ("", "", 1.0), ("ab", "ab", 1.0), ("abcd", "abdc", 0.625)],
)
def test_pairs_of_letters(one: str, other: str, expected: float) -> None:
    assert ngram(one, other) == pytest.approx(expected)


def test_names_are_those_of_elasticsearch() -> None:
    assert read_distance("Internal") is None
    assert read_distance("NGRAM") is ngram
    with pytest.raises(IllegalArgumentError, match="Illegal distance option jarowinkler"):
        read_distance("jarowinkler")

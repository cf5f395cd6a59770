"""The `rewrite` parameter: which terms take part and how they score.

The BM25 scores are Lucene 9.9's for the same documents and queries, times the factor k1 + 1 that Elasticsearch keeps.
"""

from pathlib import Path
from typing import Any

import pytest

from findling.base.errors import FindlingError
from tests.reference.search_case import SearchCase

TEXTS = ["abcd abce", "abcd", "abcx abcd zz", "abcde", "xyz"]
PREFIX: dict[str, Any] = {"prefix": {"text": {"value": "abc", "boost": 2.0}}}
FUZZY: dict[str, Any] = {"fuzzy": {"text": {"value": "abcd", "fuzziness": 1, "boost": 2.0}}}
ALL_TWO = {"d0": 2.0, "d1": 2.0, "d2": 2.0, "d3": 2.0}


@pytest.fixture
def case(tmp_path: Path) -> SearchCase:
    case = SearchCase(tmp_path, {"text": {"type": "text"}})
    case.add({f"d{number}": {"text": text} for number, text in enumerate(TEXTS)})
    return case


def with_rewrite(query: dict[str, Any], method: str) -> dict[str, Any]:
    ((kind, body),) = query.items()
    return {kind: {"text": {**body["text"], "rewrite": method}}}


def scored(*scores: float) -> dict[str, float]:
    return {f"d{number}": 2.2 * score for number, score in enumerate(scores)}


@pytest.mark.parametrize(
    ("query", "method", "expected"),
    [
        (PREFIX, "scoring_boolean", scored(1.5878687, 0.57878816, 1.2888976, 1.4886382)),
        (FUZZY, "scoring_boolean", scored(1.3020349, 0.57878816, 1.0568818, 1.1164787)),
        (PREFIX, "constant_score_boolean", ALL_TWO),
        (FUZZY, "constant_score_boolean", ALL_TWO),
        (PREFIX, "constant_score", ALL_TWO),
        (FUZZY, "constant_score", ALL_TWO),
        (PREFIX, "top_terms_2", scored(0.44453317, 0.57878816, 0.36083448, 1.4886382)),
        (FUZZY, "top_terms_2", scored(0.44453317, 0.57878816, 0.36083448, 1.1164787)),
        (PREFIX, "top_terms_boost_2", ALL_TWO),
        (FUZZY, "top_terms_boost_2", {**ALL_TWO, "d3": 1.5}),
        (PREFIX, "top_terms_blended_freqs_2", scored(0.44453317, 0.57878816, 0.36083448, 0.57878816)),
        (FUZZY, "top_terms_blended_freqs_2", scored(0.44453317, 0.57878816, 0.36083448, 0.43409115)),
    ],
)
def test_scores(case: SearchCase, query: dict[str, Any], method: str, expected: dict[str, float]) -> None:
    assert case.scores(with_rewrite(query, method)) == pytest.approx(expected, rel=1e-6)


def test_no_terms(case: SearchCase) -> None:
    nothing = {"prefix": {"text": {"value": "q"}}}
    for method in ("constant_score", "constant_score_boolean", "scoring_boolean", "top_terms_3"):
        assert case.scores(with_rewrite(nothing, method)) == {}


def test_letters_that_all_differ_are_not_similar(tmp_path: Path) -> None:
    """Lucene clips what would be negative: terms of few letters match with a score of 0, ranked behind their length."""
    case = SearchCase(tmp_path, {"text": {"type": "text"}})
    case.add({f"d{number}": {"text": text} for number, text in enumerate(["a bb", "b", "ab", "c dd"])})
    query = {"fuzzy": {"text": {"value": "a", "fuzziness": 2, "max_expansions": 4}}}
    scores = case.scores(query)
    assert scores["d0"] > 0
    assert {id_: score for id_, score in scores.items() if id_ != "d0"} == {"d1": 0.0, "d2": 0.0, "d3": 0.0}


@pytest.mark.parametrize("method", ["top_terms_", "top_terms_boost_x", "constant", "scoring"])
def test_unknown_methods(case: SearchCase, method: str) -> None:
    with pytest.raises(FindlingError) as caught:
        case.scores(with_rewrite(PREFIX, method))
    assert caught.value.__cause__ is not None
    assert str(caught.value.__cause__) == f"Failed to parse rewrite_method [{method}]"


@pytest.mark.parametrize("method", ["scoring_boolean", "constant_score_boolean"])
def test_too_many_terms(tmp_path: Path, method: str) -> None:
    case = SearchCase(tmp_path, {"text": {"type": "text"}})
    case.add({"d": {"text": " ".join(f"a{number}" for number in range(4_097))}})
    with pytest.raises(FindlingError, match="maxClauseCount is set to 4096"):
        case.scores({"prefix": {"text": {"value": "a", "rewrite": method}}})
    assert case.scores({"prefix": {"text": {"value": "a", "rewrite": "top_terms_boost_9999"}}}) == {"d": 4096.0}


def test_a_number_that_no_int_holds(case: SearchCase) -> None:
    with pytest.raises(FindlingError, match='For input string: "99999999999"'):
        case.scores(with_rewrite(PREFIX, "top_terms_99999999999"))


def test_the_best_of_no_terms_fails_as_in_elasticsearch_if_there_are_any(case: SearchCase) -> None:
    with pytest.raises(FindlingError) as caught:
        case.scores(with_rewrite(PREFIX, "top_terms_0"))
    assert (caught.value.type, caught.value.status) == ("null_pointer_exception", 500)
    assert case.scores({"prefix": {"text": {"value": "none", "rewrite": "top_terms_0"}}}) == {}


def test_a_wrong_method_is_told_before_a_wrong_field(tmp_path: Path) -> None:
    case = SearchCase(tmp_path, {"n": {"type": "long"}})
    with pytest.raises(FindlingError, match=r"Failed to parse rewrite_method \[best\]"):
        case.scores({"wildcard": {"n": {"value": "1*", "rewrite": "best"}}})


def test_query_string_looks_at_fuzzy_rewrite_and_takes_none(case: SearchCase) -> None:
    """As Elasticsearch does: a wrong one is refused, a right one changes nothing."""
    body = {"query": "abcd~1", "default_field": "text"}
    plain = case.scores({"query_string": body})
    assert case.scores({"query_string": {**body, "fuzzy_rewrite": "constant_score"}}) == plain
    with pytest.raises(FindlingError):
        case.scores({"query_string": {**body, "fuzzy_rewrite": "best"}})

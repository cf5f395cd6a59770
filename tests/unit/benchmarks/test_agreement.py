"""What counts as the same answer."""

import pytest

from benchmarks.agreement import AnswersDifferError, check, check_tantivy
from benchmarks.engine import Answer
from benchmarks.queries import BenchmarkQuery

TERM = BenchmarkQuery(0, "term", "TOP_10_COUNT", ("bird",))
TERMS = BenchmarkQuery(1, "all", "AGG", (), "terms_few")
ESTIMATE = BenchmarkQuery(2, "all", "AGG", (), "cardinality")


def test_scores_may_differ_by_one_factor() -> None:
    check(TERM, Answer(2, (2.2, 1.1)), Answer(2, (1.0, 0.5)))
    for theirs in (Answer(3, (1.0, 0.5)), Answer(2, (1.0, 0.6)), Answer(2, (1.0,)), Answer(2, (1.0, 0.50001))):
        with pytest.raises(AnswersDifferError, match="bird"):
            check(TERM, Answer(2, (2.2, 1.1)), theirs)


def test_sort_values_have_to_be_equal() -> None:
    with pytest.raises(AnswersDifferError, match="sort values"):
        check(TERM, Answer(2, sort_values=(3, 2)), Answer(2, sort_values=(3, 1)))


def test_figures_have_to_be_equal_unless_they_are_estimates() -> None:
    ours, theirs = Answer(figures=[("value", (1000.0,))]), Answer(figures=[("value", (1010.0,))])
    check(ESTIMATE, ours, theirs)
    with pytest.raises(AnswersDifferError):
        check(TERMS, ours, theirs)


def test_tantivy_may_order_buckets_of_one_size_otherwise_and_count_fuzzy_otherwise() -> None:
    ours = Answer(figures=[("a", (2, 0.5)), ("b", (2, 0.1)), ("c", (1, 0.0))])
    check_tantivy(TERMS, ours, Answer(figures=[("b", (2,)), ("a", (2,)), ("d", (1,))]))
    with pytest.raises(AnswersDifferError):
        check_tantivy(TERMS, ours, Answer(figures=[("b", (2,)), ("a", (1,)), ("d", (1,))]))
    check_tantivy(BenchmarkQuery(3, "fuzzy1", "TOP_10_COUNT", ("brd",)), Answer(50), Answer(60))
    with pytest.raises(AnswersDifferError, match="50 and 60 hits"):
        check_tantivy(TERM, Answer(50), Answer(60))


def test_percentiles_may_differ_where_the_values_leap() -> None:
    query = BenchmarkQuery(4, "all", "AGG", (), "percentiles")
    ours = Answer(figures=[("75.0", (0.0,)), ("99.0", (100_000.0,))])
    check(query, ours, Answer(figures=[("75.0", (59.0,)), ("99.0", (90_000.0,))]))
    with pytest.raises(AnswersDifferError):
        check(query, ours, Answer(figures=[("75.0", (500.0,)), ("99.0", (90_000.0,))]))

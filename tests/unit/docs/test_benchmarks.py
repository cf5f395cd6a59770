"""The parts of the benchmarks that need neither Java nor Tantivy."""

import pytest

from benchmarks.agreement import AnswersDifferError, check
from benchmarks.corpus import SAMPLE, Corpus, tab_separated, words_of
from benchmarks.engine import Answer, Timing
from benchmarks.queries import AGGREGATIONS, MODES_OF, BenchmarkQuery, draw_queries
from benchmarks.report import GOALS, Row, geometric_mean

CORPUS = Corpus(SAMPLE, 300)


def test_queries_are_drawn_alike_every_time() -> None:
    queries = draw_queries(CORPUS, 2)
    assert queries == draw_queries(CORPUS, 2)
    assert {query.kind for query in queries} == {*MODES_OF, "all"}
    assert {query.aggregation for query in queries} == {"", *AGGREGATIONS}
    assert [query.number for query in queries] == list(range(len(queries)))


def test_a_query_in_the_query_dsl_and_for_lucene() -> None:
    query = BenchmarkQuery(3, "and_2", "TOP_10", ("big", "bird"))
    match = {"match": {"summary": {"query": "big bird", "operator": "and"}}}
    assert query.body() == {"size": 10, "_source": False, "query": match, "track_total_hits": False}
    assert query.line() == "3\tand_2\tTOP_10\t\tbig\tbird"
    assert query.group == "and TOP_10"


def test_documents_for_lucene_are_lines_of_eight_parts() -> None:
    lines = list(tab_separated(CORPUS))
    assert len(lines) == 300
    assert {line.count("\t") for line in lines} == {7}


def test_words_are_the_terms() -> None:
    assert words_of(["A big bird", "", "It's"]) == [["a", "big", "bird"], [], ["it's"]]


def test_scores_may_differ_by_one_factor() -> None:
    check("", Answer(2, (2.2, 1.1)), Answer(2, (1.0, 0.5)))
    for theirs in (Answer(3, (1.0, 0.5)), Answer(2, (1.0, 0.6)), Answer(2, (1.0,))):
        with pytest.raises(AnswersDifferError):
            check("", Answer(2, (2.2, 1.1)), theirs)


def test_figures_have_to_be_equal_unless_they_are_estimates() -> None:
    ours, theirs = Answer(figures=[("value", (1000.0,))]), Answer(figures=[("value", (1010.0,))])
    check("", ours, theirs, approximate=True)
    with pytest.raises(AnswersDifferError):
        check("", ours, theirs)


def test_goals_count_the_rows_they_name() -> None:
    fast, slow = Timing(100, 100, 100, 100), Timing(400, 400, 400, 400)
    row = Row(BenchmarkQuery(0, "prefix", "TOP_10", ("a",)), fast, None, slow, None)
    counted = {goal.name: goal.ratio(row) for goal in GOALS if goal.counts(row)}
    assert counted == {"all queries where Lucene needs 300 µs: whole": 0.25, "prefix, wildcard, fuzzy: whole": 0.25}
    assert geometric_mean([0.25, 1.0]) == 0.5

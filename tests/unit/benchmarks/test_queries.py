"""Queries are drawn alike every time, and are valid."""

from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from benchmarks.aggregations import AGGREGATIONS
from benchmarks.corpus import SAMPLE, Corpus, words_of
from benchmarks.drawing import draw_queries
from benchmarks.findling_engine import FindlingEngine, index_corpus
from benchmarks.queries import MODES_OF, BenchmarkQuery

CORPUS = Corpus(SAMPLE, 300)
# all documents of the sample have one version
NOTHING_SIGNIFICANT = "significant_terms"


def test_queries_are_drawn_alike_every_time() -> None:
    queries = draw_queries(CORPUS, 2)
    assert queries == draw_queries(CORPUS, 2)
    assert {query.kind for query in queries} == {*MODES_OF, "all"}
    assert {query.aggregation for query in queries} == {"", *AGGREGATIONS}
    assert [query.number for query in queries] == list(range(len(queries)))


def test_fewer_queries_are_the_first_of_more_and_copies_do_not_matter() -> None:
    few = {(query.kind, query.words) for query in draw_queries(Corpus(SAMPLE, 300, copies=3), 2)}
    many = {(query.kind, query.words) for query in draw_queries(CORPUS, 5)}
    assert few < many


def test_every_aggregation_is_asked_with_and_without_a_query() -> None:
    asked = [(query.aggregation, query.kind) for query in draw_queries(CORPUS, 3) if query.mode == "AGG"]
    assert {(name, asked.count((name, "all")), asked.count((name, "term"))) for name in AGGREGATIONS} == {
        (name, 1, 3) for name in AGGREGATIONS
    }


def test_a_query_in_the_query_dsl_and_for_lucene() -> None:
    query = BenchmarkQuery(3, "and_2", "TOP_10", ("big", "bird"))
    match = {"match": {"summary": {"query": "big bird", "operator": "and"}}}
    assert query.body() == {"size": 10, "_source": False, "query": match, "track_total_hits": False}
    assert query.line() == "3\tand_2\tTOP_10\t\tbig\tbird"
    assert query.group == "and TOP_10"


def test_only_fetch_asks_for_sources() -> None:
    assert BenchmarkQuery(0, "fetch", "TOP_10", ("bird",)).body()["_source"] is True
    assert BenchmarkQuery(0, "term", "TOP_10", ("bird",)).body()["_source"] is False


def test_words_are_the_terms() -> None:
    assert words_of(["A big bird", "", "It's"]) == [["a", "big", "bird"], [], ["it's"]]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FindlingEngine]:
    folder: Path = tmp_path_factory.mktemp("benchmarks") / "findling"
    assert index_corpus(CORPUS, folder, 2).documents == 300
    engine = FindlingEngine(folder)
    yield engine
    engine.close()


def test_findling_answers_every_kind(engine: FindlingEngine) -> None:
    with_figures = set()
    for query in draw_queries(CORPUS, 3):
        answer = engine.answer(query, engine.prepare(query)())
        assert (answer.count is not None) == query.mode.endswith("COUNT"), query
        if answer.figures:
            with_figures.add(query.aggregation)
        if query.kind in ("term", "or_2", "and_2", "phrase_2", "regexp", "wildcard", "dismax", "multimatch_2"):
            assert query.mode == "AGG" or answer.count or answer.scores, f"{query} finds the document it was drawn from"
    assert with_figures == AGGREGATIONS.keys() - {NOTHING_SIGNIFICANT}


def test_a_fetch_has_sources(engine: FindlingEngine) -> None:
    query = next(query for query in draw_queries(CORPUS, 1) if query.kind == "fetch")
    hits = engine.prepare(query)()["hits"]["hits"]
    assert hits
    assert all(b'"summary"' in orjson.dumps(hit["_source"]) for hit in hits)

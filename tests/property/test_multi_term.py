"""Queries that stand for many terms find what their definitions say, one way of evaluating as the other."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from findling.search.query.base import parse_query
from findling.search.query.primitive.blended_terms import BlendedTermsQuery
from findling.search.query.primitive.boolean import BooleanQuery
from tests.reference import term_kernels
from tests.reference.search_case import SearchCase

PROPERTIES = {"text": {"type": "text"}, "tag": {"type": "keyword"}, "number": {"type": "integer"}}
words = st.text(alphabet="abc", min_size=1, max_size=4)
documents = st.fixed_dictionaries(
    {"text": st.lists(words, max_size=5).map(" ".join), "tag": words, "number": st.integers(0, 30)}
)
corpora = st.lists(st.lists(documents, min_size=1, max_size=12), min_size=1, max_size=3)
patterns = st.text(alphabet="abc??**", min_size=2, max_size=4).filter(lambda text: set(text) != {"*"})


@contextmanager
def indexed(corpus: list[list[dict[str, Any]]], deleted: set[int]) -> Iterator[SearchCase]:
    with tempfile.TemporaryDirectory() as directory:
        case = SearchCase(Path(directory), PROPERTIES)
        names = iter(range(1_000))
        for segment in corpus:
            case.add({f"d{next(names)}": document for document in segment})
        gone = {f"d{number}" for number in deleted} & set(case.sources)
        if gone:
            case.delete(*gone)
        try:
            yield case
        finally:
            case.shard.close()


def check_pages(case: SearchCase, query: dict[str, Any], expected: set[str]) -> None:
    """Counted or not, cached or not, the first hits are those of the whole list."""
    everything = case.search({"query": query, "size": 100, "track_total_hits": True})["hits"]
    ids = [hit["_id"] for hit in everything["hits"]]
    assert set(ids) == expected
    assert everything["total"] == {"value": len(expected), "relation": "eq"}
    for size in (1, 3, 10, 200):
        for wrapped in (query, {"constant_score": {"filter": query}}):
            hits = case.search({"query": wrapped, "size": size, "track_total_hits": False})["hits"]["hits"]
            if wrapped is query:
                assert hits == everything["hits"][:size]
            else:
                assert [hit["_id"] for hit in hits] == sorted(ids, key=lambda id_: int(id_[1:]))[:size]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(corpora, st.sets(st.integers(0, 20), max_size=5), words, patterns, st.integers(0, 2))
def test_terms_are_those_of_the_definition(
    corpus: list[list[dict[str, Any]]], deleted: set[int], word: str, pattern: str, edits: int
) -> None:
    with indexed(corpus, deleted) as case:
        fuzzy = {"value": word, "fuzziness": edits}
        for query, fits in (
            ({"prefix": {"%": {"value": word}}}, lambda term: term.startswith(word)),
            ({"wildcard": {"%": {"value": pattern}}}, lambda term: term_kernels.fitting_terms([term], pattern)),
            ({"fuzzy": {"%": fuzzy}}, lambda term: term_kernels.edit_distance(word, term, True) <= edits),
            ({"regexp": {"%": {"value": f"{word}.*"}}}, lambda term: term.startswith(word)),
            ({"range": {"%": {"gt": word, "lte": "c"}}}, lambda term: word < term <= "c"),
        ):
            for field in ("text", "tag"):
                on_field = {kind: {field: body["%"]} for kind, body in query.items()}
                expected = {id_ for id_, source in case.sources.items() if any(map(fits, source[field].split()))}
                check_pages(case, on_field, expected)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(corpora, st.sets(st.integers(0, 20), max_size=5), st.integers(-2, 32), st.integers(-2, 32))
def test_ranges_of_numbers(corpus: list[list[dict[str, Any]]], deleted: set[int], low: int, high: int) -> None:
    with indexed(corpus, deleted) as case:
        expected = {id_ for id_, source in case.sources.items() if low <= source["number"] <= high}
        query = {"range": {"number": {"gte": low, "lte": high}}}
        check_pages(case, query, expected)
        assert case.search({"query": query, "size": 0})["hits"]["total"]["value"] == len(expected)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(corpora, words, st.integers(1, 2), st.sampled_from([1.0, 2.5]), st.sampled_from([1, 3, 50]))
def test_expansions_are_the_disjunction_of_their_terms(
    corpus: list[list[dict[str, Any]]], word: str, edits: int, boost: float, limit: int
) -> None:
    body = {"value": word, "fuzziness": edits, "boost": boost, "max_expansions": limit}
    with indexed(corpus, set()) as case:
        ctx = case.context()
        query = parse_query({"fuzzy": {"text": body}}).rewrite(ctx)
        if not isinstance(query, BlendedTermsQuery):
            return
        assert 2 <= len(query.should) <= limit
        plain = BooleanQuery(should=query.should, boost=query.boost, minimum_should_match=1)
        for segment in ctx.segments:
            one, other = query.weight(ctx, True).score(segment), plain.weight(ctx, True).score(segment)
            assert np.array_equal(one.docs, other.docs)
            assert np.array_equal(one.scores, other.scores)
            for doc in one.docs.tolist():
                explanation = query.weight(ctx, True).explain(segment, doc)
                assert explanation.value == pytest.approx(one.score_of(doc), rel=1e-6)

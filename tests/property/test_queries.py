"""Every way to evaluate a query gives the hits and scores that its definition says."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest
from hypothesis import HealthCheck, given, settings

from tests.property.query_strategies import PROPERTIES, TEXT_FIELDS, corpora, queries
from tests.reference.search_case import SearchCase
from tests.reference.search_oracle import Document, Oracle

Corpus = tuple[list[dict[str, Mapping[str, Any]]], set[str]]
RELATIVE = 2e-6


@contextmanager
def indexed(corpus: Corpus) -> Iterator[tuple[SearchCase, Oracle]]:
    """Gives a shard with the corpus, and the oracle of the same documents."""
    segments, deleted = corpus
    with tempfile.TemporaryDirectory() as directory:
        case = SearchCase(Path(directory), PROPERTIES)
        for segment in segments:
            case.add(segment)
        if deleted:
            case.delete(*deleted)
        try:
            yield case, Oracle(_written(case), TEXT_FIELDS)
        finally:
            case.shard.close()


def _written(case: SearchCase) -> list[Document]:
    """Returns what is in the segments, deleted documents included."""
    documents = []
    for view in case.context().searcher.segments:
        for doc in range(view.max_doc):
            source = orjson.loads(view.reader.source.get(doc))
            live = view.live is None or view.live.get(doc)
            documents.append(Document(view.reader.ids.get(doc).decode(), source, live))
    return documents


def close_to(expected: Mapping[str, float]) -> Any:
    return pytest.approx(dict(expected), rel=RELATIVE, abs=1e-9)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(corpora(), queries)
def test_search_agrees_with_the_definition(corpus: Corpus, query: dict[str, Any]) -> None:
    with indexed(corpus) as (case, oracle):
        expected = oracle.evaluate(query)
        assert case.scores(query) == close_to(expected)
        _check_match(case, query, set(expected))
        _check_pages(case, query, expected)
        _check_counts(case, query, len(expected))
        _check_explanations(case, query, expected)


def _check_match(case: SearchCase, query: dict[str, Any], expected: set[str]) -> None:
    """match, filter and score give the same documents."""
    ctx, weight = case.weight(query)
    _, filtering = case.weight(query, scoring=False)
    found: set[str] = set()
    for segment in ctx.segments:
        matched = weight.match(segment).restrict(segment.visible).docs()
        scored = weight.score(segment).docs
        assert np.array_equal(scored, weight.match(segment).docs())
        assert np.array_equal(filtering.filter(segment).restrict(segment.visible).docs(), matched)
        found |= {id_.decode() for id_ in segment.reader.ids.get_many(matched)}
    assert found == expected


def _check_pages(case: SearchCase, query: dict[str, Any], expected: Mapping[str, float]) -> None:
    """The first k hits are the k best, whichever way they are collected, and pages join."""
    everything = case.search({"query": query, "size": 100})["hits"]["hits"]
    ids = [hit["_id"] for hit in everything]
    for size in (1, 2, 5):
        hits = case.search({"query": query, "size": size, "track_total_hits": False})["hits"]["hits"]
        assert [hit["_id"] for hit in hits] == ids[:size]
        assert [hit["_score"] for hit in hits] == pytest.approx([expected[id_] for id_ in ids[:size]], rel=RELATIVE)
        with_filter = case.search({"query": query, "size": size, "post_filter": {"match_all": {}}})["hits"]["hits"]
        assert [hit["_id"] for hit in with_filter] == ids[:size]
        by_sort = case.search({"query": query, "size": size, "sort": ["_score", "_doc"]})["hits"]["hits"]
        assert [hit["_id"] for hit in by_sort] == ids[:size]
    assert [hit["_id"] for hit in case.search({"query": query, "from": 2, "size": 3})["hits"]["hits"]] == ids[2:5]


def _check_counts(case: SearchCase, query: dict[str, Any], expected: int) -> None:
    for body in ({"size": 0}, {"size": 3}, {"size": 3, "track_total_hits": True}):
        assert case.search({"query": query, **body})["hits"]["total"] == {"value": expected, "relation": "eq"}
    total = case.search({"query": query, "size": 1, "track_total_hits": 2})["hits"]["total"]
    assert total == ({"value": expected, "relation": "eq"} if expected <= 2 else {"value": 2, "relation": "gte"})


def _check_explanations(case: SearchCase, query: dict[str, Any], expected: Mapping[str, float]) -> None:
    ctx, weight = case.weight(query)
    for segment in ctx.segments:
        scored = weight.score(segment)
        for doc in range(segment.max_doc):
            explanation = weight.explain(segment, doc)
            score = scored.score_of(doc)
            assert explanation.matches == (score is not None)
            assert explanation.value == pytest.approx(score or 0.0, rel=RELATIVE)

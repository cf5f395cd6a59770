"""Findling scores as Lucene does by every similarity; `tools.lucene_oracle.similarities` writes what Lucene gives."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from findling.mapping.mapping import Mapping
from findling.search.query.base import Query
from findling.search.query.primitive.term_weight import PostingsQuery
from tests.reference.search_case import SearchCase

GOLDEN: dict[str, Any] = json.loads((Path(__file__).parent / "scores.json").read_text(encoding="utf-8"))
DEFINITIONS: list[dict[str, str]] = GOLDEN["similarities"]
NAMES = ["-".join(definition.values()) for definition in DEFINITIONS]


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchCase]:
    """An index in two segments with a field of text and one of keywords for each similarity."""
    case = SearchCase(tmp_path_factory.mktemp("similarity"), {})
    properties: dict[str, Any] = {}
    for number in range(len(DEFINITIONS)):
        properties[f"text{number}"] = {"type": "text", "analyzer": "whitespace", "similarity": f"s{number}"}
        properties[f"tag{number}"] = {"type": "keyword", "similarity": f"s{number}"}
    similarity = {f"s{number}": definition for number, definition in enumerate(DEFINITIONS)}
    case.mapping = Mapping.from_json({"properties": properties}, case.analysis, {"index": {"similarity": similarity}})
    documents = [
        (str(at), {f"{name}{number}": value for name, value in document.items() for number in range(len(DEFINITIONS))})
        for at, document in enumerate(GOLDEN["documents"])
    ]
    case.add(dict(documents[:10]))
    case.add(dict(documents[10:]))
    yield case
    case.shard.close()


def query_of(query: dict[str, Any], number: int) -> dict[str, Any]:
    field, boost = f"{query['field']}{number}", query.get("boost", 1)
    text = " ".join(query["terms"])
    if query["kind"] == "phrase":
        return {"match_phrase": {field: {"query": text, "boost": boost}}}
    if query["kind"] == "term":
        return {"term": {field: {"value": text, "boost": boost}}}
    return {"match": {field: {"query": text, "operator": query["kind"], "boost": boost}}}


def scores_of(case: SearchCase, query: Query) -> dict[str, float]:
    """Returns the score of every match by the place of the document."""
    ctx, weight = case.weight(query)
    found = {}
    for segment, base in zip(ctx.segments, (0, 10), strict=True):
        scored = weight.score(segment)
        found |= {str(base + doc): score for doc, score in zip(scored.docs, scored.scores, strict=True)}
    return found


@pytest.mark.parametrize("number", range(len(DEFINITIONS)), ids=NAMES)
def test_scores_are_those_of_lucene(case: SearchCase, number: int) -> None:
    for query, hits in zip(GOLDEN["queries"], GOLDEN["scores"][number], strict=True):
        expected = {str(doc): pytest.approx(score, rel=1e-6, abs=1e-9) for doc, score in hits}
        if query["kind"] == "synonym":
            terms = tuple(term.encode() for term in query["terms"])
            assert scores_of(case, PostingsQuery(field=f"text{number}", terms=terms)) == expected, query
        else:
            assert case.scores(query_of(query, number)) == expected, query


@pytest.mark.parametrize("number", range(len(DEFINITIONS)), ids=NAMES)
def test_explanations_add_up(case: SearchCase, number: int) -> None:
    for query in GOLDEN["queries"]:
        if query["kind"] == "synonym":
            continue
        ctx, weight = case.weight(query_of(query, number))
        for segment in ctx.segments:
            scored = weight.score(segment)
            for doc, score in zip(scored.docs, scored.scores, strict=True):
                assert weight.explain(segment, int(doc)).value == pytest.approx(float(score), rel=1e-6)


def test_the_best_hits_are_those_of_all_scores(case: SearchCase) -> None:
    for number in range(len(DEFINITIONS)):
        for query in (query_of(query, number) for query in GOLDEN["queries"] if query["kind"] in ("or", "phrase")):
            ranked = sorted(case.scores(query).items(), key=lambda hit: (-hit[1], int(hit[0])))
            assert case.order({"query": query, "size": 3}) == [id_ for id_, _ in ranked[:3]]

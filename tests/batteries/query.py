"""What every query is examined for. A check takes the engine, the query's feature and nothing else; it asserts."""

import math
from collections.abc import Callable
from typing import Any

import pytest

from tests.batteries.engine import Engine, reparsed
from tests.batteries.features import Feature, Json
from tests.batteries.requests import PAGE, UNKNOWN, query_body, takes_parameters, with_parameter
from tests.batteries.wrong_types import wrongly_typed
from tests.reference.search_oracle import Document, Oracle

RELATIVE = 2e-6
Check = Callable[[Engine, Feature], None]
QUERY_CHECKS: list[Check] = []
# what Elasticsearch says of some parameters in place of their names
UNNAMED = ("multiple fields", "but found [FIELD_NAME]", "Field is not supported by")
REFUSALS = ("parsing_exception", "x_content_parse_exception", "illegal_argument_exception")


def check(function: Check) -> Check:
    QUERY_CHECKS.append(function)
    return function


def scores(engine: Engine, feature: Feature, shape: str, query: Any, params: str = "") -> dict[str, float]:
    """Returns the scores of all hits by id, in order."""
    hits = engine.found(feature, shape, query_body(query), params)["hits"]["hits"]
    return {hit["_id"]: hit["_score"] for hit in hits}


def close(expected: dict[str, float]) -> Any:
    return pytest.approx(expected, rel=RELATIVE, abs=1e-9)


@check
def equals_the_slow_reference(engine: Engine, feature: Feature) -> None:
    """Hits and scores are those of the definition, evaluated document by document."""
    if not hasattr(Oracle, f"_{feature.name}"):
        return
    assert feature.spec.get("reference"), "the slow reference knows this query: give examples for it"
    content = feature.corpus()
    text = [name for name, field in content["mappings"]["properties"].items() if field.get("type") == "text"]
    oracle = Oracle([Document(i, source) for i, source in content["documents"].items()], text)
    for query in feature.spec["reference"]:
        expected = oracle.evaluate(query)
        assert expected, f"an example that finds nothing shows nothing: {query}"
        assert scores(engine, feature, "one", query) == close(expected), query


@check
def finds_what_every_document_alone_says(engine: Engine, feature: Feature) -> None:
    """A document matches among others if and only if it matches in an index of its own."""
    if "alone" in feature.spec:
        return
    found = 0
    for query in feature.examples:
        together = scores(engine, feature, "one", query)
        assert set(together) == set(scores(engine, feature, "alone", query)), query
        found += len(together)
    assert found or feature.name == "match_none", "no example finds anything"


@check
def filter_is_score_is_top_k(engine: Engine, feature: Feature) -> None:
    """Every way to collect gives the same hits, and the same scores where it has them."""
    for query in feature.examples:
        expected = scores(engine, feature, "segments", query)
        ids = list(expected)
        body = query_body(query)
        for size in (1, 3, 7):
            page = engine.found(feature, "segments", {**body, "size": size, "track_total_hits": False})["hits"]["hits"]
            assert [hit["_id"] for hit in page] == ids[:size], (query, size)
            assert [hit["_score"] for hit in page] == [expected[i] for i in ids[:size]], (query, size)
        filtering = {"bool": {"filter": query}}
        assert set(scores(engine, feature, "segments", filtering)) == set(ids), query
        by_doc = engine.found(feature, "segments", {**body, "sort": ["_doc"], "track_scores": True})["hits"]["hits"]
        assert {hit["_id"]: hit["_score"] for hit in by_doc} == close(expected), query
        counted = engine.found(feature, "segments", {"query": query, "size": 0})["hits"]["total"]
        assert counted == {"value": len(ids), "relation": "eq"}, query
        rest = {"bool": {"must_not": query}}
        assert set(scores(engine, feature, "segments", rest)) == set(feature.corpus()["documents"]) - set(ids), query
        joined = {"bool": {"must": [query], "filter": [{"match_all": {}}], "should": [{"match_none": {}}]}}
        assert scores(engine, feature, "segments", joined) == close(expected), query


@check
def explains_the_score(engine: Engine, feature: Feature) -> None:
    for query in feature.examples:
        expected = scores(engine, feature, "segments", query)
        index = engine.index(feature, "segments")
        for i in feature.corpus()["documents"]:
            answer = engine.api.post(f"/{index}/_explain/{i}", {"query": query})
            assert answer.status == 200, answer.text
            assert answer.body["matched"] is (i in expected), (query, i)
            if i in expected:
                assert math.isclose(answer.body["explanation"]["value"], expected[i], rel_tol=RELATIVE), (query, i)


@check
def several_segments_and_shards_are_one(engine: Engine, feature: Feature) -> None:
    for query in feature.examples:
        expected = scores(engine, feature, "one", query)
        assert scores(engine, feature, "segments", query) == close(expected), query
        together = scores(engine, feature, "shards", query, "?search_type=dfs_query_then_fetch")
        if "by_shard" not in feature.spec:
            assert set(together) == set(expected), query
        if feature.is_exact(query):
            assert together == close(expected), query


@check
def deleted_documents_are_not_found(engine: Engine, feature: Feature) -> None:
    """Hits are those without the deleted documents; scores are no concern, for these count until a merge."""
    for query in feature.examples:
        assert set(scores(engine, feature, "deleted", query)) == set(scores(engine, feature, "one", query)), query


@check
def finds_nothing_in_nothing(engine: Engine, feature: Feature) -> None:
    for query in feature.examples:
        assert scores(engine, feature, "empty", query) == {}


@check
def names_are_shown(engine: Engine, feature: Feature) -> None:
    """`_name` stands in matched_queries of the hits, also from inside a bool, and of no others."""
    for query in feature.examples:
        if "bare" in feature.spec or not takes_parameters(feature, query):
            continue
        expected = set(scores(engine, feature, "segments", query))
        named = with_parameter(feature, query, "_name", "mine")
        hits = engine.found(feature, "segments", query_body(named))["hits"]["hits"]
        assert all(hit["matched_queries"] == ["mine"] for hit in hits), query
        either = {"bool": {"should": [named, {"match_all": {}}]}}
        hits = engine.found(feature, "segments", query_body(either))["hits"]["hits"]
        assert {hit["_id"] for hit in hits if hit.get("matched_queries")} == expected, query


@check
def boost_is_a_factor(engine: Engine, feature: Feature) -> None:
    for query in feature.examples:
        if not takes_parameters(feature, query) or feature.spec.keys() & {"bare", "unboosted"}:
            continue
        once = scores(engine, feature, "segments", with_parameter(feature, query, "boost", 1))
        twice = scores(engine, feature, "segments", with_parameter(feature, query, "boost", 2.5))
        assert twice == close({i: score * 2.5 for i, score in once.items()}), query


@check
def unknown_parameters_are_refused(engine: Engine, feature: Feature) -> None:
    written = [example for example in feature.examples if takes_parameters(feature, example)]
    answer = engine.search(feature, "one", query_body(with_parameter(feature, written[0], UNKNOWN, 1)))
    assert answer.status == 400, answer.text
    assert answer.error[1] in REFUSALS
    assert UNKNOWN in answer.error[2] or any(other in answer.error[2] for other in UNNAMED)


@check
def wrong_types_are_no_server_errors(engine: Engine, feature: Feature) -> None:
    faults: list[str] = []
    for example in feature.examples:
        for change, query in wrongly_typed(example):
            faults += server_error(engine, feature, change, query_body(query))
    assert not faults, f"{len(faults)}:\n" + "\n".join(faults[:20])


def server_error(engine: Engine, feature: Feature, change: str, body: Json) -> list[str]:
    """Returns what is wrong with an answer, which is to be 200, or 4xx with a type of Elasticsearch's."""
    answer = engine.search(feature, "one", body)
    proper = answer.status == 200 or (400 <= answer.status < 500 and answer.error[1].endswith("_exception"))
    proper = proper or any(told in answer.text for told in feature.spec.get("told_as_500", []))
    return [] if proper else [f"{change}: {answer.text[:200]}"]


@check
def refused_requests_are_refused(engine: Engine, feature: Feature) -> None:
    for query in feature.spec.get("refused", []):
        assert engine.search(feature, "one", query_body(query)).status == 400, query


@check
def parses_to_an_equal_query(engine: Engine, feature: Feature) -> None:
    """Queries are values: equal and hashable, so that caches know them again."""
    for example in feature.examples:
        one, other = reparsed(example)
        assert one == other
        assert hash(one) == hash(other)


@check
def pages_are_small_enough(engine: Engine, feature: Feature) -> None:
    """All checks look at all hits."""
    assert len(feature.corpus()["documents"]) <= PAGE

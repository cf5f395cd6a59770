"""Queries on analysed text: match and its kin, multi_match, query_string."""

from pathlib import Path
from typing import Any

import pytest

from findling.base.errors import FindlingError
from findling.search.query.text.analyzed_text import Token
from findling.search.query.text.text_query import paths_between, stretches
from tests.reference.search_case import SearchCase

MATCHES: list[tuple[dict[str, Any], str]] = [
    ({"match": {"title": "QUICK fox"}}, "134"),
    ({"match": {"title": {"query": "quick dog", "operator": "and"}}}, "34"),
    ({"match": {"title": {"query": "quick dog lazy", "minimum_should_match": 2}}}, "234"),
    ({"match": {"title": {"query": "quick brown dog", "minimum_should_match": "75%"}}}, "134"),
    ({"match": {"title": {"query": "quick brown dog", "minimum_should_match": "-1"}}}, "134"),
    ({"match": {"title": {"query": "quick brown dog", "minimum_should_match": "2<-1 3<100%"}}}, "134"),
    ({"match": {"title": {"query": "quick dog", "operator": "and", "minimum_should_match": 1}}}, ""),
    ({"match": {"title": {"query": "quick dog", "operator": "and", "minimum_should_match": "50%"}}}, "34"),
    ({"match": {"title": {"query": "quick", "minimum_should_match": 3}}}, "134"),
    ({"match": {"title": {"query": "qick", "fuzziness": "AUTO"}}}, "134"),
    ({"match": {"title": {"query": "qick", "fuzziness": 0}}}, ""),
    ({"match": {"title": {"query": "qukic dgo", "fuzziness": 1, "fuzzy_transpositions": False}}}, ""),
    ({"match": {"title": {"query": "fex", "fuzziness": 1, "prefix_length": 2}}}, ""),
    ({"match": {"title": ""}}, ""),
    ({"match": {"title": {"query": "", "zero_terms_query": "all"}}}, "12345"),
    ({"match": {"title": {"query": "lazy dog", "analyzer": "keyword"}}}, ""),
    ({"match": {"tag": "a"}}, "14"),
    ({"match": {"tag": "a b"}}, ""),
    ({"match": {"n": 9}}, "3"),
    ({"match": {"n": "9"}}, "3"),
    ({"match": {"n": {"query": "abc", "lenient": True}}}, ""),
    ({"match": {"day": "2023-01-01"}}, "1"),
    ({"match": {"ok": True}}, "13"),
    ({"match": {"unmapped": "a"}}, ""),
    ({"match": {"_id": "2"}}, "2"),
    ({"match_phrase": {"title": "quick fox"}}, "3"),
    ({"match_phrase": {"title": {"query": "quick fox", "slop": 1}}}, "13"),
    ({"match_phrase": {"title": {"query": "quick fox", "slop": 2}}}, "134"),
    ({"match_phrase": {"title": "fox"}}, "134"),
    ({"match_phrase": {"title": "quick quick"}}, "3"),
    ({"match_phrase": {"title": {"query": "", "zero_terms_query": "all"}}}, "12345"),
    ({"match_phrase": {"title": "none such"}}, ""),
    ({"match_phrase": {"tag": "a"}}, "14"),
    ({"match_phrase": {"n": "9"}}, "3"),
    ({"match_phrase_prefix": {"title": "quick f"}}, "3"),
    ({"match_phrase_prefix": {"title": "d"}}, "234"),
    ({"match_phrase_prefix": {"title": {"query": "quick f", "slop": 2}}}, "134"),
    ({"match_phrase_prefix": {"title": "quick z"}}, ""),
    ({"match_bool_prefix": {"title": "lazy qui"}}, "1234"),
    ({"match_bool_prefix": {"title": "lazy qui "}}, "2"),
    ({"match_bool_prefix": {"title": {"query": "brown qui", "operator": "and"}}}, "14"),
    ({"multi_match": {"query": "lazy a", "fields": ["title", "tag"]}}, "2"),
    ({"multi_match": {"query": "a", "fields": ["title", "ta*"]}}, "14"),
    ({"multi_match": {"query": "lazy 9", "fields": ["title", "n"], "lenient": True}}, "2"),
    ({"multi_match": {"query": "quick dog", "fields": ["title"], "type": "phrase"}}, ""),
    ({"multi_match": {"query": "lazy d", "fields": ["title"], "type": "phrase_prefix"}}, "2"),
    ({"multi_match": {"query": "lazy qui", "fields": ["title"], "type": "bool_prefix"}}, "1234"),
    ({"multi_match": {"query": "brown nothing", "fields": ["title", "title.raw"], "type": "cross_fields"}}, "145"),
    ({"multi_match": {"query": "2023-01-01", "fields": ["day", "title"], "type": "cross_fields"}}, "1"),
    ({"multi_match": {"query": "lazy", "fields": []}}, "2"),
    ({"multi_match": {"query": "lazy", "fields": ["unmapped*"]}}, ""),
    ({"query_string": {"query": "title:(quick AND dog) OR tag:c"}}, "34"),
    ({"query_string": {"query": "quick -dog"}}, "1"),
    ({"query_string": {"query": "+quick +brown"}}, "14"),
    ({"query_string": {"query": "quick && brown"}}, "14"),
    ({"query_string": {"query": "lazy || nothing"}}, "25"),
    ({"query_string": {"query": "title:quick NOT brown"}}, "3"),
    ({"query_string": {"query": "NOT title:quick"}}, "25"),
    ({"query_string": {"query": "quick dog", "default_operator": "AND", "default_field": "title"}}, "34"),
    ({"query_string": {"query": "quick dog lazy", "fields": ["title"], "minimum_should_match": 2}}, "234"),
    ({"query_string": {"query": "n:[3 TO 7]"}}, "124"),
    ({"query_string": {"query": "n:[3 TO 7} AND NOT tag:b"}}, "4"),
    ({"query_string": {"query": "n:>=7"}}, "23"),
    ({"query_string": {"query": "n:<3"}}, "3"),
    # the third has 1 and 9: each bound holds for one of them
    ({"query_string": {"query": "n:(>2 AND <6)"}}, "134"),
    ({"query_string": {"query": "day:[2023-01-15 TO *]"}}, "23"),
    ({"query_string": {"query": 'day:["2023-01-01" TO "2023-01-31"]'}}, "1"),
    ({"query_string": {"query": "title:qui*"}}, "134"),
    ({"query_string": {"query": "title:d?g"}}, "234"),
    ({"query_string": {"query": "t\\*:lazy"}}, "2"),
    ({"query_string": {"query": "title:/[fd]o./"}}, "1234"),
    ({"query_string": {"query": '"quick fox"'}}, "3"),
    ({"query_string": {"query": 'title:"quick fox"~2'}}, "134"),
    ({"query_string": {"query": 'title:"quick fox"', "phrase_slop": 1}}, "13"),
    ({"query_string": {"query": "title:dgo~"}}, "234"),
    ({"query_string": {"query": "title:dgo~0"}}, ""),
    ({"query_string": {"query": "title:dgo~1"}}, "234"),
    ({"query_string": {"query": "_exists_:price"}}, "124"),
    ({"query_string": {"query": "price:*"}}, "124"),
    ({"query_string": {"query": "*:*"}}, "12345"),
    ({"query_string": {"query": "*"}}, "12345"),
    ({"query_string": {"query": ""}}, ""),
    ({"query_string": {"query": "lazy AND (dog OR cat)"}}, "2"),
    ({"query_string": {"query": "title:a\\:b"}}, ""),
    ({"query_string": {"query": "host:10.0.0.1"}}, "1"),
    ({"query_string": {"query": "quick (", "escape": True, "default_field": "title"}}, "134"),
    ({"query_string": {"query": "day:2023-01-01", "time_zone": "+01:00"}}, "1"),
    ({"query_string": {"query": "n:abc"}}, ""),
]


@pytest.mark.parametrize(("query", "expected"), MATCHES, ids=[str(query) for query, _ in MATCHES])
def test_matches(catalogue: SearchCase, query: dict[str, Any], expected: str) -> None:
    assert catalogue.ids(query) == set(expected)


SAME: list[tuple[dict[str, Any], dict[str, Any]]] = [
    # a match of several words is a bool of terms
    (
        {"match": {"title": "quick dog"}},
        {"bool": {"should": [{"term": {"title": "quick"}}, {"term": {"title": "dog"}}]}},
    ),
    (
        {"match": {"title": {"query": "quick dog", "boost": 2}}},
        {"bool": {"should": [{"match": {"title": "quick"}}, {"match": {"title": "dog"}}], "boost": 2}},
    ),
    # the last word of bool_prefix scores a constant
    (
        {"match_bool_prefix": {"title": "lazy qui"}},
        {"bool": {"should": [{"term": {"title": "lazy"}}, {"prefix": {"title": "qui"}}]}},
    ),
    (
        {"multi_match": {"query": "a lazy", "fields": ["title^2", "tag"]}},
        {"dis_max": {"queries": [{"match": {"title": {"query": "a lazy", "boost": 2}}}, {"match": {"tag": "a lazy"}}]}},
    ),
    (
        {"multi_match": {"query": "quick", "fields": ["title", "title.raw"], "type": "most_fields"}},
        {"bool": {"should": [{"match": {"title": "quick"}}, {"match": {"title.raw": "quick"}}]}},
    ),
    (
        {"multi_match": {"query": "a", "fields": ["tag", "title"], "tie_breaker": 0.3}},
        {"dis_max": {"queries": [{"match": {"tag": "a"}}, {"match": {"title": "a"}}], "tie_breaker": 0.3}},
    ),
    (
        {"query_string": {"query": "quick^2 dog", "fields": ["title"]}},
        {"bool": {"should": [{"match": {"title": {"query": "quick", "boost": 2}}}, {"match": {"title": "dog"}}]}},
    ),
    (
        {"query_string": {"query": "quick dog", "fields": ["title^3"]}},
        {"match": {"title": {"query": "quick dog", "boost": 3}}},
    ),
    # no precedence: AND makes both of its neighbours required
    (
        {"query_string": {"query": "quick OR lazy AND dog", "fields": ["title"]}},
        {
            "bool": {
                "should": [{"match": {"title": "quick"}}],
                "must": [{"match": {"title": "lazy"}}, {"match": {"title": "dog"}}],
            }
        },
    ),
    (
        {"query_string": {"query": "title:quick OR tag:a"}},
        {"bool": {"should": [{"match": {"title": "quick"}}, {"match": {"tag": "a"}}]}},
    ),
]


@pytest.mark.parametrize(("query", "same"), SAME, ids=[str(query) for query, _ in SAME])
def test_means_the_same_as(catalogue: SearchCase, query: dict[str, Any], same: dict[str, Any]) -> None:
    assert catalogue.scores(query) == pytest.approx(catalogue.scores(same), rel=1e-6)


def test_fuzzy_scores_blend_the_frequencies_of_near_terms(catalogue: SearchCase) -> None:
    """One edit of a word of four letters counts three quarters."""
    exact = catalogue.scores({"match": {"title": "lazy"}})
    near = catalogue.scores({"match": {"title": {"query": "laxy", "fuzziness": 1}}})
    assert near["2"] == pytest.approx(exact["2"] * 0.75, rel=1e-6)


def test_max_expansions_keeps_the_nearest_terms(tmp_path: Path) -> None:
    case = SearchCase(tmp_path, {"t": {"type": "text"}})
    case.add({"1": {"t": "abcdef"}, "2": {"t": "abcdxf"}, "3": {"t": "abcyxf"}})
    query = {"match": {"t": {"query": "abcdef", "fuzziness": 2, "max_expansions": 2}}}
    assert case.ids(query) == {"1", "2"}
    assert case.ids({"match_phrase_prefix": {"t": {"query": "abc", "max_expansions": 1}}}) == {"1"}
    case.shard.close()


def test_token_graphs_are_cut_where_all_paths_meet() -> None:
    """`ny city` with the synonym `new york` for the first word."""
    tokens = (Token(b"ny", 0, 2), Token(b"new", 0), Token(b"york", 1), Token(b"city", 2))
    assert stretches(tokens) == [(0, 2), (2, 3)]
    paths = [[token.term for token in path] for path in paths_between(tokens, None, None)]
    assert paths == [[b"ny", b"city"], [b"new", b"york", b"city"]]
    assert [[token.term for token in path] for path in paths_between(tokens, 2, 3)] == [[b"city"]]


def test_removed_tokens_leave_holes_in_paths() -> None:
    tokens = (Token(b"a", 0), Token(b"b", 2))
    assert [[token.term for token in path] for path in paths_between(tokens, None, None)] == [[b"a", b"b"]]


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"match": {"n": "abc"}}, "number_format_exception", 'For input string: "abc"'),
    ({"match": {"title": {"query": "a", "analyzer": "nope"}}}, "query_shard_exception",
     "[match] analyzer [nope] not found"),
    ({"match_phrase_prefix": {"n": "9"}}, "illegal_argument_exception",
     "Can only use phrase prefix queries on text fields - not on [n] which is of type [long]"),
    ({"fuzzy": {"title": {"value": "a", "prefix_length": -1}}}, "query_shard_exception",
     "prefixLength cannot be negative."),
    ({"regexp": {"title": {"value": "(a|b)*a(a|b){4}", "max_determinized_states": 20}}}, "query_shard_exception",
     "Determinizing (a|b)*a(a|b){4} would require more than 20 effort."),
    ({"query_string": {"query": "foo:"}}, "query_shard_exception", "Failed to parse query [foo:]"),
    ({"query_string": {"query": "a AND"}}, "query_shard_exception", "Failed to parse query [a AND]"),
    ({"query_string": {"query": "n:abc", "fields": ["n"]}}, "number_format_exception", 'For input string: "abc"'),
    ({"query_string": {"query": "*a", "fields": ["title"], "allow_leading_wildcard": False}}, "query_shard_exception",
     "Failed to parse query [*a]"),
]  # fmt: skip


@pytest.mark.parametrize(("query", "kind", "reason"), REFUSED, ids=[str(query) for query, _, _ in REFUSED])
def test_refused(catalogue: SearchCase, query: dict[str, Any], kind: str, reason: str) -> None:
    with pytest.raises(FindlingError) as caught:
        catalogue.scores(query)
    assert caught.value.reason.removeprefix("failed to create query: ") == reason
    assert caught.value.type in (kind, "query_shard_exception")


@pytest.mark.parametrize("text", ["n:-3", "a^", "a^b", "a^-1", "a/b", "t:(a", "a AND", "()"])
def test_text_that_lucene_cannot_parse(catalogue: SearchCase, text: str) -> None:
    with pytest.raises(FindlingError) as caught:
        catalogue.scores({"query_string": {"query": text, "default_field": "title"}})
    assert caught.value.reason == f"Failed to parse query [{text}]"
    assert caught.value.__cause__.type == "parse_exception"
    assert caught.value.__cause__.reason.startswith(f"Cannot parse '{text}': ")


def test_lucene_syntax_in_detail(catalogue: SearchCase) -> None:
    def scores(text: str, **options: Any) -> dict[str, float]:
        return catalogue.scores({"query_string": {"query": text, "default_field": "title", **options}})

    assert scores("*") == scores("_exists_:title")
    assert len(catalogue.scores({"query_string": {"query": "*"}})) == 5
    with pytest.raises(FindlingError, match=r"fuzziness needs to be one of 0.0, 1.0 or 2.0 but was 0.7"):
        scores("quicq~0.7")
    assert scores("/qu.*/dog") == scores("/qu.*/ dog")
    assert scores("title:quick^2.5")
    assert scores("day:[2023-01-01||/d TO now/d]") == scores("_exists_:day")
    assert set(scores("qui*", rewrite="scoring_boolean").values()) != {1.0}
    with pytest.raises(FindlingError, match="Can only use prefix queries"):
        scores("n:1*")
    with pytest.raises(FindlingError, match=r"\[query_string\] analyzer \[nope\] not found"):
        catalogue.scores({"query_string": {"query": "x", "analyzer": "nope"}})


def test_phrases_need_positions(tmp_path: Path) -> None:
    case = SearchCase(tmp_path, {"t": {"type": "text", "index_options": "freqs"}})
    case.add({"1": {"t": "a b"}})
    assert case.ids({"match_phrase": {"t": "a"}}) == {"1"}
    with pytest.raises(FindlingError, match="was indexed without position data; cannot run PhraseQuery"):
        case.ids({"match_phrase": {"t": "a b"}})
    case.shard.close()


def test_each_word_of_match_only_text_scores_a_constant(tmp_path: Path) -> None:
    case = SearchCase(tmp_path, {"t": {"type": "match_only_text"}})
    case.add({"1": {"t": "a b a"}, "2": {"t": "b"}})
    assert case.scores({"match": {"t": "a b"}}) == {"1": 2.0, "2": 1.0}
    assert case.scores({"match": {"t": {"query": "a b", "operator": "and", "boost": 2}}}) == {"1": 4.0}
    assert case.scores({"match_bool_prefix": {"t": "a b"}}) == {"1": 2.0, "2": 1.0}
    assert case.scores({"query_string": {"query": "t:(a b)"}}) == {"1": 2.0, "2": 1.0}
    assert case.scores({"match_phrase": {"t": "a b"}}) == {"1": 1.0}
    assert case.scores({"term": {"t": "a"}}) == {"1": 1.0}
    case.shard.close()

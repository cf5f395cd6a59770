"""Requests whose answers by a real server are recorded, by what they show.

Each group is a line of what was once answered otherwise, with its neighbours. `{index}` stands for the index's name.
"""

from typing import Any, Final

# (group, method, path, body)
Case = tuple[str, str, str, Any]

_SEARCH: Final = "/{index}/_search?size=100&_source=false"


def _queries(group: str, *queries: Any) -> list[Case]:
    return [(group, "POST", _SEARCH, {"query": query}) for query in queries]


def _fuzzy_rewrites() -> list[Any]:
    methods = ("constant_score", "scoring_boolean", "constant_score_boolean", "top_terms_2", "top_terms_boost_3", "x")
    return [{"match": {"t": {"query": "quik dig", "fuzziness": 2, "fuzzy_rewrite": method}}} for method in methods]


_ALPHA: Final[Any] = {"term": {"k": "alpha"}}
_WORDS: Final[Any] = {"match": {"t": "quick fox"}}
_TEN: Final[Any] = {"range": {"i": {"gte": 10}}}
_TRUE: Final[Any] = {"term": {"bool": True}}

BOOLS: Final[list[Any]] = [
    {"must": [_ALPHA], "filter": [_TEN], "should": [_WORDS], "must_not": [_TRUE]},
    {"must": [_ALPHA, _WORDS], "filter": [_TRUE]},
    {"should": [_ALPHA, _WORDS, _TEN], "minimum_should_match": 2},
    {"should": [_WORDS], "filter": [_TRUE, _TEN]},
    {"must_not": [_TRUE]},
    {"must": [_WORDS, _TEN], "must_not": [_TRUE, _ALPHA]},
    {"should": [_WORDS, _ALPHA], "boost": 2},
]
PLAIN: Final[list[Any]] = [
    {"match": {"t": {"query": "quick fox", "boost": 2}}},
    {"match": {"t": {"query": "quik", "fuzziness": 1}}},
    {"fuzzy": {"t": "quik"}},
    {"exists": {"field": "k"}},
    {"exists": {"field": "i"}},
    {"dis_max": {"queries": [_ALPHA, _WORDS], "tie_breaker": 0.4}},
    {"constant_score": {"filter": _WORDS, "boost": 3}},
    {"range": {"d": {"gte": 10}}},
    {"range": {"i": {"gt": 10, "lt": 20}}},
    {"match_phrase": {"t": "quick brown"}},
    {"multi_match": {"query": "quick fox", "fields": ["b", "t^2"]}},
    {"query_string": {"query": "t:fox^2 k:alpha"}},
    {"match_none": {}},
    {"bool": {}},
    *({"bool": body} for body in BOOLS),
]

ELASTICSEARCH: Final[list[Case]] = [
    *_queries(
        "bool: a minimum without optional clauses, pure negatives",
        {"bool": {"must_not": [_TRUE], "minimum_should_match": 1}},
        {"bool": {"must_not": [_TRUE], "minimum_should_match": 5, "boost": 2}},
        {"bool": {"must_not": [_TRUE], "adjust_pure_negative": False}},
        {"bool": {"must_not": [_TRUE], "should": [_ALPHA], "adjust_pure_negative": False}},
        {"bool": {"filter": [_TRUE], "minimum_should_match": 1}},
        {"bool": {"must": [_TRUE], "minimum_should_match": 1}},
        {"bool": {"must": [{"bool": {"must_not": [_TRUE], "adjust_pure_negative": False}}]}},
    ),
    *(("_validate", "POST", "/{index}/_validate/query?explain=true", {"query": query}) for query in PLAIN),
    *(
        (f"_explain {id_}", "POST", "/{index}/_explain/" + id_, {"query": query})
        for query in PLAIN
        for id_ in ("0", "6", "17")
    ),
    *_queries("fuzzy_rewrite", *_fuzzy_rewrites(), {"match": {"t": {"query": "quick", "fuzzy_rewrite": "x"}}}),
    *_queries(
        "a prefix as long as the word still expands",
        *({"fuzzy": {"t": {"value": "o", "fuzziness": 1, "prefix_length": length}}} for length in (0, 1, 2, 7)),
        {"match": {"t": {"query": "o quic", "fuzziness": 1, "prefix_length": 4}}},
        {"query_string": {"query": "o~1", "default_field": "t", "fuzzy_prefix_length": 3}},
    ),
    *_queries(
        "synonyms in the index count",
        {"match_phrase": {"t.flat2": "speedy guide"}},
        {"match_phrase": {"t.flat2": "quick guide"}},
        {"match_phrase": {"t.flat2": {"query": "speedy guide", "slop": 1}}},
        {"match_phrase": {"t.flat": "speedy guide"}},
        {"match_phrase_prefix": {"t.flat2": "speedy gui"}},
    ),
]

# what the stand-in for Elasticsearch's analysis does otherwise; its indices are made with the LegacyBM25 similarity
OPENSEARCH: Final[list[Case]] = [
    *_queries(
        "shingles make no graphs",
        {"match": {"t.shing": "brown bears and"}},
        {"match": {"t.shing3": "brown bears and"}},
        {"match": {"t.shing": {"query": "brown bears and", "operator": "and"}}},
        {"match": {"t.shing": {"query": "lazy dog bears", "minimum_should_match": "100%"}}},
        {"match_phrase": {"t.shing": "brown bears and"}},
        {"match_phrase": {"t.shing3": "lazy dog bears"}},
        {"match_phrase_prefix": {"t.shing": "lazy do"}},
        {"match_bool_prefix": {"t.shing": "lazy do"}},
        {"query_string": {"query": "lazy dog", "fields": ["t.shing"]}},
        {"query_string": {"query": '"lazy dog"', "fields": ["t.shing"]}},
    ),
]

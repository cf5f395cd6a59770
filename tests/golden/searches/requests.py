"""Requests whose answers by a real server are recorded, by what they show.

Each group is a line of what was once answered otherwise, with its neighbours. `{index}` stands for the index's name.
"""

from typing import Any, Final

# (group, method, path, body)
Case = tuple[str, str, str, Any]

_SEARCH: Final = "/{index}/_search?size=100&_source=false"


def _queries(group: str, *queries: Any) -> list[Case]:
    return [(group, "POST", _SEARCH, {"query": query}) for query in queries]


def _sorts(group: str, *sorts: Any) -> list[Case]:
    return [(group, "POST", _SEARCH, {"sort": sort, "query": {"match_all": {}}}) for sort in sorts]


def _near(point: Any, **options: Any) -> Any:
    return {"_geo_distance": {"g": point, **options}}


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
    *_sorts(
        "_geo_distance",
        _near([10, 10]),
        _near([10, 10], distance_type="plane"),
        _near([10, 10], distance_type="plane", order="desc", unit="km"),
        _near([[10, 10], [20, 20]], mode="max"),
        _near([[10, 10], [20, 20]], mode="min", unit="mi"),
        _near([[10, 10], [20, 20]], mode="avg"),
        _near([[10, 10], [20, 20]], order="desc"),
        _near({"lat": 100, "lon": 10}),
        _near({"lat": 100, "lon": 10}, validation_method="COERCE"),
        _near([10, 10], mode="sum"),
        _near([10, 10], distance_type="x"),
        _near([10, 10], validation_method="x"),
        _near([10, 10], unit="x"),
        _near([]),
        {"_geo_distance": {"nope": [10, 10]}},
        {"_geo_distance": {"k": [10, 10]}},
        {"_geo_distance": {"order": "asc"}},
    ),
    *_sorts(
        "wrong sorts",
        {"i": {"order": "x"}},
        {"i": {"mode": "x"}},
        {"i": {"numeric_type": "x"}},
        {"k": {"numeric_type": "long"}},
        {"i": {"nested": 5}},
        {"i": {"nested": {}}},
        {"i": {"missing": []}},
        {"i": 5},
        {"i": "x"},
    ),
    *(
        ("scores beside sorts", "POST", _SEARCH, {"query": _WORDS, **body})
        for body in (
            {"sort": ["i"], "min_score": 2},
            {"sort": ["i"], "min_score": 2, "track_scores": True},
            {"sort": [{"_score": "asc"}, {"i": "desc"}]},
            {"sort": ["_score", "i"]},
            {"sort": [{"_score": "asc"}], "track_scores": True},
        )
    ),
    ("sort in the URL", "POST", "/{index}/_search?size=100&_source=false&sort=i:desc", {"sort": ["k"]}),
    ("sort in the URL", "POST", "/{index}/_search?size=100&_source=false&sort=d:desc,_score", {"sort": "bool"}),
    ("sort in the URL", "POST", "/{index}/_search?size=100&_source=false&sort=i:x", {"sort": "d"}),
    ("limits of _msearch", "POST", "/_msearch?max_concurrent_searches=0", '{"index":"queries"}\n{"size":0}\n'),
    *_queries(
        "patterns and normalization",
        *(
            {kind: {field: {"value": text}}}
            for kind, text in (
                ("wildcard", "QUI*"),
                ("prefix", "QUI"),
                ("wildcard", "B.T*"),
                ("prefix", "B."),
                ("regexp", "B.TA"),
                ("regexp", "b.ta"),
                ("regexp", "QUI.*"),
                ("wildcard", "qui*"),
            )
            for field in ("t", "kl", "k")
        ),
        *(
            {"query_string": {"query": text, "fields": [field], "analyze_wildcard": analyze}}
            for text in ("foxe*", "QUI*", "gui*", "GU*des", "jumped*")
            for field in ("t", "t.en")
            for analyze in (False, True)
        ),
    ),
    *_queries(
        "regular expressions",
        *(
            {"regexp": {"k": {"value": text}}}
            for text in ("[a-]*b", "[-a]lpha", "[a-z]lpha", "[al-]lpha", "<1-100>", "alpha<1-10>", "[a")
        ),
    ),
    *_queries(
        "phrase prefixes are of text", {"match_phrase_prefix": {"k": "al"}}, {"match_phrase_prefix": {"kl": "al"}}
    ),
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
        "phrases over graphs",
        {"match_phrase": {"t.syn": "portable computer holds"}},
        {"match_phrase": {"t.syn": "laptop holds"}},
        {"match_phrase": {"t.syn": "fast laptop holds"}},
        {"match_phrase": {"t.syn": {"query": "portable computer holds", "slop": 1}}},
        {"match_phrase": {"t.syn": "ny travel"}},
        {"match_phrase": {"t.syn": {"query": "new york", "boost": 3}}},
        {"match_phrase_prefix": {"t.syn": "new york i"}},
        {"match_phrase_prefix": {"t.syn": "laptop ho"}},
        {"query_string": {"query": '"new york travel"', "fields": ["t.syn"]}},
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

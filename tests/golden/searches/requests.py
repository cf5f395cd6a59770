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


ELASTICSEARCH: Final[list[Case]] = [
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

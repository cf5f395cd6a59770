"""The ways to ask whose name contains "brad", and what has to be indexed for each."""

from typing import Any, Final

_GRAMS: Final = {"type": "text", "analyzer": "trigrams"}
_EDGES: Final = {"type": "text", "analyzer": "edges", "search_analyzer": "whole"}
_RAW: Final = {"type": "keyword"}
_WILD: Final = {"type": "wildcard"}
INDEX: Final[dict[str, Any]] = {
    "settings": {
        "refresh_interval": "-1",
        "max_result_window": 60_000_000,
        "analysis": {
            "tokenizer": {
                "trigrams": {"type": "ngram", "min_gram": 3, "max_gram": 3, "token_chars": ["letter", "digit"]},
                "edges": {"type": "edge_ngram", "min_gram": 2, "max_gram": 10, "token_chars": ["letter", "digit"]},
            },
            "analyzer": {
                "trigrams": {"tokenizer": "trigrams", "filter": ["lowercase"]},
                "edges": {"tokenizer": "edges", "filter": ["lowercase"]},
                "whole": {"tokenizer": "standard", "filter": ["lowercase"]},
            },
        },
    },
    "mappings": {
        "properties": {
            "name": {"type": "text", "fields": {"raw": _RAW, "wild": _WILD, "grams": _GRAMS, "edges": _EDGES}},
            "email": {"type": "text", "fields": {"raw": _RAW, "wild": _WILD, "grams": _GRAMS}},
            "age": {"type": "integer"},
        }
    },
}
STRUCTURES: Final = ("name.raw", "name.wild", "name.grams", "name.edges", "email.raw", "email.wild", "email.grams")
"""Fields whose size on disk is told."""

_GRAM_FIELDS: Final = ["name.grams", "email.grams"]
_ANY_CASE: Final = ".*[Bb][Rr][Aa][Dd].*"


def _either(kind: str, fields: tuple[str, ...], value: dict[str, Any]) -> dict[str, Any]:
    return {"bool": {"should": [{kind: {field: value}} for field in fields]}}


_GRAMS_AND: Final = {"query": "brad", "fields": _GRAM_FIELDS, "operator": "and"}
_FOUND_BY_GRAMS: Final = {"multi_match": _GRAMS_AND}
_FILTER: Final = {"range": {"age": {"gte": 30, "lt": 40}}}
WAYS: Final[dict[str, dict[str, Any]]] = {
    "regexp `.*brad.*` on name.raw (one case only)": {"regexp": {"name.raw": {"value": ".*brad.*"}}},
    "regexp `.*[Bb][Rr][Aa][Dd].*` on name.raw": {"regexp": {"name.raw": {"value": _ANY_CASE}}},
    "regexp `.*brad.*`, case_insensitive, on name.raw": {
        "regexp": {"name.raw": {"value": ".*brad.*", "case_insensitive": True}}
    },
    "wildcard `*brad*`, case_insensitive, on name.raw": {
        "wildcard": {"name.raw": {"value": "*brad*", "case_insensitive": True}}
    },
    "wildcard `*brad*`, case_insensitive, on name.wild": {
        "wildcard": {"name.wild": {"value": "*brad*", "case_insensitive": True}}
    },
    "query_string `name.raw:*brad*`": {"query_string": {"query": "name.raw:*brad*"}},
    "match on name.grams, operator and": {"match": {"name.grams": {"query": "brad", "operator": "and"}}},
    "match_phrase on name.grams": {"match_phrase": {"name.grams": "brad"}},
    "name begins: match on name.edges": {"match": {"name.edges": "brad"}},
    "name begins: prefix on name": {"prefix": {"name": {"value": "brad"}}},
    "name begins: match_phrase_prefix on name": {"match_phrase_prefix": {"name": "brad"}},
    "email.raw OR name.raw, regexp any case": _either("regexp", ("email.raw", "name.raw"), {"value": _ANY_CASE}),
    "email.wild OR name.wild, wildcard any case": _either(
        "wildcard", ("email.wild", "name.wild"), {"value": "*brad*", "case_insensitive": True}
    ),
    "multi_match on both grams, operator and": _FOUND_BY_GRAMS,
    "multi_match on both grams, phrase": {"multi_match": {"query": "brad", "fields": _GRAM_FIELDS, "type": "phrase"}},
    "the same (and), as a filter, not scored": {"bool": {"filter": [_FOUND_BY_GRAMS]}},
    "the same (and), scored, with a filter by age": {"bool": {"must": [_FOUND_BY_GRAMS], "filter": [_FILTER]}},
    "regexp any case on both, with a filter by age": {
        "bool": {
            "filter": [_either("regexp", ("email.raw", "name.raw"), {"value": _ANY_CASE}), _FILTER],
        }
    },
}
"""The queries; a name of what is asked to each."""

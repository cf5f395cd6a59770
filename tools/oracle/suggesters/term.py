"""Random requests to the term suggester."""

from collections.abc import Iterator
from typing import Any, Final

from tools.oracle.suggesters.requests import Draw, Json, Line, fill

SCENARIO: Final = "suggest_term"
PREFIX: Final = "suggest-term"
_ANALYSIS: Final = {
    "normalizer": {"low": {"type": "custom", "filter": ["lowercase"]}},
    "analyzer": {
        "rev": {"tokenizer": "standard", "filter": ["lowercase", "reverse"]},
        "sh": {"tokenizer": "standard", "filter": ["lowercase", "shingle"]},
    },
}
_FIELDS: Final[Json] = {
    "t": {
        "type": "text",
        "fields": {
            "rev": {"type": "text", "analyzer": "rev"},
            "sh": {"type": "text", "analyzer": "sh"},
            "kw": {"type": "keyword"},
            "low": {"type": "keyword", "normalizer": "low"},
        },
    },
    "k": {"type": "keyword"},
    "kl": {"type": "keyword", "normalizer": "low"},
    "n": {"type": "integer"},
    "b": {"type": "boolean"},
    "a": {"type": "alias", "path": "t"},
    "off": {"type": "text", "index": False},
    "st": {"type": "text", "analyzer": "stop"},
    "ip": {"type": "ip"},
    "empty": {"type": "text"},
    "o": {"properties": {"t": {"type": "text"}}},
    "ne": {"type": "nested", "properties": {"t": {"type": "text"}}},
}
_OPTIONS: Final[dict[str, tuple[float, list[Any]]]] = {
    "suggest_mode": (0.4, ["missing", "popular", "always", "always", "ALWAYS"]),
    "size": (0.3, [1, 2, 3, 10, 50]),
    "shard_size": (0.2, [1, 2, 5, 20]),
    "sort": (0.3, ["score", "frequency"]),
    "string_distance": (0.4, ["internal", "damerau_levenshtein", "levenshtein", "jaro_winkler", "ngram"]),
    "max_edits": (0.3, [1, 2]),
    "max_inspections": (0.2, [1, 2, 10]),
    "prefix_length": (0.3, [0, 1, 2, 3]),
    "min_word_length": (0.3, [1, 2, 3, 5]),
    "min_doc_freq": (0.2, [0, 0.01, 0.05, 1, 2, 3]),
    "max_term_freq": (0.3, [0.01, 0.1, 0.5, 1, 3, 10]),
    "accuracy": (0.2, [0, 0.3, 0.6, 0.8, 1]),
    "analyzer": (0.1, ["standard", "whitespace", "keyword", "simple", "stop", "rev"]),
}
_USUAL: Final = ["t", "t", "t", "t", "t.rev", "t.sh", "t.kw", "t.low", "k", "kl", "a", "st", "o.t", "ne.t"]
_ODD: Final = ["zz", "n", "b", "off", "ip", "empty", "o", "ne", "_index", "_routing"]
_WRONG: Final = [None, -1, "x", 1.5, True, [], {}, "2", "", 3, 1e20, [1], {"a": 1}]
_BESIDE: Final[list[Json]] = [
    {"query": {"match": {"t": "lucene"}}, "size": 0},
    {"size": 0, "aggs": {"m": {"max": {"field": "n"}}}},
    {"size": 0},
    {"sort": ["n"]},
    {"track_total_hits": False},
    {"from": 1, "terminate_after": 3},
]


def setup(draw: Draw) -> Iterator[Line]:
    """Yields one index of one segment, one of several, one of several shards and an empty one."""
    words = draw.vocabulary(150)
    definition = {"settings": {"analysis": _ANALYSIS}, "mappings": {"properties": _FIELDS}}
    sharded = {**definition, "settings": {"analysis": _ANALYSIS, "number_of_shards": 3}}
    yield from fill(f"{PREFIX}-one", definition, [_documents(draw, words, 80)])
    yield from fill(f"{PREFIX}-sharded", sharded, [_documents(draw, words, 80)])
    yield from fill(f"{PREFIX}-segments", definition, [_documents(draw, words, 25) for _ in range(3)])
    yield Line("PUT", f"/{PREFIX}-empty", {"mappings": {"properties": {"t": {"type": "text"}}}}, sets_up=True)


def _documents(draw: Draw, words: list[str], n: int) -> list[Json]:
    return [_document(draw, words, number) for number in range(n)]


def _document(draw: Draw, words: list[str], number: int) -> Json:
    chosen = [draw.choice(words) for _ in range(draw.randint(1, 12))]
    first = chosen[0]
    return {
        "t": " ".join(chosen),
        "k": first,
        "kl": first.upper(),
        "n": number,
        "b": True,
        "st": f"the {chosen[-1]}",
        "ip": "10.0.0.1",
        "off": first,
        "o": {"t": first},
        "ne": [{"t": word} for word in chosen[:2]],
    }


def requests(draw: Draw, n: int) -> Iterator[Line]:
    """Yields requests, some of them wrong."""
    indices = ["one", "one", "one", "sharded", "segments", "one,{}-segments", "*", "empty"]
    for _ in range(n):
        path = f"/{PREFIX}-{draw.choice(indices).format(PREFIX)}/_search"
        yield Line(
            "POST", path + draw.choice(["", "", "", "?typed_keys", "?search_type=dfs_query_then_fetch"]), _body(draw)
        )


def _body(draw: Draw) -> Json:
    suggest: Json = {"text": draw.words(1, 2)} if draw.random() < 0.2 else {}
    for name in draw.sample(["x", "y", "zeta", "Alpha"], draw.choice([1, 1, 1, 2])):
        one: Json = {"term": _suggester(draw)}
        if "text" not in suggest or draw.random() < 0.6:
            one[draw.choice(["text"] * 8 + ["prefix", "regex"])] = draw.words(1, 1, 2, 3, 5)
        suggest[name] = one
    return {"suggest": suggest, **(draw.choice(_BESIDE) if draw.random() < 0.2 else {})}


def _suggester(draw: Draw) -> Json:
    chosen = {"field": draw.choice(_USUAL if draw.random() < 0.97 else _ODD), **draw.options(_OPTIONS)}
    if draw.random() < 0.08:
        chosen[draw.choice([*chosen, *_OPTIONS, "foo"])] = draw.choice(_WRONG)
    return chosen

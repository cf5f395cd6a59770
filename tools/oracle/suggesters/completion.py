"""Random requests to the completion suggester."""

import json
from collections.abc import Iterator
from typing import Any, Final

from tools.oracle.suggesters.requests import Draw, Json, Line, fill

SCENARIO: Final = "suggest_completion"
PREFIX: Final = "suggest-completion"
_ANALYSIS: Final = {
    "filter": {"same": {"type": "synonym", "synonyms": ["quick, fast", "search, seek"]}},
    "analyzer": {"syn": {"tokenizer": "standard", "filter": ["lowercase", "same"]}},
}
_FIELDS: Final[Json] = {
    "c": {"type": "completion"},
    "nosep": {"type": "completion", "preserve_separators": False},
    "stop": {"type": "completion", "analyzer": "stop"},
    "closed": {"type": "completion", "analyzer": "stop", "preserve_position_increments": False},
    "short": {"type": "completion", "max_input_length": 5},
    "syn": {"type": "completion", "analyzer": "syn", "search_analyzer": "simple"},
    "white": {"type": "completion", "analyzer": "whitespace"},
    "k": {"type": "keyword"},
    "loc": {"type": "geo_point"},
    "cat": {
        "type": "completion",
        "contexts": [{"name": "kind", "type": "category"}, {"name": "own", "type": "category", "path": "k"}],
    },
    "place": {"type": "completion", "contexts": [{"name": "at", "type": "geo", "precision": 4, "path": "loc"}]},
}
_KINDS: Final = ["a", "b", "ab", "abc", "x"]
_TOWNS: Final = [(52.52, 13.41), (52.6, 13.6), (48.85, 2.35), (48.9, 2.4), (-33.9, 151.2), (0.0, 0.0)]
_FUZZY: Final[dict[str, tuple[float, list[Any]]]] = {
    "fuzziness": (0.5, [0, 1, 2, "AUTO", "AUTO:1,3"]),
    "transpositions": (0.3, [True, False]),
    "min_length": (0.3, [0, 1, 3, 5]),
    "prefix_length": (0.3, [0, 1, 2]),
    "unicode_aware": (0.3, [True, False]),
}
_OPTIONS: Final[dict[str, tuple[float, list[Any]]]] = {
    "size": (0.4, [1, 2, 3, 10]),
    "shard_size": (0.1, [1, 3, 20]),
    "skip_duplicates": (0.3, [True, False]),
}
_PATTERNS: Final = ["{}.*", "{}", ".*{}", "[a-m].*", "{}(r|s)", ".{{2}}{}", "({}|qu).*e", "{}?s"]
_BESIDE: Final[list[Json]] = [
    *({"_source": False}, {"_source": ["k"]}, {"size": 0}, {"docvalue_fields": ["k"], "_source": False}),
    {"query": {"term": {"k": "a"}}, "size": 1, "_source": ["k"]},
]
_WRONG: Final = [None, -1, "x", 1.5, True, [], {}, "2", "", 3, 0]


def setup(draw: Draw) -> Iterator[Line]:
    """Yields one index of one segment, one of several, one of several shards and an empty one."""
    words = draw.vocabulary(40)
    definition = {"settings": {"analysis": _ANALYSIS}, "mappings": {"properties": _FIELDS}}
    sharded = {**definition, "settings": {"analysis": _ANALYSIS, "number_of_shards": 2}}
    yield from fill(f"{PREFIX}-one", definition, [_documents(draw, words, 60)])
    yield from fill(f"{PREFIX}-sharded", sharded, [_documents(draw, words, 60)])
    yield from fill(f"{PREFIX}-segments", definition, [_documents(draw, words, 20) for _ in range(3)])
    yield Line("PUT", f"/{PREFIX}-empty", definition, sets_up=True)


def _documents(draw: Draw, words: list[str], n: int) -> list[Json]:
    return [_document(draw, words) for _ in range(n)]


def _document(draw: Draw, words: list[str]) -> Json:
    lat, lon = draw.choice(_TOWNS)
    document: Json = {"k": draw.choice(_KINDS), "loc": {"lat": lat, "lon": lon}}
    for name in ("c", "nosep", "stop", "closed", "short", "syn", "white"):
        if draw.random() < 0.7:
            document[name] = _value(draw, words)
    if draw.random() < 0.8:
        document["cat"] = _with_contexts(_value(draw, words), {"kind": draw.sample(_KINDS, draw.choice([1, 1, 2]))})
    document["place"] = _value(draw, words)
    return document


def _value(draw: Draw, words: list[str]) -> Any:
    def text() -> str:
        chosen = [draw.choice(words) for _ in range(draw.choice([1, 1, 2, 3]))]
        if draw.random() < 0.2:
            chosen.insert(draw.randrange(len(chosen) + 1), "the")
        return draw.choice([str, str.title, str.upper])(" ".join(chosen))

    kind = draw.random()
    if kind < 0.3:
        return text()
    if kind < 0.4:
        return [text(), text()]
    return {"input": [text() for _ in range(draw.choice([1, 1, 2]))], "weight": draw.choice([1, 1, 2, 3, 5, 5, 50])}


def _with_contexts(value: Any, contexts: Json) -> Any:
    if isinstance(value, dict):
        return {**value, "contexts": contexts}
    return {"input": value, "contexts": contexts}


def requests(draw: Draw, n: int) -> Iterator[Line]:
    """Yields requests, some of them wrong."""
    indices = ["one", "one", "one", "sharded", "segments", "one,{}-segments", "empty"]
    for _ in range(n):
        path = f"/{PREFIX}-{draw.choice(indices).format(PREFIX)}/_search"
        body = {"suggest": {"x": _suggestion(draw)}, **(draw.choice(_BESIDE) if draw.random() < 0.2 else {})}
        yield Line("POST", path + draw.choice(["", "", "?typed_keys"]), json.loads(json.dumps(body)))


def _suggestion(draw: Draw) -> Json:
    field = draw.choice(
        ["c", "c", "c", "nosep", "stop", "closed", "short", "syn", "white", "cat", "cat", "place", "place"]
    )
    options = {"field": field, **draw.options(_OPTIONS)}
    word = draw.words(1, 1, 2)[: draw.randint(1, 8)]
    one: Json = {}
    if draw.random() < 0.15:
        one["regex"] = draw.choice(_PATTERNS).format(word[:2])
    else:
        one[draw.choice(["prefix", "prefix", "prefix", "text"])] = word
        if draw.random() < 0.35:
            options["fuzzy"] = draw.options(_FUZZY)
    if field in ("cat", "place") and draw.random() < 0.95:
        options["contexts"] = _categories(draw) if field == "cat" else {"at": _several(draw, _place)}
    if draw.random() < 0.06:
        options[draw.choice([*options, *_OPTIONS, "fuzzy", "contexts", "foo"])] = draw.choice(_WRONG)
    return {**one, "completion": options}


def _several(draw: Draw, one: Any) -> Any:
    return one(draw) if draw.random() < 0.6 else [one(draw) for _ in range(draw.choice([1, 2, 3]))]


def _categories(draw: Draw) -> Json:
    return {name: _several(draw, _category) for name in draw.sample(["kind", "own"], draw.choice([1, 1, 2]))}


def _category(draw: Draw) -> Any:
    value = draw.choice(_KINDS)
    if draw.random() < 0.4:
        return value
    return {"context": value, **draw.options({"boost": (0.6, [1, 2, 3]), "prefix": (0.4, [True, False])})}


def _place(draw: Draw) -> Any:
    lat, lon = draw.choice(_TOWNS)
    if draw.random() < 0.2:
        return draw.choice(["u33d", "u33", "u09t", "u09", "s000"])
    around = draw.options(
        {
            "boost": (0.4, [1, 2, 3]),
            "precision": (0.5, [1, 2, 3, 4, 6, "50km"]),
            "neighbours": (0.3, [[1], [2, 3], 3]),
        }
    )
    return {"lat": lat, "lon": lon, **around}

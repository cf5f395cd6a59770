"""Random requests to the phrase suggester."""

from collections.abc import Iterator
from typing import Any, Final

from tools.oracle.suggesters.requests import Draw, Json, Line, fill

SCENARIO: Final = "suggest_phrase"
PREFIX: Final = "suggest-phrase"
_ANALYSIS: Final = {
    "filter": {
        "pairs": {"type": "shingle", "min_shingle_size": 2, "max_shingle_size": 3},
        "pairs_only": {"type": "shingle", "output_unigrams": False},
        "same": {"type": "synonym", "synonyms": ["quick, fast", "search, seek"]},
    },
    "analyzer": {
        "rev": {"tokenizer": "standard", "filter": ["lowercase", "reverse"]},
        "sh": {"tokenizer": "standard", "filter": ["lowercase", "pairs"]},
        "only": {"tokenizer": "standard", "filter": ["lowercase", "pairs_only"]},
        "syn": {"tokenizer": "standard", "filter": ["lowercase", "same"]},
    },
}
_FIELDS: Final[Json] = {
    "t": {
        "type": "text",
        "fields": {
            "sh": {"type": "text", "analyzer": "sh"},
            "rev": {"type": "text", "analyzer": "rev"},
            "only": {"type": "text", "analyzer": "only"},
        },
    },
    "k": {"type": "keyword"},
    "n": {"type": "integer"},
    "empty": {"type": "text"},
}
_OPTIONS: Final[dict[str, tuple[float, list[Any]]]] = {
    "size": (0.3, [1, 2, 3, 10]),
    "shard_size": (0.2, [1, 2, 5, 8]),
    "gram_size": (0.3, [1, 2, 3, 4]),
    "confidence": (0.5, [0, 0, 0.5, 1, 2, 10]),
    "max_errors": (0.5, [0.3, 0.5, 1, 2, 3]),
    "real_word_error_likelihood": (0.2, [0.5, 0.95, 1, 1.5]),
    "separator": (0.15, [" ", "", "_"]),
    "token_limit": (0.15, [1, 3, 5, 10]),
    "force_unigrams": (0.15, [True, False]),
    "analyzer": (0.15, ["standard", "whitespace", "keyword", "rev", "syn", "sh", "only"]),
    "highlight": (0.3, [{"pre_tag": "<em>", "post_tag": "</em>"}]),
    "smoothing": (
        0.4,
        [
            *(
                {"stupid_backoff": {}},
                {"stupid_backoff": {"discount": 0.2}},
                {"laplace": {}},
                {"laplace": {"alpha": 0.9}},
            ),
            {"linear": {"trigram_lambda": 0.6, "bigram_lambda": 0.3, "unigram_lambda": 0.1}},
            {"linear": {"trigram_lambda": 0.2, "bigram_lambda": 0.2, "unigram_lambda": 0.6}},
        ],
    ),
}
_GENERATOR: Final[dict[str, tuple[float, list[Any]]]] = {
    "suggest_mode": (0.6, ["missing", "popular", "always"]),
    "size": (0.2, [1, 2, 10]),
    "sort": (0.2, ["score", "frequency"]),
    "string_distance": (0.3, ["internal", "damerau_levenshtein", "levenshtein", "jaro_winkler", "ngram"]),
    "max_edits": (0.2, [1, 2]),
    "max_inspections": (0.1, [1, 3]),
    "prefix_length": (0.3, [0, 1, 2]),
    "min_word_length": (0.3, [1, 2, 3]),
    "min_doc_freq": (0.2, [0, 0.05, 1, 2]),
    "max_term_freq": (0.3, [0.01, 0.3, 1, 5]),
    "accuracy": (0.1, [0.1, 0.7]),
    "pre_filter": (0.1, ["rev", "standard", "stop"]),
    "post_filter": (0.1, ["rev", "standard", "syn"]),
}
_WRONG: Final = [None, -1, "x", 1.5, True, [], {}, "2", "", 3, 0]


def setup(draw: Draw) -> Iterator[Line]:
    """Yields one index of one segment, one of several, one of several shards and an empty one."""
    words = draw.vocabulary(40)
    sentences = [[draw.choice(words) for _ in range(draw.randint(3, 9))] for _ in range(25)]
    definition = {"settings": {"analysis": _ANALYSIS}, "mappings": {"properties": _FIELDS}}
    sharded = {**definition, "settings": {"analysis": _ANALYSIS, "number_of_shards": 2}}
    yield from fill(f"{PREFIX}-one", definition, [_documents(draw, sentences, 70)])
    yield from fill(f"{PREFIX}-sharded", sharded, [_documents(draw, sentences, 70)])
    yield from fill(f"{PREFIX}-segments", definition, [_documents(draw, sentences, 25) for _ in range(3)])
    yield Line("PUT", f"/{PREFIX}-empty", definition, sets_up=True)


def _documents(draw: Draw, sentences: list[list[str]], n: int) -> list[Json]:
    return [_document(draw, sentences, number) for number in range(n)]


def _document(draw: Draw, sentences: list[list[str]], number: int) -> Json:
    words = [*draw.choice(sentences), *draw.choice(sentences)[:3]]
    return {"t": " ".join(words), "k": words[0], "n": number, "sentence": words}


def requests(draw: Draw, n: int) -> Iterator[Line]:
    """Yields requests, some of them wrong."""
    indices = ["one", "one", "one", "sharded", "segments", "one,{}-segments", "*", "empty"]
    for _ in range(n):
        path = f"/{PREFIX}-{draw.choice(indices).format(PREFIX)}/_search"
        suggest = {"x": {"text": draw.words(1, 2, 3, 4, 5), "phrase": _suggester(draw)}}
        yield Line("POST", path + draw.choice(["", "", "?typed_keys"]), {"suggest": suggest})


def _suggester(draw: Draw) -> Json:
    fields = ["t.sh", "t.sh", "t.sh", "t", "t.rev", "t.only", "k"]
    chosen = {"field": draw.choice(fields), **draw.options(_OPTIONS)}
    if draw.random() < 0.6:
        chosen["direct_generator"] = [_generator(draw) for _ in range(draw.choice([1, 1, 2]))]
    if draw.random() < 0.08:
        chosen[draw.choice([*chosen, *_OPTIONS, "collate", "foo"])] = draw.choice(_WRONG)
    if draw.random() < 0.03:
        chosen["field"] = draw.choice(["zz", "n", "empty"])
    return chosen


def _generator(draw: Draw) -> Json:
    chosen = {"field": draw.choice(["t", "t", "t", "t.rev", "t.sh", "k"]), **draw.options(_GENERATOR)}
    if draw.random() < 0.06:
        chosen[draw.choice([*chosen, *_GENERATOR, "foo"])] = draw.choice(_WRONG)
    return chosen

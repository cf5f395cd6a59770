"""Texts and analyzers that make far more of a text than it is."""

from random import Random
from typing import Any

from tests.faults.hostile.request import HostileRequest, about, delete, post, put


def _analyzed(tokenizer: dict[str, Any], *filters: dict[str, Any], text: str, more: Any = None) -> HostileRequest:
    """Returns a request for the tokens of a text."""
    index = {
        "settings": {
            "index.max_ngram_diff": 1000,
            "index.max_shingle_diff": 1000,
            "index.analyze.max_token_count": 100_000_000,
            "analysis": {
                "tokenizer": {"t": tokenizer},
                "filter": {f"f{place}": body for place, body in enumerate(filters)},
                "analyzer": {
                    "a": {
                        "type": "custom",
                        "tokenizer": "t",
                        "filter": [f"f{place}" for place in range(len(filters))],
                        **(more or {}),
                    }
                },
            },
        }
    }
    return post("/analyzed/_analyze", {"analyzer": "a", "text": text}, delete("/analyzed"), put("/analyzed", index))


def ngrams_of_a_long_text(rng: Random) -> HostileRequest:
    text = "".join(rng.choices("abcdefgh ", k=about(rng, 200_000)))
    return _analyzed({"type": "ngram", "min_gram": 1, "max_gram": 100}, text=text)


def ngrams_of_a_stored_text(rng: Random) -> HostileRequest:
    made = ngrams_of_a_long_text(rng)
    text = {"t": "".join(rng.choices("abcdefgh ", k=about(rng, 200_000)))}
    mapping = put("/analyzed/_mapping", {"properties": {"t": {"type": "text", "analyzer": "a"}}})
    return post("/analyzed/_doc?refresh=true", text, *made.before, mapping)


def edge_ngrams(rng: Random) -> HostileRequest:
    word = "x" * about(rng, 100_000)
    return _analyzed({"type": "keyword"}, {"type": "edge_ngram", "min_gram": 1, "max_gram": 1000}, text=word + " y")


def ngrams_of_ngrams(rng: Random) -> HostileRequest:
    grams = {"type": "ngram", "min_gram": 1, "max_gram": about(rng, 50)}
    return _analyzed({"type": "whitespace"}, grams, grams, grams, text="abcdefghij" * about(rng, 20))


def shingles_of_many_words(rng: Random) -> HostileRequest:
    filters = {"type": "shingle", "min_shingle_size": 2, "max_shingle_size": about(rng, 200)}
    return _analyzed({"type": "whitespace"}, filters, text="word " * about(rng, 50_000))


def min_hashes(rng: Random) -> HostileRequest:
    filters = {"type": "min_hash", "hash_count": about(rng, 1000), "bucket_count": about(rng, 100_000)}
    return _analyzed({"type": "whitespace"}, filters, text="word " * 1000)


def simple_pattern(rng: Random) -> HostileRequest:
    n = about(rng, 30)
    return _analyzed({"type": "simple_pattern", "pattern": f"((a{{1,{n}}}){{1,{n}}}){{1,{n}}}"}, text="a" * 10_000)


def simple_pattern_split(rng: Random) -> HostileRequest:
    pattern = "(a|b)*a" + "(a|b)" * about(rng, 20)
    return _analyzed({"type": "simple_pattern_split", "pattern": pattern}, text="ab" * 10_000)


def java_pattern(rng: Random) -> HostileRequest:
    return _analyzed({"type": "pattern", "pattern": "(?!b)(a+)+c"}, text="a" * about(rng, 3_000))


def repeated_pattern(rng: Random) -> HostileRequest:
    n = about(rng, 30)
    return _analyzed({"type": "pattern", "pattern": f"((a{{1,{n}}}){{1,{n}}}){{1,{n}}}"}, text="a" * 10_000)


def pattern_replaced_by_much(rng: Random) -> HostileRequest:
    filters = {"type": "pattern_replace", "pattern": "a", "replacement": "b" * about(rng, 10_000)}
    return _analyzed({"type": "keyword"}, filters, text="a" * about(rng, 30_000))


def pattern_captures(rng: Random) -> HostileRequest:
    patterns = [f"(({'a' * place})+)" for place in range(1, about(rng, 200))]
    return _analyzed({"type": "keyword"}, {"type": "pattern_capture", "patterns": patterns}, text="a" * 20_000)


def paths_of_paths(rng: Random) -> HostileRequest:
    return _analyzed({"type": "path_hierarchy"}, text="/a" * about(rng, 200_000))


def synonyms_of_synonyms(rng: Random) -> HostileRequest:
    words = [f"{'a ' * (place % 9)}b{place}" for place in range(about(rng, 5_000))]
    rules = [", ".join(words[:1000]), *[f"{word} => {', '.join(words[:50])}" for word in words]]
    return _analyzed({"type": "whitespace"}, {"type": "synonym_graph", "synonyms": rules}, text="a a b1 " * 2_000)


def word_delimiters(rng: Random) -> HostileRequest:
    filters = {"type": "word_delimiter_graph", "catenate_all": True, "preserve_original": True}
    return _analyzed({"type": "keyword"}, filters, text="aB1-" * about(rng, 30_000))


def compound_words(rng: Random) -> HostileRequest:
    words = ["a" * place for place in range(2, about(rng, 200))]
    filters = {"type": "dictionary_decompounder", "word_list": words, "max_subword_size": 10_000}
    return _analyzed({"type": "keyword"}, filters, text="a" * about(rng, 10_000))


def mapped_characters(rng: Random) -> HostileRequest:
    index = {
        "char_filter": [{"type": "mapping", "mappings": [f"a => {'b' * about(rng, 5_000)}"]}],
        "tokenizer": "keyword",
        "text": "a" * about(rng, 100_000),
    }
    return post("/_analyze", index)


def many_texts(rng: Random) -> HostileRequest:
    return post("/_analyze", {"analyzer": "standard", "text": ["a b"] * about(rng, 200_000)})


def explained_tokens(rng: Random) -> HostileRequest:
    body = {"tokenizer": "standard", "filter": ["lowercase"] * about(rng, 300), "explain": True}
    return post("/_analyze", {**body, "text": "word " * 5_000})


def fingerprint(rng: Random) -> HostileRequest:
    text = " ".join(str(number) for number in range(about(rng, 200_000)))
    return _analyzed({"type": "whitespace"}, {"type": "fingerprint", "max_output_size": 10_000_000}, text=text)


def many_filters(rng: Random) -> HostileRequest:
    analyzers = {
        f"a{place}": {"type": "custom", "tokenizer": "standard", "filter": ["porter_stem", "lowercase"] * 20}
        for place in range(about(rng, 5_000))
    }
    return put("/analyzed", {"settings": {"analysis": {"analyzer": analyzers}}}, delete("/analyzed"))


KINDS = (
    ngrams_of_a_long_text, ngrams_of_a_stored_text, edge_ngrams, ngrams_of_ngrams, shingles_of_many_words, min_hashes,
    simple_pattern, simple_pattern_split, java_pattern, repeated_pattern, pattern_replaced_by_much, pattern_captures,
    paths_of_paths, synonyms_of_synonyms, word_delimiters, compound_words, mapped_characters, many_texts,
    explained_tokens, fingerprint, many_filters,
)  # fmt: skip

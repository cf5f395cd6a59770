"""The cases of token filters that few indices use."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .case import LOWERCASE, STANDARD, WHITESPACE, Case, Json, Part, chain_case, filter_case

CONFIG = Path(__file__).parents[2] / "tests" / "golden" / "analysis" / "config"
ENCODINGS = {"float": "float", "int": "integer"}
NUMBERED = Part(
    {"type": "pattern_replace", "pattern": "$", "replacement": "~12"},
    "patternreplace",
    {"pattern": "$", "replacement": "~12", "replace": "first"},
)
"""Puts a number behind each term: the texts hold none, and payloads that are no numbers are errors."""


def rare_filter_cases() -> Iterator[Case]:
    """Yields the cases."""
    yield from _payload_cases()
    yield from _min_hash_cases()
    yield from _multiplexer_cases()
    yield from _hunspell_cases()


def _payload_cases() -> Iterator[Case]:
    identity = {"encoding": "identity"}
    yield filter_case("delimited_payload", "", identity, "delimitedpayload", {"encoder": "identity"}, base=WHITESPACE)
    settings: Json = {**identity, "delimiter": "^"}
    args: Json = {"encoder": "identity", "delimiter": "^"}
    yield filter_case("delimited_payload", "caret", settings, "delimitedpayload", args, base=WHITESPACE)
    for name, encoder in ENCODINGS.items():
        settings, args = {"encoding": name, "delimiter": "~"}, {"encoder": encoder, "delimiter": "~"}
        yield filter_case("delimited_payload", name, settings, "delimitedpayload", args, before=(NUMBERED,))
    yield filter_case("type_as_payload")
    for carrier in _carriers():
        yield filter_case("type_as_payload", str(carrier.settings["type"]), after=(carrier,))


def _carriers() -> Iterator[Part]:
    """Yields filters that make new tokens, which have payloads or have none."""
    yield Part({"type": "shingle"}, "shingle", {"minShingleSize": 2, "maxShingleSize": 2})
    yield Part({"type": "edge_ngram", "max_gram": 3}, "edgengram", {"minGramSize": 1, "maxGramSize": 3})
    yield Part({"type": "word_delimiter_graph", "catenate_all": True}, "worddelimitergraph", {"catenateAll": 1})
    yield Part({"type": "word_delimiter", "catenate_all": True}, "worddelimiter", {"catenateAll": 1})
    yield Part({"type": "cjk_bigram", "output_unigrams": True}, "cjkbigram", {"outputUnigrams": True})
    rules = {"synonyms": ["all, every one", "the => a b", "right, claim"]}
    yield Part({"type": "synonym", **rules}, "es:synonym", rules)
    yield Part({"type": "synonym_graph", **rules}, "es:synonym_graph", rules)
    yield Part({"type": "keyword_repeat"}, "keywordrepeat")
    yield Part({"type": "fingerprint"}, "fingerprint", {"maxOutputTokenSize": 255})
    words = {"words.txt": "the\na\nof\nin"}
    common = {"words": "words.txt"}
    yield Part({"type": "common_grams", "common_words": ["the", "a", "of", "in"]}, "commongrams", common, words)


def _min_hash_cases() -> Iterator[Case]:
    yield filter_case("min_hash", "", {}, "minhash")
    few = {"hash_count": 2, "bucket_count": 16, "hash_set_size": 1, "with_rotation": False}
    args = {"hashCount": 2, "bucketCount": 16, "hashSetSize": 1, "withRotation": False}
    yield filter_case("min_hash", "few", few, "minhash", args)


PARTS: dict[str, Json] = {
    "lowercase": {"name": "lowercase"},
    "uppercase": {"name": "uppercase"},
    "reverse": {"name": "reversestring"},
    "porter_stem": {"name": "porterstem"},
    "stop": {"name": "stop"},
    "keyword_repeat": {"name": "keywordrepeat"},
    "edge_ngram": {"name": "edgengram", "args": {"minGramSize": "1", "maxGramSize": "1"}},
    "asciifolding": {"name": "asciifolding"},
}


def _multiplexer_cases() -> Iterator[Case]:
    variants: dict[str, tuple[list[str], bool]] = {
        "": (["lowercase", "lowercase, porter_stem"], True),
        "alone": (["uppercase"], False),
        "dropping": (["lowercase, stop", "reverse"], True),
        "dropping_first": (["lowercase, stop", "reverse"], False),
        "dropping_all": (["lowercase, stop", "lowercase, stop, reverse"], False),
        "growing": (["edge_ngram", "keyword_repeat, porter_stem", "asciifolding"], True),
    }
    for variant, (chains, keep) in variants.items():
        sides = [[PARTS[name.strip()] for name in chain.split(",")] for chain in chains]
        settings: dict[str, Any] = {"type": "multiplexer", "filters": chains, "preserve_original": keep}
        part = Part(settings, "es:multiplexer", filters=([[]] if keep else []) + sides)
        yield chain_case("filter/multiplexer", variant, WHITESPACE, [part])


def _hunspell_cases() -> Iterator[Case]:
    for locale, encoding in (("en_XX", "utf-8"), ("de_XX", "iso8859-1")):
        folder = CONFIG / "hunspell" / locale
        files = {name: (folder / f"{locale}{name}").read_text(encoding=encoding) for name in (".aff", ".dic")}
        files[".aff"] = files[".aff"].replace("ISO8859-1", "UTF-8")
        args = {"dictionary": ".dic", "affix": ".aff"}
        yield filter_case("hunspell", locale, {"locale": locale}, "hunspellstem", args, files)
        longest = {"locale": locale, "longest_only": True}
        yield filter_case(
            "hunspell", f"{locale}_longest", longest, "hunspellstem", {**args, "longestOnly": True}, files
        )
    files = {name: (CONFIG / "hunspell" / "en_XX" / f"en_XX{name}").read_text() for name in (".aff", ".dic")}
    args = {"dictionary": ".dic", "affix": ".aff"}
    low = (LOWERCASE,)
    yield filter_case("hunspell", "lower", {"locale": "en_XX"}, "hunspellstem", args, files, STANDARD, low)

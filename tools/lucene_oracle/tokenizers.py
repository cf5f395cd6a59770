"""The cases of tokenizers and char filters."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from .case import KEYWORD, STANDARD, WHITESPACE, Case, Json, Part, chain_case

LONG_GRAMS = {"index.max_ngram_diff": 10}


def _tokenizer(
    name: str, variant: str, settings: dict[str, Any], lucene: str, args: Json, index: Json | None = None
) -> Case:
    part = Part({"type": name, **settings}, lucene, args)
    return chain_case(f"tokenizer/{name}", variant, part, index=index)


def tokenizer_cases() -> Iterator[Case]:
    """Yields the cases of all tokenizers."""
    yield from _word_cases()
    yield from _gram_cases()
    yield from _pattern_cases()
    for variant, args, settings in _PATHS:
        case = _tokenizer("path_hierarchy", variant, settings, "pathhierarchy", args)
        yield replace(case, departure="sequential_positions")


def _word_cases() -> Iterator[Case]:
    yield _tokenizer("standard", "", {}, "standard", {})
    yield _tokenizer("standard", "short", {"max_token_length": 5}, "standard", {"maxTokenLength": 5})
    yield _tokenizer("letter", "", {}, "letter", {})
    lowercase = Part({"type": "lowercase"}, "letter")
    case = chain_case("tokenizer/lowercase", "", lowercase)
    yield replace(case, chain={**case.chain, "filters": [{"name": "lowercase"}]})
    yield _tokenizer("whitespace", "", {}, "whitespace", {})
    yield _tokenizer("whitespace", "short", {"max_token_length": 5}, "whitespace", {"maxTokenLen": 5})
    yield _tokenizer("uax_url_email", "", {}, "uax29urlemail", {})
    yield _tokenizer("uax_url_email", "short", {"max_token_length": 12}, "uax29urlemail", {"maxTokenLength": 12})
    yield _tokenizer("classic", "", {}, "classic", {})
    yield _tokenizer("classic", "short", {"max_token_length": 5}, "classic", {"maxTokenLength": 5})
    yield _tokenizer("thai", "", {}, "thai", {})
    yield _tokenizer("keyword", "", {}, "keyword", {"maxTokenLen": 100_000})


def _gram_cases() -> Iterator[Case]:
    for name in ("ngram", "edge_ngram"):
        for variant, sizes, classes, custom in _GRAMS:
            settings: dict[str, Any] = dict(zip(("min_gram", "max_gram"), sizes, strict=False))
            args: dict[str, Any] = dict(settings)
            if classes:
                settings["token_chars"] = [*classes, *(["custom"] if custom else [])]
                args["classes"] = classes
            if custom:
                settings["custom_token_chars"] = args["custom"] = custom
            yield _tokenizer(name, variant, settings, f"es:{name}", args, LONG_GRAMS)


_GRAMS: list[tuple[str, tuple[int, ...], list[str], str]] = [
    ("", (), [], ""),
    ("2_5", (2, 5), ["letter", "digit"], ""),
    ("1_5", (1, 5), ["letter"], ""),
    ("3_3", (3, 3), [], ""),
    ("words", (2, 4), ["letter", "digit", "punctuation"], ""),
    ("symbols", (1, 2), ["symbol"], ""),
    ("blanks", (1, 3), ["whitespace", "digit"], ""),
    ("custom", (2, 3), ["letter"], "-_+"),
]


def _pattern_cases() -> Iterator[Case]:
    patterns: list[tuple[str, str, int]] = [
        ("", r"\W+", -1),
        ("comma", ",", -1),
        ("word", r"\w+", 0),
        ("quoted", r'"((?:\\"|[^"])+)"', 1),
        ("unicode", r"[^\p{L}\p{N}]+", -1),
        ("camel", r"([^\p{L}\d]+)|(?<=\D)(?=\d)|(?<=\d)(?=\D)|(?<=[\p{L}&&[^\p{Lu}]])(?=\p{Lu})", -1),
        ("lookbehind", r"(?<=e)", -1),
    ]
    for variant, pattern, group in patterns:
        settings = {"pattern": pattern, "group": group} if variant else {}
        yield _tokenizer("pattern", variant, settings, "pattern", {"pattern": pattern, "group": group})
    for variant, pattern in [
        ("digits", "[0-9]{2,3}"),
        ("word", "[a-z]+"),
        ("any", "(foo|ba.)[-_]?"),
        ("letters", "[^ .,]+"),
    ]:
        yield _tokenizer("simple_pattern", variant, {"pattern": pattern}, "simplepattern", {"pattern": pattern})
    for variant, pattern in [("blank", " "), ("several", "[ .,\\-]+"), ("under", "_")]:
        yield _tokenizer(
            "simple_pattern_split", variant, {"pattern": pattern}, "simplepatternsplit", {"pattern": pattern}
        )
    groups: list[tuple[str, list[str], list[str], str]] = [
        ("space", ["whitespace", "-", "\\n"], ["whitespace"], "-\n"),
        ("classes", ["punctuation", "symbol", "digit"], ["punctuation", "symbol", "digit"], ""),
        ("letters", ["letter", "_"], ["letter"], "_"),
    ]
    for variant, characters, classes, custom in groups:
        args = {"classes": classes, "custom": custom}
        yield _tokenizer("char_group", variant, {"tokenize_on_chars": characters}, "es:char_group", args)


_PATHS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("", {}, {}),
    ("dash", {"delimiter": "-", "replace": "/"}, {"delimiter": "-", "replacement": "/"}),
    ("reverse", {"reverse": True}, {"reverse": True}),
    ("skip", {"skip": 2}, {"skip": 2}),
    ("reverse_skip", {"reverse": True, "skip": 1, "delimiter": "."}, {"reverse": True, "skip": 1, "delimiter": "."}),
]


def char_filter_cases() -> Iterator[Case]:
    """Yields the cases of all char filters."""
    for variant, part in _char_filters():
        name = part.settings["type"]
        for tokenizer in (STANDARD, KEYWORD, WHITESPACE):
            kind = tokenizer.settings["type"]
            yield chain_case(f"char_filter/{name}", f"{variant}_{kind}" if variant else kind, tokenizer, (), [part])


def _char_filters() -> Iterator[tuple[str, Part]]:
    yield "", Part({"type": "html_strip"}, "htmlstrip")
    yield "escaped", Part({"type": "html_strip", "escaped_tags": ["b", "a"]}, "htmlstrip", {"escapedTags": "b,a"})
    mappings = [
        ("٠", "0"),
        ("١", "1"),
        (":)", "_happy_"),
        ("the", "der"),
        ("ab", "abc"),
        ("-", ""),
        ("á", "a"),
        ("&", "and"),
        ("日本", "nippon"),
        ("dog", "d"),
        ("😀", "smile"),
        ("\u0301", ""),
    ]
    rules = "\n".join(f'"{_escaped(old)}" => "{_escaped(new)}"' for old, new in mappings)
    listed = [f"{old} => {new}" for old, new in mappings]
    yield "", Part({"type": "mapping", "mappings": listed}, "mapping", {"mapping": "m.txt"}, {"m.txt": rules})
    patterns = [
        ("dashes", r"(\d+)-(?=\d)", "$1_"),
        ("camel", r"(?<=\p{Lower})(?=\p{Upper})", " "),
        ("spaces", r"\s+", " "),
        ("drop", r"[aeiou]", ""),
        ("groups", r"(\w)(\w)", "$2$1"),
    ]
    for variant, pattern, replacement in patterns:
        settings = {"type": "pattern_replace", "pattern": pattern, "replacement": replacement}
        yield variant, Part(settings, "patternreplace", {"pattern": pattern, "replacement": replacement})


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')

"""The stop word lists that can be named, such as `_english_`."""

import json
from functools import cache
from importlib import resources

from findling.analysis.params import Params

ENGLISH = (
    *(
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "but",
        "by",
        "for",
        "if",
        "in",
        "into",
        "is",
        "it",
        "no",
        "not",
        "of",
        "on",
    ),
    *("or", "such", "that", "the", "their", "then", "there", "these", "they", "this", "to", "was", "will", "with"),
)


@cache
def _languages() -> dict[str, str]:
    """Returns the words of each language but English, a blank between them."""
    text = resources.files("findling.analysis").joinpath("data/stop_words.json").read_text(encoding="utf-8")
    lists: dict[str, str] = json.loads(text)
    return lists


def stop_words(params: Params, default: str, key: str = "stopwords") -> list[str]:
    """Returns the words of the parameter, names of lists replaced by the lists, or the list named `default`.

    What looks like a name and is none is a word. Source: Elasticsearch's Analysis.resolveNamedWords.
    """
    listed = params.set_of_words(key)
    if listed is None:
        return named_list(default)
    words: list[str] = []
    for word in listed:
        words += named_list(word) if is_named(word) else [word]
    return words


def is_named(word: str) -> bool:
    """Tells whether a word is the name of a list, such as `_english_`."""
    if len(word) < 3 or word[0] != "_" or word[-1] != "_":
        return False
    return word in ("_none_", "_english_") or word[1:-1] in _languages()


def named_list(name: str) -> list[str]:
    """Returns the list of a name such as `_english_`."""
    if name in ("_none_", "_english_"):
        return list(ENGLISH) if name == "_english_" else []
    return _languages()[name[1:-1]].split(" ")

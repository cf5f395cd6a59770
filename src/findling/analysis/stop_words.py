"""The stop word lists that can be named, such as `_english_`."""

import json
from functools import cache
from importlib import resources

from findling.analysis.params import Params
from findling.base.errors import IllegalArgumentError

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
    """Returns the words of the parameter, names of lists replaced by the lists, or the list named `default`."""
    listed = params.words(key)
    if listed is None:
        return named_list(default)
    words: list[str] = []
    for word in listed:
        if len(word) > 2 and word.startswith("_") and word.endswith("_"):
            words += named_list(word)
        else:
            words.append(word)
    return words


def named_list(name: str) -> list[str]:
    """Returns the list of a name such as `_english_`. Raises IllegalArgumentError."""
    if name in ("_none_", "_english_"):
        return list(ENGLISH) if name == "_english_" else []
    if name.strip("_") not in _languages():
        raise IllegalArgumentError(f"failed to find the stop word list [{name}]")
    return _languages()[name.strip("_")].split(" ")

"""Stemming by steps of rules: RSLP for Portuguese and its like for Galician.

The rules are data: data/rslp.json holds for each language the steps; a step is {"min", "whole_words", "conditions",
"rules"}, a rule [suffix, least length of the stem, replacement, exceptions]. In each step the first rule that fits is
applied.

Source: V. Orengo, C. Huyck: A stemming algorithm for the Portuguese language; Regras do lematizador para o galego.
"""

import json
from functools import cache
from importlib import resources
from typing import NamedTuple

PORTUGUESE_ACCENTS = str.maketrans("àáâãäåçèéêëìíîïñòóôõöùúûüýÿ", "aaaaaaceeeeiiiinooooouuuuyy")
GALICIAN_ACCENTS = str.maketrans("áéêíóú", "aeeiou")


class Rule(NamedTuple):
    """A suffix and what takes its place if the stem is long enough and the word no exception."""

    suffix: str
    shortest_stem: int
    replacement: str
    exceptions: tuple[str, ...]

    def fits(self, word: str, whole_words: bool) -> bool:
        """Tells whether the rule applies."""
        if len(word) - len(self.suffix) < self.shortest_stem or not word.endswith(self.suffix):
            return False
        return word not in self.exceptions if whole_words else not word.endswith(self.exceptions)


class Step(NamedTuple):
    """Rules of which one is applied.

    shortest: words shorter than this pass by
    conditions: the word must end with one of these, if there are any
    whole_words: exceptions are words, not endings
    """

    shortest: int
    conditions: tuple[str, ...]
    whole_words: bool
    rules: tuple[Rule, ...]

    def apply(self, word: str) -> str:
        """Returns the word after the first rule that fits."""
        if len(word) < self.shortest or (self.conditions and not word.endswith(self.conditions)):
            return word
        for rule in self.rules:
            if rule.fits(word, self.whole_words):
                return word[: len(word) - len(rule.suffix)] + rule.replacement
        return word


@cache
def steps(language: str) -> dict[str, Step]:
    """Returns the steps of a language by name."""
    text = resources.files("findling.analysis").joinpath("data/rslp.json").read_text(encoding="utf-8")
    read: dict[str, Step] = {}
    for name, step in json.loads(text)[language].items():
        rules = tuple(Rule(suffix, least, new, tuple(exceptions)) for suffix, least, new, exceptions in step["rules"])
        shortest = step["min"] or min(rule.shortest_stem + len(rule.suffix) for rule in rules)
        read[name] = Step(shortest, tuple(step["conditions"]), step["whole_words"], rules)
    return read


def stem_portuguese(word: str) -> str:
    """Returns a Portuguese word without plural, gender, degree, endings and accents."""
    step = steps("portuguese")
    for name in ("Plural", "Adverb", "Feminine", "Augmentative"):
        word = step[name].apply(word)
    stemmed = step["Noun"].apply(word)
    if len(stemmed) == len(word):
        stemmed = step["Verb"].apply(word := stemmed)
        if len(stemmed) == len(word):
            stemmed = step["Vowel"].apply(stemmed)
    return stemmed.translate(PORTUGUESE_ACCENTS)


def stem_portuguese_plural(word: str) -> str:
    """Returns a Portuguese word in the singular."""
    return steps("portuguese")["Plural"].apply(word)


def stem_galician(word: str) -> str:
    """Returns a Galician word without plural, degree, endings and accents."""
    step = steps("galician")
    for name in ("Plural", "Unification", "Adverb"):
        word = step[name].apply(word)
    while len(shorter := step["Augmentative"].apply(word)) != len(word):
        word = shorter
    stemmed = step["Noun"].apply(shorter)
    if len(stemmed) == len(shorter):
        stemmed = step["Verb"].apply(stemmed)
    return step["Vowel"].apply(stemmed).translate(GALICIAN_ACCENTS)


def stem_galician_plural(word: str) -> str:
    """Returns a Galician word in the singular."""
    return steps("galician")["Plural"].apply(word)

"""Light stemming of Bulgarian.

Source: J. Savoy: Searching strategies for the Bulgarian language.
"""

from findling.analysis.token_filters.stemmers.endings import Ending, without_ending

SHORTEST = 4
LONG_PLURAL = Ending(5, "ища")
ARTICLES = (Ending(6, "ият"), Ending(5, "ът то те та ия"), Ending(4, "ят"))
PLURALS = (
    Ending(6, "овци", keep=1),
    Ending(6, "ове"),
    Ending(6, "еве", add="й"),
    Ending(5, "ища"),
    Ending(5, "та"),
    Ending(5, "ци", add="к"),
    Ending(5, "зи", add="г"),
)
LAST_PLURALS = (Ending(4, "си", add="х"), Ending(4, "и"))


def stem(word: str) -> str:
    """Returns the word without article, plural and last vowel."""
    if len(word) < SHORTEST:
        return word
    if LONG_PLURAL.ends(word):
        return word[:-3]
    word = _without_vowels(_without_plural(without_ending(word, ARTICLES)))
    if len(word) > 4 and word.endswith("ен"):
        word = f"{word[:-2]}н"
    if len(word) > 5 and word[-2] == "ъ":
        word = word[:-2] + word[-1]
    return word


def _without_plural(word: str) -> str:
    for ending in PLURALS:
        if ending.ends(word):
            return without_ending(word, (ending,))
    if len(word) > 5 and word[-3] == "е" and word[-1] == "и":
        return f"{word[:-3]}я{word[-2]}"
    return without_ending(word, LAST_PLURALS)


def _without_vowels(word: str) -> str:
    if len(word) <= 3:
        return word
    word = word.removesuffix("я")
    return word[:-1] if word.endswith(("а", "о", "е")) else word

"""Light stemming of French.

Source: J. Savoy: Light stemming approaches for the French, Portuguese, German and Hungarian languages.
"""

from findling.analysis.token_filters.stemmers.endings import Ending, undoubled, without_ending

ACCENTS = str.maketrans("àáâôèéêùûîç", "aaaoeeeuuic")
FIRST = (
    Ending(9, "issement", keep=1, add="r"),
    Ending(8, "issant", keep=1, add="r"),
)
SECOND = (
    Ending(11, "ficatrice", keep=2, add="er"),
    Ending(10, "ficateur", keep=2, add="er"),
    Ending(9, "catrice", add="quer"),
    Ending(8, "cateur", add="quer"),
    Ending(8, "atrice", add="er"),
    Ending(7, "ateur", add="er"),
)
THIRD = (
    Ending(5, "ième"),
    Ending(7, "teuse", keep=2, add="r"),
    Ending(6, "teur", keep=2, add="r"),
    Ending(5, "euse", keep=2),
    Ending(8, "ère", add="er"),
    Ending(7, "ive", keep=1, add="f"),
    Ending(4, "folle molle", keep=2, add="u"),
    Ending(9, "nnelle", keep=1),
    Ending(9, "nnel", keep=1),
)
FOURTH = (
    Ending(8, "esse", keep=1),
    Ending(7, "inage", keep=2),
)
LAST = (Ending(9, "isateur"), Ending(8, "ation"), Ending(8, "ition"))


def stem(word: str) -> str:
    """Returns the word without plural, gender and derivation."""
    return _normalized(_without_derivation(_singular(word)))


def _singular(word: str) -> str:
    if len(word) > 5 and word[-1] == "x":
        if word[-3:-1] == "au" and word[-4] != "e":
            word = f"{word[:-2]}lx"
        word = word[:-1]
    if len(word) > 3:
        word = word.removesuffix("x")
    return word[:-1] if len(word) > 3 and word[-1] == "s" else word


def _without_derivation(word: str) -> str:
    if _has(word, FIRST):
        return without_ending(word, FIRST)
    if len(word) > 6 and word.endswith("ement"):
        word = word[:-4]
        return f"{word[:-2]}f" if len(word) > 3 and word.endswith("ive") else word
    if _has(word, SECOND):
        return without_ending(word, SECOND)
    if len(word) > 6 and word.endswith("trice"):
        word = f"{word[:-4]}eur"
    if _has(word, THIRD):
        return without_ending(word, THIRD)
    if len(word) > 4 and word.endswith("ète"):
        word = f"{word[:-3]}et"
    if len(word) > 8:
        word = word.removesuffix("ique")
    return _without_noun_ending(word)


def _without_noun_ending(word: str) -> str:
    if _has(word, FOURTH):
        return without_ending(word, FOURTH)
    if len(word) > 9 and word.endswith("isation"):
        word = word[:-7]
        return f"{word[:-2]}el" if len(word) > 5 and word.endswith("ual") else word
    return without_ending(word, LAST)


def _has(word: str, endings: tuple[Ending, ...]) -> bool:
    return any(ending.ends(word) for ending in endings)


def _normalized(word: str) -> str:
    """Returns the word without accents, doubled letters and last vowels."""
    if len(word) > 4:
        word = undoubled(word.translate(ACCENTS))
    if len(word) > 4:
        word = word.removesuffix("ie")
    if len(word) > 4:
        word = word.removesuffix("r").removesuffix("e").removesuffix("e")
        if word[-1] == word[-2] and word[-1].isalpha():
            word = word[:-1]
    return word

"""Light stemming of Portuguese.

Source: J. Savoy: Light stemming approaches for the French, Portuguese, German and Hungarian languages.
"""

from findling.analysis.token_filters.stemmers.endings import Ending, without_ending

SHORTEST = 4
ACCENTS = str.maketrans("àáâäãòóôöõèéêëùúûüìíîïç", "aaaaaoooooeeeeuuuuiiiic")
SUFFIXES = (
    Ending(4, "es", after="rslz"),
    Ending(3, "ns", add="m"),
    Ending(4, "eis éis", add="el"),
    Ending(4, "ais", add="al"),
    Ending(4, "óis", add="ol"),
    Ending(4, "is", keep=1, add="l"),
    Ending(3, "ões ães", add="ão"),
    Ending(6, "mente"),
    Ending(3, "s"),
)
FEMININES = (
    Ending(7, "inha iaca eira", keep=3, add="o"),
    Ending(6, "osa ica ida ada iva ama", keep=2, add="o"),
    Ending(6, "ona", add="ão"),
    Ending(6, "ora", keep=2),
    Ending(6, "esa", add="ês"),
    Ending(6, "na", keep=1, add="o"),
)
VOWELS = (Ending(4, "e a o"),)


def stem(word: str) -> str:
    """Returns the word without plural, gender, last vowel and accents."""
    if len(word) < SHORTEST:
        return word
    word = without_ending(word, SUFFIXES)
    if len(word) > 3 and word[-1] == "a":
        word = without_ending(word, FEMININES)
    return without_ending(word, VOWELS).translate(ACCENTS)

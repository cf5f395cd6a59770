"""Light stemming of Spanish.

Source: J. Savoy: Report on CLEF-2001 experiments.
"""

from findling.analysis.token_filters.stemmers.endings import LATIN_ACCENTS, Ending, without_ending

SHORTEST = 5
ENDINGS = (
    Ending(0, "o a e"),
    Ending(3, "eses", keep=2),
    Ending(2, "ces", add="z"),
    Ending(1, "os as es"),
)


def stem(word: str) -> str:
    """Returns the word without accents, plural and last vowel."""
    return without_ending(word.translate(LATIN_ACCENTS), ENDINGS) if len(word) >= SHORTEST else word

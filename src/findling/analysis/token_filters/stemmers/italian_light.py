"""Light stemming of Italian.

Source: J. Savoy: Report on CLEF-2001 experiments.
"""

from findling.analysis.token_filters.stemmers.endings import LATIN_ACCENTS, Ending, without_ending

SHORTEST = 6
ENDINGS = (Ending(1, "ie he hi ii ia io"), Ending(0, "e i a o"))


def stem(word: str) -> str:
    """Returns the word without accents and last vowels."""
    return without_ending(word.translate(LATIN_ACCENTS), ENDINGS) if len(word) >= SHORTEST else word

"""Minimal stemming of German.

Source: J. Savoy: Morphologie et recherche d'information.
"""

from findling.analysis.token_filters.stemmers.endings import Ending, without_ending

SHORTEST = 5
ACCENTS = str.maketrans("äöü", "aou")
PLURALS = (Ending(6, "nen"), Ending(5, "en se es er"), Ending(4, "n e s r"))


def stem(word: str) -> str:
    """Returns the word without umlauts and plural."""
    return without_ending(word.translate(ACCENTS), PLURALS) if len(word) >= SHORTEST else word

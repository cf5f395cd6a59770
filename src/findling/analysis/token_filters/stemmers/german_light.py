"""Light stemming of German.

Source: J. Savoy: Light stemming approaches for the French, Portuguese, German and Hungarian languages.
"""

from findling.analysis.token_filters.stemmers.endings import Ending, without_ending

ACCENTS = str.maketrans("äàáâöòóôïìíîüùúû", "aaaaooooiiiiuuuu")
CONSONANTS = "bdfghklmnt"
CASES = (Ending(5, "ern"), Ending(4, "em en er es"), Ending(3, "e"), Ending(3, "s", after=CONSONANTS))
DEGREES = (Ending(5, "est"), Ending(4, "er en"), Ending(4, "st", after=CONSONANTS))


def stem(word: str) -> str:
    """Returns the word without umlauts, case and degree."""
    return without_ending(without_ending(word.translate(ACCENTS), CASES), DEGREES)

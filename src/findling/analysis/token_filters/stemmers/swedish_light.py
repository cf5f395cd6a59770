"""Light stemming of Swedish.

Source: J. Savoy: Report on CLEF-2003 monolingual tracks.
"""

from findling.analysis.token_filters.stemmers.endings import Ending, without_ending

GENITIVE_LONGER_THAN = 4
ENDINGS = (
    Ending(7, "elser heten"),
    Ending(6, "arne erna ande else aste orna aren"),
    Ending(5, "are ast het"),
    Ending(4, "ar er or en at te et"),
    Ending(3, "t a e n"),
)


def stem(word: str) -> str:
    """Returns the word without genitive and its longest ending."""
    if len(word) > GENITIVE_LONGER_THAN:
        word = word.removesuffix("s")
    return without_ending(word, ENDINGS)

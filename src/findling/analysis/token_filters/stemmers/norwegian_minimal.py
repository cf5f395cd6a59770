"""Minimal stemming of Norwegian nouns, of Bokmål or of Nynorsk: genitive, definite forms and plurals."""

from findling.analysis.token_filters.stemmers.endings import Ending, without_ending

GENITIVE_LONGER_THAN = 4
BOKMAAL = (Ending(5, "ene"), Ending(4, "er en et"), Ending(3, "a e"))
NYNORSK = (Ending(5, "ene ane"), Ending(4, "er en et ar"), Ending(3, "a e"))


def _without_genitive(word: str) -> str:
    return word[:-1] if len(word) > GENITIVE_LONGER_THAN and word[-1] == "s" else word


def stem_bokmaal(word: str) -> str:
    """Returns a noun of Bokmål in its basic form."""
    return without_ending(_without_genitive(word), BOKMAAL)


def stem_nynorsk(word: str) -> str:
    """Returns a noun of Nynorsk in its basic form."""
    return without_ending(_without_genitive(word), NYNORSK)

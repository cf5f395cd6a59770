"""Light stemming of Norwegian, of Bokmål or of Nynorsk; made by hand after the light stemmer of Swedish by J. Savoy."""

from findling.analysis.token_filters.stemmers.endings import Ending, without_ending

GENITIVE_LONGER_THAN = 4
BOKMAAL = (
    Ending(7, "heter heten"),
    Ending(5, "dom het"),
    Ending(7, "elser elsen"),
    Ending(6, "ende else este eren"),
    Ending(5, "ere est ene"),
    Ending(4, "er en et st te"),
    Ending(3, "a e n"),
)
NYNORSK = (
    Ending(7, "heita"),
    Ending(8, "heiter leiken leikar"),
    Ending(5, "dom"),
    Ending(6, "heit semd leik"),
    Ending(7, "elser elsen"),
    Ending(6, "ande else aste aren"),
    Ending(5, "are ast ene ane"),
    Ending(4, "er en et ar te"),
    Ending(3, "a e n"),
)


def _without_genitive(word: str) -> str:
    return word[:-1] if len(word) > GENITIVE_LONGER_THAN and word[-1] == "s" else word


def stem_bokmaal(word: str) -> str:
    """Returns a word of Bokmål without genitive and its longest ending."""
    return without_ending(_without_genitive(word), BOKMAAL)


def stem_nynorsk(word: str) -> str:
    """Returns a word of Nynorsk without genitive and its longest ending."""
    return without_ending(_without_genitive(word), NYNORSK)

"""Light stemming of Sorani, after `sorani_normalization`: postpositions, possessives, definite and indefinite
endings.
"""

from findling.analysis.token_filters.stemmers.endings import Ending, without_ending

POSTPOSITIONS = (Ending(5, "دا"), Ending(4, "نا", keep=1), Ending(6, "ەوە"))
POSSESSIVES = (Ending(6, "مان یان تان"),)
ENDINGS = (
    Ending(6, "ێکی"),
    Ending(7, "یەکی"),
    Ending(5, "ێک"),
    Ending(6, "یەک"),
    Ending(6, "ەکە"),
    Ending(5, "کە"),
    Ending(7, "ەکان"),
    Ending(6, "کان"),
    Ending(7, "یانی"),
    Ending(6, "انی"),
    Ending(6, "یان"),
    Ending(5, "ان"),
    Ending(7, "یانە"),
    Ending(6, "انە"),
    Ending(5, "ایە ەیە", keep=1),
    Ending(4, "ە"),
    Ending(4, "ی"),
)


def stem(word: str) -> str:
    """Returns the word without postposition, possessive and ending."""
    word = without_ending(word, POSTPOSITIONS)
    word = without_ending(word, POSSESSIVES)
    return without_ending(word, ENDINGS)

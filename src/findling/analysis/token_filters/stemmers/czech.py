"""Light stemming of Czech.

Source: L. Dolamic, J. Savoy: Indexing and stemming approaches for the Czech language.
"""

from findling.analysis.token_filters.stemmers.endings import Ending, without_ending

CASES = (
    Ending(7, "atech"),
    Ending(6, "ětem etem atům"),
    Ending(
        5,
        "ech ich ích ého ěmi emi ému ěte ete ěti eti ího iho ími ímu imu ách ata aty ých ama ami ové ovi ými",
    ),
    Ending(4, "em es ém ím ům at ám os us ým mi ou"),
    Ending(3, "a e i o u ů y á é í ý ě"),
)
POSSESSIVES = (Ending(5, "ov in ův"),)
PALATALS = (
    Ending(1, "čt", add="ck"),
    Ending(1, "št", add="sk"),
    Ending(0, "c č", add="k"),
    Ending(0, "z ž", add="h"),
)


def stem(word: str) -> str:
    """Returns the word without case and possessive endings, its last consonant made hard."""
    word = without_ending(without_ending(word, CASES), POSSESSIVES)
    if any(ending.ends(word) for ending in PALATALS):
        return without_ending(word, PALATALS)
    if len(word) > 1 and word[-2] == "e":
        return word[:-2] + word[-1]
    if len(word) > 2 and word[-2] == "ů":
        return f"{word[:-2]}o{word[-1]}"
    return word

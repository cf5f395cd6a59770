"""Light stemming of Russian.

Source: L. Dolamic, J. Savoy: Indexing and searching strategies for the Russian language.
"""

from findling.analysis.token_filters.stemmers.endings import Ending, without_ending

CASES = (
    Ending(6, "иями оями"),
    Ending(5, "иям иях оях ями оям оьв ами его ему ери ими ого ому ыми оев"),
    Ending(
        4,
        "ая яя ях юю ах ею их ия ию ьв ою ую ям ых ея ам ем ей ём ев ий им ое ой ом ов ые ый ым ми",
    ),
    Ending(3, "а е и о у й ы я ь"),
)
LAST = (Ending(3, "ь и"), Ending(3, "нн", keep=1))


def stem(word: str) -> str:
    """Returns the word without case, soft sign and doubled n."""
    return without_ending(without_ending(word, CASES), LAST)

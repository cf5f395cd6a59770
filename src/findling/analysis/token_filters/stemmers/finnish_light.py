"""Light stemming of Finnish.

Source: J. Savoy: Report on CLEF-2003 monolingual tracks.
"""

from findling.analysis.token_filters.stemmers.endings import Ending, undoubled, without_ending

SHORTEST = 4
VOWELS = "aeiouy"
ACCENTS = str.maketrans("äåö", "aao")
PARTICLES = (Ending(8, "kin"), Ending(8, "ko"))
DERIVATIONS = (Ending(11, "dellinen"), Ending(11, "dellisuus"))
ADVERBS = (Ending(5, "lla tse sti"), Ending(5, "ni"), Ending(5, "aa", keep=1))
CASES = (
    Ending(8, "nnen", add="s"),
    Ending(8, "ntena", add="s"),
    Ending(8, "tten"),
    Ending(8, "eiden"),
    Ending(6, "neen niin seen teen inen"),
    Ending(6, "han hen hin hon hun hyn"),
    Ending(6, "den", add="s"),
    Ending(6, "ksen", add="s"),
    Ending(6, "ssa sta lla lta tta ksi lle"),
    Ending(5, "na ne"),
    Ending(5, "nei"),
    Ending(4, "ja ta"),
    Ending(4, "a"),
    Ending(4, "an en in on un yn"),
    Ending(4, "n"),
)
LAST = (Ending(4, "ei at"), Ending(3, "t s j e a i"))


def stem(word: str) -> str:
    """Returns the word without particles, cases and last vowels."""
    if len(word) < SHORTEST:
        return word
    word = without_ending(_without_particles(word.translate(ACCENTS)), ADVERBS)
    word = without_ending(word, CASES)
    if len(word) > 5 and word.endswith("hde"):
        word = f"{word[:-3]}ksi"
    return _shortened(without_ending(word, LAST))


def _without_particles(word: str) -> str:
    while (shorter := without_ending(word, PARTICLES)) != word:
        word = shorter
    return without_ending(word, DERIVATIONS)


def _shortened(word: str) -> str:
    """Returns the word without a last vowel and with k, p and t single."""
    if len(word) > 8 and word[-1] in "eou":
        word = word[:-1]
    if len(word) > 4:
        word = word.removesuffix("i")
    return undoubled(word, "kpt") if len(word) > 4 else word

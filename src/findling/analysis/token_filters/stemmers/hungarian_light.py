"""Light stemming of Hungarian.

Source: J. Savoy: Light stemming approaches for the French, Portuguese, German and Hungarian languages.
"""

from findling.analysis.token_filters.stemmers.endings import Ending, without_ending

ACCENTS = str.maketrans("áëéíóőõöúűũûü", "aeeioooouuuuu")
VOWELS = "aeiouy"
LONG_CASES = (Ending(6, "kent"), Ending(5, "nak nek val vel ert rol ban ben bol nal nel hoz hez tol"))
SHORT_CASES = (Ending(4, "at et ot va ve ra re ba be ul ig"),)


def stem(word: str) -> str:
    """Returns the word without accents, case, possessive, plural and last vowel."""
    word = _without_plural(_without_possessive(_without_case(word.translate(ACCENTS))))
    return word[:-1] if len(word) > 3 and word[-1] in "aeio" else word


def _consonant(character: str) -> bool:
    return character not in VOWELS


def _without_case(word: str) -> str:
    shorter = without_ending(word, LONG_CASES)
    if shorter != word:
        return shorter
    if len(word) > 5 and word.endswith(("al", "el")) and _consonant(word[-3]) and word[-3] == word[-4]:
        return word[:-3]
    shorter = without_ending(word, SHORT_CASES)
    if shorter != word or len(word) <= 4:
        return shorter
    if word.endswith(("on", "en")) and _consonant(word[-3]):
        return word[:-2]
    if word[-1] in "tn":
        return word[:-1]
    return word[:-2] if word[-1] in "ae" and word[-2] == word[-3] and _consonant(word[-2]) else word


def _without_possessive(word: str) -> str:
    if len(word) > 6:
        if _consonant(word[-5]) and word.endswith(("atok", "otok", "etek")):
            return word[:-4]
        if word.endswith(("itek", "itok")):
            return word[:-4]
    if len(word) > 5:
        if _consonant(word[-4]) and word.endswith(("unk", "tok", "tek")):
            return word[:-3]
        if (not _consonant(word[-4]) and word.endswith("juk")) or word.endswith("ink"):
            return word[:-3]
    if len(word) > 4 and _has_short_possessive(word):
        return word[:-2]
    return word[:-1] if len(word) > 3 and _has_possessive_letter(word) else word


def _has_short_possessive(word: str) -> bool:
    if word.endswith(("im", "id", "ik")):
        return True
    if _consonant(word[-3]):
        return word.endswith(("am", "em", "om", "ad", "ed", "od", "uk"))
    return word.endswith(("nk", "ja", "je"))


def _has_possessive_letter(word: str) -> bool:
    if word[-1] in "ae":
        return _consonant(word[-2])
    return word[-1] == "i" or (word[-1] in "md" and not _consonant(word[-2]))


def _without_plural(word: str) -> str:
    if len(word) <= 3 or word[-1] != "k":
        return word
    return word[:-2] if len(word) > 4 and word[-2] in "aoe" else word[:-1]

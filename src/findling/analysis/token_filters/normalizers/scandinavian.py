"""Scandinavian languages: the letters å, æ and ø, however they are written, made alike, or folded to a and o."""

import re

_LETTERS = str.maketrans("ÄäÖö", "ÆæØø")
_FOLDED = str.maketrans("ÅÄÆåäæÖØöø", "AAAaaaOOoo")
_PAIR = re.compile("[aA][aAoOeE]|[oO][eEoO]")
_FOLDED_PAIR = re.compile("([aA])[aAoOeE]|([oO])[eEoO]")


def normalize(word: str) -> str:
    """Returns the word with å, æ and ø for the other ways to write them: aa, ao, ae, ä, oe, oo, ö."""
    return _PAIR.sub(_letter, word).translate(_LETTERS)


def _letter(pair: re.Match[str]) -> str:
    first, second = pair[0][0], pair[0][1]
    letter = "ø" if first in "oO" else "æ" if second in "eE" else "å"
    return letter.upper() if first.isupper() else letter


def fold(word: str) -> str:
    """Returns the word with a and o for å, æ, ä, ø and ö and for doubled vowels."""
    return _FOLDED_PAIR.sub(r"\1\2", word).translate(_FOLDED)

"""German: umlauts, however they are written, become plain vowels; ß becomes ss.

Source: the prelude of Snowball's German2: ae and oe are umlauts, ue is one unless it follows a vowel or q.
"""

import re

_UMLAUTS = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})
_WRITTEN_OUT = re.compile("([ao])e|(?<![aeiouqyäöü])(u)e")


def normalize(word: str) -> str:
    """Returns the word without umlauts."""
    if word.isascii() and "e" not in word:
        return word
    return _WRITTEN_OUT.sub(r"\1\2", word).translate(_UMLAUTS)

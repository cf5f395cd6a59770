"""Sorani: one form each of yeh, kaf, heh and rreh, without tatweel, vowel marks and format characters."""

import unicodedata

_HEH, _AE, _REH, _RREH = "\u0647", "\u06d5", "\u0631", "\u0695"
_ZERO_WIDTH_NON_JOINER = "\u200c"
_TABLE = str.maketrans(
    "\u064a\u0649\u0643\u0629\u06be\u0692",
    "\u06cc\u06cc\u06a9\u06d5\u0647\u0695",
    "\u0640\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652",
)


def normalize(word: str) -> str:
    """Returns the word in its usual form. A heh before a zero-width non-joiner or at the end is a vowel."""
    kept: list[str] = []
    for at, character in enumerate(word):
        if character == _ZERO_WIDTH_NON_JOINER:
            if kept and kept[-1] == _HEH:
                kept[-1] = _AE
        elif character == _HEH and at == len(word) - 1:
            kept.append(_AE)
        elif character == _REH and not kept:
            kept.append(_RREH)
        elif unicodedata.category(character) != "Cf" or character > "\uffff":
            kept.append(character.translate(_TABLE))
    return "".join(kept)

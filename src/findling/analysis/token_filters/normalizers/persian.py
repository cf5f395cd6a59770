"""Persian: yeh, kaf and heh as in Arabic, after `arabic_normalization`; the hamza above is dropped."""

_TABLE = str.maketrans("\u06cc\u06d2\u06a9\u06c0\u06c1", "\u064a\u064a\u0643\u0647\u0647", "\u0654")


def normalize(word: str) -> str:
    """Returns the word in its usual form."""
    return word.translate(_TABLE)

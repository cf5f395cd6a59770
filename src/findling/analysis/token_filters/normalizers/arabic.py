"""Arabic: forms of alef, yeh and teh marbuta made alike, tatweel and vowel marks dropped."""

_TABLE = str.maketrans("آأإىة", "ااايه", "ـ\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652")


def normalize(word: str) -> str:
    """Returns the word in its usual form."""
    return word.translate(_TABLE)

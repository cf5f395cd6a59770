"""Light stemming of Persian: plurals, comparatives and the indefinite ending, after `persian_normalization`."""

SUFFIXES = ("ات", "ان", "ترين", "تر", "يي", "ي", "ها", "\u200c")
SHORTEST = 2


def stem(word: str) -> str:
    """Returns the word without each of the endings in turn."""
    for suffix in SUFFIXES:
        if word.endswith(suffix) and len(word) >= len(suffix) + SHORTEST:
            word = word[: -len(suffix)]
    return word

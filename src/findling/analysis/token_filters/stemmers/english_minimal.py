"""Minimal stemming of English: the S stemmer.

Source: D. Harman: How effective is suffixing?
"""

SHORTEST = 3


def stem(word: str) -> str:
    """Returns the word without the s of the plural."""
    if len(word) < SHORTEST or word[-1] != "s" or word[-2] in "us":
        return word
    if word[-2] == "e":
        if word[-3] == "i" and len(word) > 3 and word[-4] not in "ae":
            return f"{word[:-3]}y"
        if word[-3] in "iaoe":
            return word
    return word[:-1]

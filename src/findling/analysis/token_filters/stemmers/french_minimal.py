"""Minimal stemming of French.

Source: J. Savoy: A stemming procedure and stopword list for general French corpora.
"""

SHORTEST = 6


def stem(word: str) -> str:
    """Returns the word without plural and the endings of gender and infinitive."""
    if len(word) < SHORTEST:
        return word
    if word[-1] == "x":
        return f"{word[:-2]}l" if word[-3:-1] == "au" else word[:-1]
    word = word.removesuffix("s").removesuffix("r").removesuffix("e").removesuffix("é")
    return word[:-1] if word[-1] == word[-2] and word[-1].isalpha() else word

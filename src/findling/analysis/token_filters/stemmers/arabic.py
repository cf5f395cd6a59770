"""Light stemming of Arabic.

Source: L. Larkey, L. Ballesteros, M. Connell: Light stemming for Arabic information retrieval (light10).
"""

PREFIXES = ("ال", "وال", "بال", "كال", "فال", "لل", "و")
SUFFIXES = ("ها", "ان", "ات", "ون", "ين", "يه", "ية", "ه", "ة", "ي")
SHORTEST = 2


def stem(word: str) -> str:
    """Returns the word without article, conjunction and endings."""
    for prefix in PREFIXES:
        if word.startswith(prefix) and len(word) >= len(prefix) + SHORTEST + (len(prefix) == 1):
            word = word[len(prefix) :]
            break
    for suffix in SUFFIXES:
        if word.endswith(suffix) and len(word) >= len(suffix) + SHORTEST:
            word = word[: -len(suffix)]
    return word

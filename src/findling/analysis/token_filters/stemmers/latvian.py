"""Light stemming of Latvian nouns and adjectives.

Source: K. Kreslins: A stemming algorithm for Latvian, without the endings of verbs.
"""

VOWELS = "aeiouāīēū"
SHORTEST = 3
AFFIXES = (
    *(
        ("ajiem", 3, False),
        ("ajai", 3, False),
        ("ajam", 2, False),
        ("ajām", 2, False),
        ("ajos", 2, False),
        ("ajās", 2, False),
    ),
    *(("iem", 2, True), ("ajā", 2, False), ("ais", 2, False), ("ai", 2, False), ("ei", 2, False), ("ām", 1, False)),
    *(("am", 1, False), ("ēm", 1, False), ("īm", 1, False), ("im", 1, False), ("um", 1, False), ("us", 1, True)),
    *(("as", 1, False), ("ās", 1, False), ("es", 1, False), ("os", 1, True), ("ij", 1, False), ("īs", 1, False)),
    *(("ēs", 1, False), ("is", 1, False), ("ie", 1, False), ("u", 1, True), ("a", 1, True), ("i", 1, True)),
    *(("e", 1, False), ("ā", 1, False), ("ē", 1, False), ("ī", 1, False), ("ū", 1, False), ("o", 1, False)),
    *(("s", 0, False), ("š", 0, False)),
)
"""Endings, with how many vowels they have and whether the consonant before them was made soft."""
GENITIVE_PLURALS = (("kš", "kst"), ("ņņ", "nn"))
SOFT = (
    *(
        ("pj", "p"),
        ("bj", "b"),
        ("mj", "m"),
        ("vj", "v"),
        ("šņ", "sn"),
        ("žņ", "zn"),
        ("šļ", "sl"),
        ("žļ", "zl"),
        ("ļņ", "ln"),
    ),
    *(("ļļ", "ll"), ("č", "c"), ("ļ", "l"), ("ņ", "n")),
)


def stem(word: str) -> str:
    """Returns the word without its ending, its last consonant made hard."""
    n_vowels = sum(word.count(vowel) for vowel in VOWELS)
    for affix, affix_vowels, softens in AFFIXES:
        if n_vowels > affix_vowels and len(word) >= len(affix) + SHORTEST and word.endswith(affix):
            shorter = word[: -len(affix)]
            return _hardened(shorter, affix[0] == "u") if softens else shorter
    return word


def _hardened(word: str, genitive: bool) -> str:
    for soft, hard in (*GENITIVE_PLURALS, *SOFT) if genitive else SOFT:
        if word.endswith(soft):
            return word[: -len(soft)] + hard
    return word

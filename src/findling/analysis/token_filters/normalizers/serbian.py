"""Serbian: Cyrillic letters become Latin ones, and Latin ones lose their marks."""

_TABLE = str.maketrans(
    {
        **dict(zip("абвгдежзијклмнопрстћуфхцчшčćžš", "abvgdezzijklmnoprstcufhccscczs", strict=True)),
        "ђ": "dj",
        "đ": "dj",
        "љ": "lj",
        "њ": "nj",
        "џ": "dz",
    }
)


def normalize(word: str) -> str:
    """Returns the word in Latin letters without marks."""
    return word.translate(_TABLE)

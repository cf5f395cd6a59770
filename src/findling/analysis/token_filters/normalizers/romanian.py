"""Romanian: s and t with the old cedilla get a comma."""

_TABLE = str.maketrans("ŞşŢţ", "ȘșȚț")


def normalize(word: str) -> str:
    """Returns the word in its usual form."""
    return word.translate(_TABLE)

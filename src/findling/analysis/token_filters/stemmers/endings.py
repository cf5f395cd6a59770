"""Endings of words, and how they are taken off."""

from collections.abc import Iterable


class Ending:
    """Suffixes of one length that are treated alike.

    longer_than: words that are not longer than this keep the ending
    suffixes: with a blank between them
    keep: how many of the first characters of the suffix stay
    add: what is put in place of the rest
    after: characters of which one must stand before the suffix; any if empty
    """

    __slots__ = ("add", "after", "cut", "longer_than", "size", "suffixes")

    def __init__(self, longer_than: int, suffixes: str, keep: int = 0, add: str = "", after: str = "") -> None:
        self.longer_than = longer_than
        self.suffixes = tuple(suffixes.split())
        self.size = len(self.suffixes[0])
        self.cut = self.size - keep
        self.add = add
        self.after = after

    def ends(self, word: str) -> bool:
        """Tells whether the word has the ending."""
        if len(word) <= self.longer_than or not word.endswith(self.suffixes):
            return False
        return not self.after or (len(word) > self.size and word[-self.size - 1] in self.after)


def without_ending(word: str, endings: Iterable[Ending]) -> str:
    """Returns the word without the first of the endings that it has."""
    for ending in endings:
        if ending.ends(word):
            return word[: len(word) - ending.cut] + ending.add
    return word


def undoubled(word: str, characters: str | None = None) -> str:
    """Returns the word with runs of a character made one; of letters, or of the given characters only."""
    kept = word[:1]
    for character in word[1:]:
        if character != kept[-1] or not (character.isalpha() if characters is None else character in characters):
            kept += character
    return kept


LATIN_ACCENTS = str.maketrans("àáâäòóôöèéêëùúûüìíîï", "aaaaooooeeeeuuuuiiii")
"""The accents of the Romance languages that the light stemmers drop."""

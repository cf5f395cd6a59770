"""Stemming of German by Caumanns: the filter `german_stem`.

Source: J. Caumanns: A fast and simple stemming algorithm for German words.
"""

from collections.abc import Iterable
from typing import Final

_UMLAUTS: Final = {"ä": "a", "ö": "o", "ü": "u"}
_MASKS: Final = (("sch", "$"), ("ch", "§"), ("ei", "%"), ("ie", "&"), ("ig", "#"), ("st", "!"))
"""Combinations that are one letter while endings are stripped."""
_REPEATED: Final = "*"
_ENDINGS: Final = (("nd", 5), ("em", 4), ("er", 4), ("e", 0), ("s", 0), ("n", 0), ("t", 0))
"""Endings, and how many letters, masked ones counted in full, a word must have more than."""


def stem(word: str) -> str:
    """Returns the word without endings; one with anything but letters as it is."""
    word = word.lower()
    if not word.isalpha():
        return word
    letters, hidden = _masked(word)
    kept = _stripped(letters, hidden)
    if kept.endswith(f"erin{_REPEATED}"):
        kept = _stripped(kept[:-1], hidden)
    if kept.endswith("z"):
        kept = f"{kept[:-1]}x"
    return _without_particle(_unmasked(kept))


def _masked(word: str) -> tuple[str, int]:
    """Returns the word with masks, and how many letters they hide."""
    letters = ""
    place = hidden = 0
    while place < len(word):
        letter = word[place]
        if letters and letter == letters[-1]:
            letter = _REPEATED
        elif letter == "ß":
            word = f"{word[:place]}ss{word[place + 1 :]}"
            letter = "s"
            hidden += 1
        else:
            letter = _UMLAUTS.get(letter, letter)
        combination, mask = _combination(letter + word[place + 1 : place + 3])
        hidden += len(combination) - 1
        letters += mask
        place += len(combination)
    return letters, hidden


def _combination(letters: str) -> tuple[str, str]:
    """Returns the combination at the beginning of some letters and its mask; or just the first letter, twice."""
    for combination, mask in _MASKS:
        if letters.startswith(combination):
            return combination, mask
    return letters[0], letters[0]


def _stripped(letters: str, hidden: int) -> str:
    while len(letters) > 3:
        length = _ending(letters, hidden)
        if not length:
            break
        letters = letters[:-length]
    return letters


def _ending(letters: str, hidden: int) -> int:
    for ending, minimum in _ENDINGS:
        if letters.endswith(ending) and len(letters) + hidden > minimum:
            return len(ending)
    return 0


def _unmasked(letters: Iterable[str]) -> str:
    combinations = {mask: combination for combination, mask in _MASKS}
    word = ""
    for letter in letters:
        word += word[-1:] if letter == _REPEATED else combinations.get(letter, letter)
    return word


def _without_particle(word: str) -> str:
    """Returns the word without the first of two particles "ge"."""
    place = word.find("gege") if len(word) > 4 else -1
    return word if place < 0 else word[:place] + word[place + 2 :]

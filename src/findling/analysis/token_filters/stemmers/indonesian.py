"""Stemming of Indonesian.

Source: F. Z. Tala: A study of stemming effects on information retrieval in Bahasa Indonesia.
"""

from dataclasses import dataclass, field

VOWELS = "aeiou"
FEWEST_SYLLABLES = 2
PREFIXES = (
    *(("meng", "", "meng"), ("meny", "s", "meng"), ("men", "", "meng"), ("mem", "", "meng"), ("me", "", "meng")),
    *(("peng", "", "peng"), ("peny", "s", "peng"), ("peny", "", "peng"), ("pen", "t", "peng"), ("pen", "", "peng")),
    *(("pem", "", "peng"), ("di", "", "di"), ("ter", "", "ter"), ("ke", "", "ke")),
)
"""Prefixes of the first order, what takes their place before a vowel ("" anywhere), and what they count as."""
SUFFIXES = (("kan", {"ke", "peng", "pe"}), ("an", {"di", "meng", "ter"}), ("i", {"ber", "ke", "peng"}))
"""Suffixes, with the prefixes of which none may have been taken off."""


@dataclass(slots=True)
class Word:
    """A word on its way to the stem.

    syllables: how many it has, more or less
    prefixes: kinds of prefixes that were taken off
    """

    text: str
    syllables: int
    prefixes: set[str] = field(default_factory=set)

    def become(self, text: str, prefix: str | None = None) -> None:
        """Takes a part off."""
        self.text = text
        self.syllables -= 1
        if prefix is not None:
            self.prefixes.add(prefix)


def stem(text: str) -> str:
    """Returns the word without particle, possessive, prefixes and suffix, as long as two syllables stay."""
    word = Word(text, sum(character in VOWELS for character in text))
    _remove_ending(word, ("kah", "lah", "pun"))
    _remove_ending(word, ("ku", "mu", "nya"))
    _remove_affixes(word)
    return word.text


def _remove_affixes(word: Word) -> None:
    if _remove_first_prefix(word):
        if _remove_suffix(word):
            _remove_second_prefix(word)
    else:
        _remove_second_prefix(word)
        _remove_suffix(word)


def _remove_ending(word: Word, endings: tuple[str, ...]) -> None:
    if word.syllables <= FEWEST_SYLLABLES:
        return
    for ending in endings:
        if word.text.endswith(ending):
            word.become(word.text[: -len(ending)])
            return


def _remove_first_prefix(word: Word) -> bool:
    if word.syllables <= FEWEST_SYLLABLES:
        return False
    for prefix, replacement, kind in PREFIXES:
        rest = word.text[len(prefix) :]
        if word.text.startswith(prefix) and (not replacement or (rest and rest[0] in VOWELS)):
            word.become(replacement + rest, kind)
            return True
    return False


def _remove_second_prefix(word: Word) -> None:
    if word.syllables <= FEWEST_SYLLABLES:
        return
    text = word.text
    if text.startswith("ber") or text == "belajar":
        word.become(text[3:], "ber")
    elif text.startswith("be") and len(text) > 4 and text[2] not in VOWELS and text[3:5] == "er":
        word.become(text[2:], "ber")
    elif text.startswith("per") or text == "pelajar":
        word.become(text[3:])
    elif text.startswith("pe"):
        word.become(text[2:], "pe")


def _remove_suffix(word: Word) -> bool:
    if word.syllables <= FEWEST_SYLLABLES:
        return False
    for suffix, excluding in SUFFIXES:
        if word.text.endswith(suffix) and not word.prefixes & excluding and not word.text.endswith("si"):
            word.become(word.text[: -len(suffix)])
            return True
    return False

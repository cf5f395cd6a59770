"""Stemming of English with a dictionary: inflections and derivations are taken off as long as a word of the
dictionary comes out.

data/kstem.json.xz holds the dictionary: `words`; `exceptions`, words that are found but not by the endings -ed and
-ing; and `roots`, words with a stem of their own.

Source: R. Krovetz: Viewing morphology as an inference process.
"""

import json
import lzma
from collections.abc import Callable
from functools import cache
from importlib import resources

SHORTEST = 3
LONGEST = 49
VOWELS = "aeiou"
Step = Callable[[str], tuple[str, bool]]


class Dictionary:
    """Words that are known; those with a stem of their own have it in `roots`."""

    def __init__(self) -> None:
        packed = resources.files("findling.analysis").joinpath("data/kstem.json.xz").read_bytes()
        read = json.loads(lzma.decompress(packed))
        self.exceptions: frozenset[str] = frozenset(read["exceptions"])
        self.roots: dict[str, str] = read["roots"]
        self.words: frozenset[str] = frozenset(read["words"]) | self.exceptions | self.roots.keys()


@cache
def dictionary() -> Dictionary:
    """Returns the dictionary, read once."""
    return Dictionary()


def known(word: str) -> bool:
    """Tells whether the word is in the dictionary."""
    return word in dictionary().words


def stem(word: str) -> str:
    """Returns the stem of a word of the letters a to z; other words are left alone."""
    if (
        known(word)
        or not SHORTEST <= len(word) <= LONGEST
        or not (word.isascii() and word.islower() and word.isalpha())
    ):
        return dictionary().roots.get(word, word) if SHORTEST <= len(word) <= LONGEST else word
    for step in STEPS:
        word, found = step(word)
        if found:
            return dictionary().roots.get(word, word)
    return word


def _consonant(word: str, at: int) -> bool:
    if word[at] in VOWELS:
        return False
    return word[at] != "y" or at == 0 or not _consonant(word, at - 1)


def _doubled(word: str) -> bool:
    """Tells whether the word ends with a doubled consonant."""
    return len(word) > 1 and word[-1] == word[-2] and _consonant(word, len(word) - 1)


def _has_vowel(word: str) -> bool:
    return any(not _consonant(word, at) for at in range(len(word)))


def _has(word: str, ending: str) -> bool:
    return len(word) > len(ending) and word.endswith(ending)


def _first(candidates: list[str], default: str) -> tuple[str, bool]:
    """Returns the first candidate that is known, or the default as not found."""
    for candidate in candidates:
        if known(candidate):
            return candidate, True
    return default, False


def _undoubling(word: str) -> list[str]:
    return [word[:-1]] if _doubled(word) else []


def _plural(word: str) -> tuple[str, bool]:
    if _has(word, "ies"):
        return _first([word[:-1], f"{word[:-3]}y"], f"{word[:-3]}y")
    if _has(word, "es"):
        base = word[:-2]
        keeps_e = len(base) > 1 and not base.endswith("ss")
        order = [word[:-1], base] if keeps_e else [base, word[:-1]]
        return _first(order, word[:-1])
    if word[-1] == "s" and len(word) > 3 and word[-2] != "s" and not _has(word, "ous"):
        return _first([word[:-1]], word[:-1])
    return word, False


def _known_and_no_exception(word: str) -> bool:
    return known(word) and word not in dictionary().exceptions


def _past_tense(word: str) -> tuple[str, bool]:
    if len(word) <= 4:
        return word, False
    base = word[:-2]
    if _has(word, "ied"):
        return _first([word[:-1], f"{word[:-3]}y"], f"{word[:-3]}y")
    if not _has(word, "ed") or not _has_vowel(base):
        return word, False
    if _known_and_no_exception(f"{base}e"):
        return f"{base}e", True
    if _doubled(base):
        return _first([base, base[:-1]], base)
    return _first([base], word if base.startswith("un") else f"{base}e")


def _aspect(word: str) -> tuple[str, bool]:
    base = word[:-3]
    if len(word) <= 5 or not _has(word, "ing") or not _has_vowel(base):
        return word, False
    if _known_and_no_exception(f"{base}e"):
        return f"{base}e", True
    if _doubled(base):
        return _first([base, base[:-1]], base)
    two_consonants = len(base) > 1 and _consonant(base, len(base) - 1) and _consonant(base, len(base) - 2)
    return _first([base], base if two_consonants else f"{base}e")


def _ity(word: str) -> tuple[str, bool]:
    if not _has(word, "ity"):
        return word, False
    base = word[:-3]
    if base.endswith("il"):
        return _first([base, f"{base}e", f"{base[:-2]}le"], f"{base[:-2]}le")
    if base.endswith("iv"):
        return _first([base, f"{base}e"], f"{base}e")
    if base.endswith("al"):
        return _first([base, f"{base}e"], base)
    return _first([base, f"{base}e", word], base)


def _ness(word: str) -> tuple[str, bool]:
    if not _has(word, "ness"):
        return word, False
    base = word[:-4]
    base = f"{base[:-1]}y" if base[-1] == "i" else base
    return base, known(base)


def _ion(word: str) -> tuple[str, bool]:
    if not _has(word, "ion"):
        return word, False
    if _has(word, "ization"):
        return f"{word[:-5]}e", known(f"{word[:-5]}e")
    candidates: list[str] = []
    if _has(word, "ition"):
        candidates = [f"{word[:-5]}e"]
    elif _has(word, "ation"):
        candidates = [f"{word[:-3]}e", f"{word[:-5]}e", word[:-5]]
    if _has(word, "ication"):
        candidates.append(f"{word[:-7]}y")
    return _first([*candidates, f"{word[:-3]}e", word[:-3]], word)


def _er_and_or(word: str) -> tuple[str, bool]:
    if _has(word, "izer"):
        return word[:-1], known(word[:-1])
    if not _has(word, "er") and not _has(word, "or"):
        return word, False
    base, vowel = word[:-2], word[-2]
    candidates = _undoubling(base)
    if base[-1] == "i":
        candidates.append(f"{base[:-1]}y")
        vowel = "e"
    if base[-1] == "e":
        candidates.append(base[:-1])
    return _first([*candidates, base + vowel, base, f"{base}e"], word)


def _ly(word: str) -> tuple[str, bool]:
    if not _has(word, "ly"):
        return word, False
    base = word[:-2]
    if base.endswith("ab"):
        return _first([f"{base}le", base], f"{base}le")
    candidates = [f"{base}le", base]
    if base[-1] == "i":
        candidates.append(f"{base[:-1]}y")
    return _first(candidates, base)


def _al(word: str) -> tuple[str, bool]:
    if len(word) < 4 or not _has(word, "al"):
        return word, False
    base = word[:-2]
    candidates = [base, *_undoubling(base), f"{base}e", f"{base}um"]
    if base.endswith("ic"):
        return _first([*candidates, base[:-2], f"{base[:-2]}y", base], base)
    if base[-1] == "i":
        candidates += [base[:-1], word]
    return _first(candidates, word)


def _ive(word: str) -> tuple[str, bool]:
    if not _has(word, "ive"):
        return word, _known_and_no_exception(word)
    base = word[:-3]
    candidates = [base, f"{base}e"]
    if base.endswith("at"):
        candidates += [f"{base[:-2]}e", base[:-2]]
    return _first([*candidates, f"{base}ion"], word)


def _ize(word: str) -> tuple[str, bool]:
    if not _has(word, "ize"):
        return word, False
    base = word[:-3]
    return _first([base, *_undoubling(base), f"{base}e"], word)


def _ment(word: str) -> tuple[str, bool]:
    return _first([word[:-4]], word) if _has(word, "ment") else (word, False)


def _ble(word: str) -> tuple[str, bool]:
    if not _has(word, "ble") or word[-4] not in "ai":
        return word, False
    base = word[:-4]
    return _first([base, *_undoubling(base), f"{base}e", f"{base}ate"], word)


def _ism(word: str) -> tuple[str, bool]:
    return _first([word[:-3]], word[:-3]) if _has(word, "ism") else (word, False)


def _ic(word: str) -> tuple[str, bool]:
    base = word[:-2]
    return _first([f"{word}al", f"{base}y", f"{base}e", base], word) if _has(word, "ic") else (word, False)


def _ncy(word: str) -> tuple[str, bool]:
    if not _has(word, "ncy") or word[-4] not in "ea":
        return word, False
    return _first([f"{word[:-3]}nt", f"{word[:-1]}e"], f"{word[:-1]}e")


def _nce(word: str) -> tuple[str, bool]:
    if not _has(word, "nce") or word[-4] not in "ea":
        return word, False
    return _first([f"{word[:-4]}e", word[:-4]], word)


STEPS: tuple[Step, ...] = (
    *(
        _plural,
        _past_tense,
        _aspect,
        _ity,
        _ness,
        _ion,
        _er_and_or,
        _ly,
        _al,
        _ive,
        _ize,
        _ment,
        _ble,
        _ism,
        _ic,
        _ncy,
        _nce,
    ),
)
"""What is tried in turn until a word of the dictionary comes out; each step also passes on what it made of a word
not found.
"""

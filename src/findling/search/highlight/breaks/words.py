"""Breaks between words, by the rules of Java; the words of Thai are found by a dictionary, if there is one."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from findling.analysis.tokenizers.thai import HIRAGANA, KANJI, KATAKANA, THAI, VOICED, lengths_of_words
from findling.base.unicode_classes import CATEGORIES, CATEGORY_SHIFT, classes_of
from findling.kernels.text.breaks import ListedBreaks
from findling.kernels.text.java_words import word_ends

Bits = NDArray[np.uint32]

_UNITS: Final = 1 << 16
# the bits of the kernel
_LETTER, _CONTINUES, _MARK, _SOFT_HYPHEN, _NUMBER = 1, 2, 4, 8, 16
_THAI: Final = 1 << 14
_BY_CATEGORY: Final = {
    **dict.fromkeys(("Lu", "Ll", "Lt", "Lm", "Lo"), _LETTER | _CONTINUES),
    "Mc": _CONTINUES,
    **dict.fromkeys(("Mn", "Me", "Cf"), _MARK | _CONTINUES),
    **dict.fromkeys(("Nd", "Nl", "No"), _NUMBER),
    "Sc": 1 << 5,
    **dict.fromkeys(("Pd", "Pc"), 1 << 6),
    "Zs": 1 << 15,
}
# by ranges of characters, as a regular expression has them
_BY_CHARACTER: Final = {
    r"\u00ad": _SOFT_HYPHEN,
    "#.": 1 << 5,
    "\\u00ad\\u2027\"'.": 1 << 6,
    "\"',\\u066b.": 1 << 7,
    r"\u0964\u0965": 1 << 8,
    r"\u00a2%&\u066a\u2030\u2031": 1 << 9,
    KANJI: 1 << 10,
    rf"{KATAKANA}\u30fc": 1 << 11,
    rf"{HIRAGANA}\u30fc": 1 << 12,
    VOICED: 1 << 13,
    THAI: _THAI,
    r"\t": 1 << 15,
    r"\r\n\x0c\u2028\u2029": 1 << 16,
    r"\r": 1 << 17,
    r"\n": 1 << 18,
    r"\ud800-\udbff": 1 << 19,
    r"\udc00-\udfff": 1 << 20,
}
# letters that are in no word with other ones
_APART: Final = rf"{THAI}{KANJI}{KATAKANA}{HIRAGANA}{VOICED}\u30fb\u30fc"


def words_of(text: str, language: str = "") -> ListedBreaks:
    """Returns the breaks between the words of a text in UTF-16 units. language: of the text; only Thai differs"""
    bits = _bits(text)
    ends = np.empty(len(bits), np.int32)
    ends = ends[: word_ends(bits, ends)]
    return ListedBreaks(_divided(text, bits, ends) if language == "th" else ends)


def _divided(text: str, bits: Bits, ends: NDArray[np.int32]) -> NDArray[np.int32]:
    """Returns the ends of words with those that a dictionary finds in runs of Thai letters."""
    found: list[int] = []
    start = 0
    for end in ends.tolist():
        lengths: tuple[int, ...] = (end - start,)
        if bits[start] & _THAI:
            with suppress(ModuleNotFoundError):
                lengths = lengths_of_words(text[start:end])
        for length in lengths:
            start += length
            found.append(start)
    return np.array(found, np.int32)


def _bits(text: str) -> Bits:
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)
    found: Bits = _table()[units]
    return found


@cache
def _table() -> Bits:
    """Returns the bits of each UTF-16 unit, (65536,)."""
    categories = classes_of(np.arange(_UNITS, dtype=np.int64)) >> CATEGORY_SHIFT & 31
    bits: Bits = np.array([_BY_CATEGORY.get(name, 0) for name in (*CATEGORIES, "", "")], np.uint32)[categories]
    bits[_units(_APART)] &= ~np.uint32(_LETTER | _CONTINUES)
    for characters, bit in _BY_CHARACTER.items():
        bits[_units(characters)] |= np.uint32(bit)
    return bits


def _units(characters: str) -> list[int]:
    """Returns the units of some characters and ranges of them, with escapes."""
    found: list[int] = []
    plain = [ord(char) for char in characters.encode().decode("unicode_escape")]
    while plain:
        first = plain.pop(0)
        last = first
        if len(plain) > 1 and plain[0] == ord("-"):
            last = plain[1]
            del plain[:2]
        found += range(first, last + 1)
    return found

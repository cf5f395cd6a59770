"""Breaks between sentences, by the rules of Java, which are the same for all languages."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from findling.base.unicode_classes import CATEGORIES, CATEGORY_SHIFT, classes_of
from findling.kernels.text.breaks import SentenceBreaks
from findling.kernels.text.sentences import (
    ENDS_AT_OPENING,
    ENDS_BEFORE,
    ENDS_BEHIND,
    OPENING,
    STOPPED,
    STUCK,
    sentence_ends,
)

Classes = NDArray[np.uint8]

_ASCII: Final = 128
_BEYOND_PLANE: Final = 0x10000

_SMALL, _LETTER, _STOP, _END, _BLANK, _CLOSING, _QUOTE, _PARAGRAPH, _NUMBER, _OTHER, _BRACKET = range(1, 12)
_MARK: Final = 0
_BY_CATEGORY: Final = {
    **dict.fromkeys(("Mn", "Me", "Cf"), _MARK),
    "Ll": _SMALL,
    **dict.fromkeys(("Lu", "Lt", "Lm", "Lo"), _LETTER),
    **dict.fromkeys(("Nd", "Nl", "No"), _NUMBER),
    **dict.fromkeys(("Zs", "Zl"), _BLANK),
    **dict.fromkeys(("Pe", "Pf"), _CLOSING),
    **dict.fromkeys(("Ps", "Pi"), _BRACKET),
    "Zp": _PARAGRAPH,
}
_BY_CHARACTER: Final = {
    ",": _NUMBER,
    **dict.fromkeys(".\uff0e", _STOP),
    **dict.fromkeys("!?\u3002\uff01\uff1f\u0964\u0965", _END),
    **dict.fromkeys("\t\n\f\r", _BLANK),
    **dict.fromkeys("\"'", _QUOTE),
}

# states: within a sentence; an end was met, and blanks behind it; a stop, a quote behind it, a blank, several;
# something that may open a sentence, and the same where a letter, or more of that, has to follow
_ENDED, _BEHIND_END, _QUOTED, _BLANKED, _APART, _STRICT = 1, 2, 4, 5, 6, 8
_B, _O, _P = ENDS_BEFORE, ENDS_AT_OPENING, ENDS_BEHIND
# a row for each state; a column for each class: mark, small letter, letter, stop and so on
TABLE: Final = np.array(
    [
        (0, 0, 0, STOPPED, _ENDED, 0, 0, 0, _P, 0, 0, 0),
        (1, _B, _B, _ENDED, _ENDED, _BEHIND_END, _ENDED, _ENDED, _P, _B, _B, _B),
        (2, _B, _B, _B, _B, _BEHIND_END, _B, _B, _P, _B, _B, _B),
        (3, 0, 0, STOPPED, _ENDED, _BLANKED, STOPPED, _QUOTED, _P, 0, OPENING, OPENING),
        (4, _B, _B, STOPPED, _ENDED, _BLANKED, STOPPED, _QUOTED, _P, 0, _STRICT, _STRICT),
        (5, 0, _B, STOPPED, _ENDED, _APART, 0, OPENING, _P, 0, OPENING, OPENING),
        (6, _B, _B, STOPPED, _ENDED, _APART, 0, _STRICT, _P, 0, _STRICT, _STRICT),
        (7, _O, _O, STOPPED, _ENDED, 0, 0, OPENING, _P, 0, OPENING, OPENING),
        (8, _O, _O, STUCK, STUCK, STUCK, STUCK, OPENING, STUCK, STUCK, OPENING, OPENING),
    ],
    np.uint8,
).ravel()


# a stop and something else behind it: from there Java goes on when it has gone back to look for a break
_RESTART: Final = re.compile(rb"\x03[\x06\x07]*+\x05*+[\x07\x0b]*+\x0a")


def sentences_of(text: str) -> SentenceBreaks:
    """Returns the breaks between the sentences of a text in UTF-16 units."""
    classes = _classes(text)
    found = [(match.end(), _restart(text, classes, match.start())) for match in _RESTART.finditer(classes.tobytes())]
    restarts = np.array([pair for pair in found if pair[1] > 0], np.int32).reshape(-1, 2).T.copy()
    return SentenceBreaks(classes, TABLE, np.append(np.int32(0), _ends(classes)), restarts[0], restarts[1])


def _restart(text: str, classes: Classes, stop: int) -> int:
    """Returns where is started from for a stop: at it, or at a letter with marks before it; 0 if that is not."""
    base = stop - 1
    while base > 0 and classes[base] == _MARK and not "\udc00" <= text[base] < "\ue000":
        base -= 1
    return 0 if base < 1 else stop if base == stop - 1 else base


def sentence_ends_of(text: str) -> list[int]:
    """Returns where each sentence of a text, in UTF-16 units, ends, the last one at the end of the text."""
    found: list[int] = _ends(_classes(text)).tolist()
    return found


def _ends(classes: Classes) -> NDArray[np.int32]:
    ends = np.empty(len(classes), np.int32)
    return ends[: sentence_ends(classes, TABLE, ends)]


def _classes(text: str) -> Classes:
    if text.isascii():
        plain: Classes = _ascii_table()[np.frombuffer(text.encode(), np.uint8)]
        return plain
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    code_points = np.frombuffer(whole.encode("utf-32-le"), np.int32)
    classes = _classes_of(code_points)
    pairs = code_points >= _BEYOND_PLANE
    if not pairs.any():
        return classes
    # the second surrogate of a pair is like a mark
    units = np.full(len(classes) + int(pairs.sum()), _MARK, np.uint8)
    units[np.arange(len(classes)) + np.cumsum(pairs) - pairs] = classes
    return units


def _classes_of(code_points: NDArray[np.int32]) -> Classes:
    classes: Classes = _category_table()[classes_of(code_points.astype(np.int64)) >> CATEGORY_SHIFT & 31]
    for char, kind in _BY_CHARACTER.items():
        classes[code_points == ord(char)] = kind
    return classes


@cache
def _category_table() -> Classes:
    return np.array([_BY_CATEGORY.get(name, _OTHER) for name in (*CATEGORIES, "", "")], np.uint8)


@cache
def _ascii_table() -> Classes:
    return _classes_of(np.arange(_ASCII, dtype=np.int32))

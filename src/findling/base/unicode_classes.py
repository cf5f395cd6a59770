"""The class of every code point: Word_Break property, general category, and what else words depend on.

One uint32 per code point, in a two-stage table: `BLOCKS[INDEX[c >> 7] << 7 | c & 127]`. `tools/unicode_classes.py`
writes it from the Unicode Character Database 15.1 (Unicode License V3). The kernels repeat the numbers below as
constants.
"""

from importlib import resources

import numpy as np
import numpy.typing as npt

# Bits 0 to 4: index into this tuple
WORD_BREAKS = (
    "Other",
    "CR",
    "LF",
    "Newline",
    "Extend",
    "ZWJ",
    "Format",
    "Regional_Indicator",
    "WSegSpace",
    "ALetter",
    "Hebrew_Letter",
    "Numeric",
    "Katakana",
    "ExtendNumLet",
    "MidLetter",
    "MidNum",
    "MidNumLet",
    "Single_Quote",
    "Double_Quote",
)
HANGUL = 1 << 5
HAN = 1 << 6
HIRAGANA = 1 << 7
SOUTHEAST_ASIAN = 1 << 8  # Line_Break=Complex_Context
EMOJI = 1 << 9  # an emoji by itself: neither digit, # or *, nor regional indicator or modifier
EMOJI_BASE = 1 << 10
EMOJI_MODIFIER = 1 << 11
KEYCAP_BASE = 1 << 12
PICTOGRAPHIC = 1 << 13
EMOJI_SELECTOR = 1 << 14  # U+FE0F, emoji presentation
TEXT_SELECTOR = 1 << 15  # U+FE0E, text presentation
KEYCAP = 1 << 21
TAG = 1 << 22  # characters of an emoji tag sequence
TAG_END = 1 << 23
# Bits 16 to 20: index into this tuple
CATEGORY_SHIFT = 16
CATEGORIES = (
    *("Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po"),
    *("Sm", "Sc", "Sk", "So", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Cn"),
)


def _load() -> tuple[npt.NDArray[np.uint16], npt.NDArray[np.uint32]]:
    """Reads the table; both arrays are shared and must not be written."""
    with resources.files("findling.base").joinpath("data/unicode_classes.npz").open("rb") as file:
        arrays = np.load(file)
        return arrays["index"], arrays["blocks"]


def category_mask(*prefixes: str) -> int:
    """Returns a bit per general category that starts with one of `prefixes`: ("L", "Nd") is letters and digits."""
    return sum(1 << number for number, name in enumerate(CATEGORIES) if name.startswith(prefixes))


def classes_of(code_points: npt.NDArray[np.int64]) -> npt.NDArray[np.uint32]:
    """Returns the classes of the code points, in the same shape."""
    found: npt.NDArray[np.uint32] = BLOCKS[(INDEX[code_points >> 7].astype(np.int64) << 7) | (code_points & 127)]
    return found


try:
    INDEX, BLOCKS = _load()
except FileNotFoundError:  # only while the generator makes it
    INDEX, BLOCKS = np.zeros(8704, np.uint16), np.zeros(128, np.uint32)

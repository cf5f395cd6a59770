"""Writes base/data/unicode_classes.npz from the Unicode Character Database.

Usage: python tools/unicode_classes.py [directory of the UCD files, default /usr/share/unicode (Debian: unicode-data)]

The file holds a two-stage table of one uint32 class per code point; findling.base.unicode_classes names its bits.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from findling.base import unicode_classes as bits

OUTPUT = Path(bits.__file__).parent / "data" / "unicode_classes.npz"
LINE = re.compile(r"([0-9A-F]+)(?:\.\.([0-9A-F]+))?\s*;\s*(\w+)")
N_CODE_POINTS = 0x110000
FULL_WIDTH_DIGITS = slice(0xFF10, 0xFF1A)
Classes = npt.NDArray[np.uint32]


def ranges(path: Path) -> Iterator[tuple[slice, str]]:
    """Yields (code points, property value) of each line of a UCD property file."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if found := LINE.match(line):
            first, last, value = found.groups()
            yield slice(int(first, 16), int(last or first, 16) + 1), value


def word_breaks(ucd: Path) -> Classes:
    """Returns the Word_Break property as numbers."""
    classes = np.zeros(N_CODE_POINTS, np.uint32)
    for where, value in ranges(ucd / "auxiliary" / "WordBreakProperty.txt"):
        classes[where] = bits.WORD_BREAKS.index(value)
    classes[FULL_WIDTH_DIGITS] = bits.WORD_BREAKS.index("Numeric")
    return classes


def add_scripts(ucd: Path, classes: Classes) -> None:
    """Adds the bits of the scripts that the word rules single out."""
    flags = {"Hangul": bits.HANGUL, "Han": bits.HAN, "Hiragana": bits.HIRAGANA}
    for where, value in ranges(ucd / "Scripts.txt"):
        classes[where] |= np.uint32(flags.get(value, 0))
    for where, value in ranges(ucd / "LineBreak.txt"):
        if value == "SA":
            classes[where] |= np.uint32(bits.SOUTHEAST_ASIAN)


def add_emoji(ucd: Path, classes: Classes) -> None:
    """Adds the emoji bits."""
    flags = {
        "Extended_Pictographic": bits.PICTOGRAPHIC | bits.EMOJI,
        "Emoji_Modifier_Base": bits.EMOJI_BASE,
        "Emoji_Modifier": bits.EMOJI_MODIFIER,
    }
    for where, value in ranges(ucd / "emoji" / "emoji-data.txt"):
        classes[where] |= np.uint32(flags.get(value, 0))
    for char in "0123456789#*":
        classes[ord(char)] |= np.uint32(bits.KEYCAP_BASE)
    classes[0xFE0F] |= np.uint32(bits.EMOJI_SELECTOR)
    classes[0xFE0E] |= np.uint32(bits.TEXT_SELECTOR)
    classes[0x20E3] |= np.uint32(bits.KEYCAP)
    classes[0xE0020:0xE007F] |= np.uint32(bits.TAG)
    classes[0xE007F] |= np.uint32(bits.TAG_END)


def general_categories(ucd: Path) -> Classes:
    """Returns the General_Category as numbers, unassigned code points Cn."""
    categories = np.full(N_CODE_POINTS, bits.CATEGORIES.index("Cn"), np.uint32)
    first = 0
    for line in (ucd / "UnicodeData.txt").read_text(encoding="utf-8").splitlines():
        code, name, category = line.split(";")[:3]
        if not name.endswith(", Last>"):
            first = int(code, 16)
        categories[first : int(code, 16) + 1] = bits.CATEGORIES.index(category)
    return categories


def two_stage(classes: Classes) -> tuple[npt.NDArray[np.uint16], Classes]:
    """Returns (block number per 128 code points, the distinct blocks one after the other)."""
    blocks, index = np.unique(classes.reshape(-1, 128), axis=0, return_inverse=True)
    return index.ravel().astype(np.uint16), blocks.ravel()


def main(ucd: Path) -> None:
    """Builds and writes the table."""
    classes = word_breaks(ucd)
    add_scripts(ucd, classes)
    add_emoji(ucd, classes)
    classes |= general_categories(ucd) << np.uint32(bits.CATEGORY_SHIFT)
    index, blocks = two_stage(classes)
    np.savez_compressed(OUTPUT, index=index, blocks=blocks)
    print(f"{OUTPUT}: {len(blocks) // 128} blocks, {OUTPUT.stat().st_size} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/unicode"))

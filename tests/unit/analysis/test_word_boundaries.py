"""All boundaries of Unicode's WordBreakTest.txt."""

import gzip
from pathlib import Path

import numpy as np
import pytest

from findling.base.unicode_classes import classes_of
from findling.kernels.text import words

GOLDEN = Path(__file__).parents[2] / "golden" / "unicode" / "WordBreakTest.txt.gz"
INSTALLED = Path("/usr/share/unicode/auxiliary/WordBreakTest.txt")


def cases(text: str) -> list[tuple[str, list[int]]]:
    """Returns (characters, boundary before each and at the end) of each line of the test file."""
    found = []
    for line in text.splitlines():
        signs = line.partition("#")[0].split()
        if signs:
            found.append(
                ("".join(chr(int(code, 16)) for code in signs[1::2]), [int(sign == "÷") for sign in signs[::2]])
            )
    return found


def boundaries(text: str) -> list[int]:
    """Returns the kernel's boundaries."""
    out = np.empty(len(text) + 1, np.uint8)
    words.word_boundaries(classes_of(np.array([ord(char) for char in text], np.int64)), out)
    return out.tolist()


def test_golden_file():
    """Version 15.1, which comes with the repository."""
    expected = cases(gzip.decompress(GOLDEN.read_bytes()).decode())
    assert len(expected) > 1800
    assert [text for text, breaks in expected if boundaries(text) != breaks] == []


@pytest.mark.skipif(not INSTALLED.exists(), reason="the system has no unicode-data; the golden file is tested anyway")
def test_installed_file():
    """The version of the system."""
    assert [text for text, breaks in cases(INSTALLED.read_text(encoding="utf-8")) if boundaries(text) != breaks] == []


def test_empty_text():
    """A text without characters has one boundary."""
    assert boundaries("") == [1]

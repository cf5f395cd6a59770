"""python -m tools.oracle.breaks: records where Java breaks random texts between sentences and words.

Needs a JDK of 11 or newer. The golden records in tests/golden/breaks are what one prints for one seed.
"""

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

RECORDED: Final = Path(__file__).parents[3] / "tests/golden/breaks/java.ndjson"
PROGRAM: Final = Path(__file__).parent / "Breaks.java"
PARTS: Final = (
    *("a", "B", "1", ".", ".", ".", ",", "'", '"', "-", "_", " ", " ", "  ", "\n", "\r\n", "\t", "!", "?", "(", ")"),
    *("$", "é", "e\u0301", "ü", "あ", "一", "\u2019", "\u201c", "/", ":", ";", "…", "—", "。", "\uff01", "word"),
    *("Word", "x.y", "😀", "I'm", "3.14", "foo_bar", "e.g. ", "\u2029"),
)  # fmt: skip


def texts(seed: int, n: int) -> list[str]:
    """Returns random texts; none begins with a mark."""
    rng = random.Random(seed)
    return ["".join(rng.choices(PARTS, k=rng.randint(1, 12))) for _ in range(n)]


def main() -> int:
    found = texts(1, 300)
    lines = "".join(text.encode("utf-16-be").hex() + "\n" for text in found)
    told = subprocess.run(["java", str(PROGRAM)], input=lines, capture_output=True, text=True, check=True).stdout
    with RECORDED.open("w") as file:
        for text, line in zip(found, told.splitlines(), strict=True):
            file.write(json.dumps([text, *_numbers(line)], separators=(",", ":")) + "\n")
    return 0


def _numbers(line: str) -> list[Any]:
    return [[list(map(int, part.split())) for part in half.split(";")] for half in line.split("|")]


if __name__ == "__main__":
    sys.exit(main())

"""Synthetic people: names of syllables, a known number of them containing "brad", and addresses in mixed case."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import orjson

_BATCH: Final = 10_000
_STARTS: Final = (
    "b",
    "br",
    "c",
    "ch",
    "d",
    "dr",
    "f",
    "g",
    "gr",
    "h",
    "j",
    "k",
    "l",
    "m",
    "n",
    "p",
    "r",
    "s",
    "st",
    "t",
    "w",
)
_VOWELS: Final = ("a", "e", "i", "o", "u", "ai", "ee", "ou")
_ENDS: Final = ("", "l", "n", "r", "s", "th", "ck", "m")
_FIRST: Final = ("Brad", "Bradley", "Bradford", "Bradan")
_LAST: Final = ("Bradshaw", "Bradbury", "Hebradi", "McBrady", "Stanbrader", "Ambradson")
_DOMAINS: Final = ("example.com", "Mail.example.org", "post.example.net", "Example.co.uk")


def people(n: int, matches: int, seed: int = 1) -> Iterator[list[bytes]]:
    """Yields documents in batches; of all n, `matches` have a name that contains "brad", in either case."""
    rng = np.random.default_rng(seed)
    first, last = _names(rng, 3_000, 2), _names(rng, 120_000, 3)
    for start in range(0, n, _BATCH):
        size = min(_BATCH, n - start)
        # the matches are spread evenly
        numbers = np.arange(start, start + size, dtype=np.int64)
        wanted = (numbers + 1) * matches // n > numbers * matches // n
        yield [
            _person(number, match, first[a], last[b], kind)
            for number, match, a, b, kind in zip(
                numbers.tolist(),
                wanted.tolist(),
                rng.integers(0, len(first), size).tolist(),
                rng.integers(0, len(last), size).tolist(),
                rng.integers(0, 60, size).tolist(),
                strict=True,
            )
        ]


def _person(number: int, match: bool, first: str, last: str, kind: int) -> bytes:
    if match and kind % 3 == 0:
        first = _FIRST[kind % len(_FIRST)]
    elif match:
        last = _LAST[kind % len(_LAST)]
    address = f"{first}.{last}{number % 9_973}@{_DOMAINS[kind % len(_DOMAINS)]}"
    name = f"{first} {last}"
    return orjson.dumps({"name": name, "email": address, "age": 18 + kind})


def _names(rng: np.random.Generator, n: int, syllables: int) -> list[str]:
    """Returns n names, none of which contains "brad"."""
    syllable = np.array([start + vowel for start in _STARTS for vowel in _VOWELS])
    found: dict[str, None] = {}
    while len(found) < n:
        parts = [rng.choice(syllable, n).tolist() for _ in range(syllables)]
        for name in map("".join, zip(*parts, rng.choice(_ENDS, n).tolist(), strict=True)):
            if "brad" not in name:
                found[name.capitalize()] = None
    return list(found)[:n]

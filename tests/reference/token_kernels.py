"""What the token kernels mean, in plain Python."""

import unicodedata
from collections.abc import Sequence


def intern(values: Sequence[bytes]) -> tuple[list[bytes], list[int]]:
    """Distinct values in order of first appearance, and the number of each value."""
    numbers: dict[bytes, int] = {}
    ids = [numbers.setdefault(value, len(numbers)) for value in values]
    return list(numbers), ids


def number_tokens(counts: Sequence[int]) -> tuple[list[int], list[int]]:
    """The value and the position of each token."""
    pairs = [(value, position) for value, count in enumerate(counts) for position in range(count)]
    return [value for value, _ in pairs], [position for _, position in pairs]


def utf16_offset(value: str, byte: int) -> int:
    """The UTF-16 offset of a byte offset in a value."""
    return len(value.encode()[:byte].decode().encode("utf-16-le")) // 2


def runs(value: str, inside: frozenset[str], max_length: int) -> list[tuple[int, int]]:
    """Runs of characters of some general categories, in bytes, cut at `max_length` UTF-16 units."""
    found: list[tuple[int, int]] = []
    at = units = begin = 0
    for char in [*value, None]:
        if char is not None and unicodedata.category(char) in inside:
            begin = at if units == 0 else begin
            at += len(char.encode())
            units += 1 + (ord(char) > 0xFFFF)
            if units < max_length:
                continue
        if units:
            found.append((begin, at))
        if char is not None and unicodedata.category(char) not in inside:
            at += len(char.encode())
        units = 0
    return found


def grams(text: str, shortest: int, longest: int, edge: bool) -> list[str]:
    """Grams by start, then by length."""
    starts = range(min(1, len(text))) if edge else range(len(text))
    sizes = range(shortest, longest + 1)
    return [text[start : start + size] for start in starts for size in sizes if start + size <= len(text)]

"""Twins of the kernels of sketches, from their definitions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

_ALL = 2**64 - 1


def characters(terms: Sequence[tuple[str, int]]) -> Counter[int]:
    """Returns how often each of Java's characters comes up in terms that come up so often."""
    found: Counter[int] = Counter()
    for text, count in terms:
        encoded = text.encode("utf-16-le", "surrogatepass")
        for at in range(0, len(encoded), 2):
            found[int.from_bytes(encoded[at : at + 2], "little")] += count
    return found


def murmur3(term: bytes) -> int:
    """Returns the first 64 bits of Murmur3's 128 (x64, seed 0)."""
    first, second = 0x87C37B91114253D5, 0x4CF5AD432745937F
    low = high = 0
    n_blocks = len(term) // 16
    for block in range(n_blocks):
        one, other = (
            int.from_bytes(term[16 * block + 8 * half : 16 * block + 8 * half + 8], "little") for half in (0, 1)
        )
        low = (_left(low ^ _left(one * first, 31) * second & _ALL, 27) + high) * 5 + 0x52DCE729 & _ALL
        high = (_left(high ^ _left(other * second, 33) * first & _ALL, 31) + low) * 5 + 0x38495AB5 & _ALL
    rest = term[16 * n_blocks :]
    high ^= _left(int.from_bytes(rest[8:], "little") * second, 33) * first & _ALL
    low ^= _left(int.from_bytes(rest[:8], "little") * first, 31) * second & _ALL
    low, high = low ^ len(term), high ^ len(term)
    low = low + high & _ALL
    high = high + low & _ALL
    return _finished(low) + _finished(high) & _ALL


def _left(word: int, bits: int) -> int:
    word &= _ALL
    return (word << bits | word >> 64 - bits) & _ALL


def _finished(word: int) -> int:
    word = (word ^ word >> 33) * 0xFF51AFD7ED558CCD & _ALL
    word = (word ^ word >> 33) * 0xC4CEB9FE1A85EC53 & _ALL
    return word ^ word >> 33


def registers(hashes: Sequence[int], precision: int) -> dict[int, int]:
    """Returns by number of a register the most leading zeros, plus one, of the bits behind those that number it."""
    found: dict[int, int] = {}
    for hashed in hashes:
        place, rest = hashed >> 64 - precision, hashed & (1 << 64 - precision) - 1
        found[place] = max(found.get(place, 0), 64 - precision - rest.bit_length() + 1)
    return found


def merged(
    incoming: Sequence[tuple[float, float]], kept: Sequence[tuple[float, float]], normalizer: float, backwards: bool
) -> list[tuple[float, float]]:
    """Returns the centroids, mean and weight, that a pass of a t-digest leaves; in its own order."""
    every = [(mean, 0, weight) for mean, weight in incoming] + [(mean, 1, weight) for mean, weight in kept]
    every.sort(key=lambda entry: entry[:2])
    total = sum(weight for _, _, weight in every)
    found: list[tuple[float, float]] = []
    before = 0.0
    for i, (mean, _, weight) in enumerate(reversed(every) if backwards else every):
        if 1 < i < len(every) - 1:
            own, together = found[-1][0], found[-1][1] + weight
            shares = (before / total, (before + together) / total)
            if together <= total * min(share * (1 - share) / normalizer for share in shares):
                found[-1] = (own + (mean - own) * weight / together, together)
                continue
        before += found[-1][1] if found else 0.0
        found.append((mean, weight))
    return found

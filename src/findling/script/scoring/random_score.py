"""Scores by chance that stay the same for a seed.

Source: Elasticsearch's ScoreScriptUtils.RandomScoreField and RandomScoreDoc.
"""

from typing import Final

from findling.script.api.objects import to_text
from findling.script.context import Function
from findling.script.faults import illegal_argument
from findling.script.scoring.surroundings import SCORING, Surroundings
from findling.script.types import DOUBLE, INT, STRING

_BITS: Final = 0xFFFFFFFF


def _mixed(key: int) -> int:
    key = ((key ^ (key >> 16)) * 0x85EBCA6B) & _BITS
    key = ((key ^ (key >> 13)) * 0xC2B2AE35) & _BITS
    return key ^ (key >> 16)


def _rotated(value: int, by: int) -> int:
    return ((value << by) | (value >> (32 - by))) & _BITS


def murmur3_32(data: bytes, seed: int) -> int:
    """Returns Murmur3's hash of 32 bits."""
    h, whole = seed & _BITS, len(data) // 4 * 4
    for start in range(0, len(data), 4):
        k = int.from_bytes(data[start : start + 4], "little") * 0xCC9E2D51 & _BITS
        h ^= _rotated(k, 15) * 0x1B873593 & _BITS
        if start < whole:
            h = (_rotated(h, 13) * 5 + 0xE6546B64) & _BITS
    return _mixed(h ^ len(data))


def _java_hash(text: str) -> int:
    value = 0
    for unit in text.encode("utf-16-be", "surrogatepass").hex(" ", 2).split():
        value = (value * 31 + int(unit, 16)) & _BITS
    return value


def _score(here: Surroundings, seed: int, text: str) -> float:
    salted = _mixed((seed ^ ((_java_hash(here.index) << 10) | here.shard)) & _BITS)
    return (murmur3_32(text.encode(), salted) & 0xFFFFFF) / (1 << 24)


def of_document(here: Surroundings, seed: int) -> float:
    """Returns the score of a document by its number in the shard."""
    return _score(here, seed, str(here.doc_id))


def of_field(here: Surroundings, seed: int, field: str) -> float:
    """Returns the score of a document by the first value of a field. Raises JavaError."""
    values = here.values_of(field)
    if values is None:
        raise illegal_argument(f"No field found for [{field}] in mapping")
    return _score(here, seed, to_text(values.at(0)))


RANDOM_FUNCTIONS: Final = {
    ("randomScore", 1): Function((INT,), DOUBLE, of_document, SCORING),
    ("randomScore", 2): Function((INT, STRING), DOUBLE, of_field, SCORING),
}

"""The `min_hash` filter: the smallest hashes of a text's tokens, for finding near duplicates."""

from collections.abc import Iterator
from dataclasses import dataclass

from findling.analysis.catalogue import register
from findling.analysis.murmur3_128 import murmur3_128
from findling.analysis.params import Params
from findling.analysis.text_batch import whole_characters
from findling.analysis.token_filter import BYTES_PER_TOKEN, NeighbourFilter, Token, TokenFilter
from findling.base.work.current import checked, expect_memory
from findling.base.work.short_cache import short_cache

_MASK = (1 << 64) - 1
Hash = tuple[int, int]
"""(high, low) 64-bit halves, in the order they compare."""


@dataclass(frozen=True)
class MinHashFilter(NeighbourFilter):
    """Gives per hash function and bucket the smallest hashes of all terms. Source: Lucene's MinHashFilter.

    The hash is MurmurHash3 x64 128 of the term in UTF-16LE, combined with that of the function's number. Its 64-bit
    halves become the characters of the token; surrogates without partner among them become U+FFFD, as Lucene stores
    them.

    hash_set_size: hashes per bucket
    with_rotation: an empty bucket takes the hash of the next one that has some
    """

    needs_offsets = True

    hash_count: int = 1
    bucket_count: int = 512
    hash_set_size: int = 1
    with_rotation: bool = True

    def filter_value(self, tokens: list[Token], end_position: int, final_offset: int) -> tuple[list[Token], int]:
        if not tokens:
            return [], end_position
        end = tokens[-1].end
        terms = {token.term for token in tokens}
        numbers = checked(range(self.hash_count), 1)
        filled = self.bucket_count if self.with_rotation else min(self.bucket_count, len(terms))
        expect_memory(BYTES_PER_TOKEN * self.hash_count * filled * self._in_each(terms), "<analysis>")
        texts = [text for number in numbers for text in self._texts(terms, number)]
        made = [Token(text, tokens[0].position, 0, end, "MIN_HASH") for text in texts]
        return made, tokens[0].position + end_position - tokens[-1].position

    def _in_each(self, terms: set[str]) -> int:
        """Returns about how many hashes a bucket gives that has some."""
        return max(min(self.hash_set_size, len(terms) // self.bucket_count), 1)

    def _texts(self, terms: set[str], number: int) -> Iterator[str]:
        """Yields the tokens of one hash function."""
        size = -(-(1 << 32) // self.bucket_count)
        buckets: list[set[Hash]] = [set() for _ in range(self.bucket_count)]
        for term in checked(terms):
            high, low = _hash(term, number)
            buckets[(high >> 32) // size].add((high, low))
        kept = [sorted(hashes)[: self.hash_set_size] for hashes in checked(buckets)]
        for bucket in checked(self._rotated(kept)):
            for high, low in bucket:
                yield self._text(number, high, low)

    def _rotated(self, buckets: list[list[Hash]]) -> list[list[Hash]]:
        if not self.with_rotation or self.hash_set_size != 1:
            return buckets
        filled = buckets + buckets
        for place in range(len(filled) - 2, -1, -1):
            filled[place] = filled[place] or filled[place + 1]
        return filled[: len(buckets)]

    def _text(self, number: int, high: int, low: int) -> str:
        units = high.to_bytes(8, "big") + low.to_bytes(8, "big")
        if self.hash_count > 1:
            units = number.to_bytes(4, "big") + units[:12]
        return whole_characters(units.decode("utf-16-be", "surrogatepass"))


@short_cache(4096)
def _hash(term: str, number: int) -> Hash:
    """Returns the hash of a term by one of the functions."""
    low, high = murmur3_128(term.encode("utf-16-le", "surrogatepass"))
    low_number, high_number = murmur3_128(number.to_bytes(4, "big"))
    return (high * 37 + high_number) & _MASK, (low * 37 + low_number) & _MASK


@register("filter", "min_hash")
def min_hash_filter(params: Params, registry: object) -> TokenFilter:
    """hash_count: 1; bucket_count: 512; hash_set_size: 1; with_rotation: whether there are several buckets."""
    buckets = params.integer("bucket_count", 512)
    return MinHashFilter(
        params.integer("hash_count", 1),
        buckets,
        params.integer("hash_set_size", 1),
        params.boolean("with_rotation", buckets > 1),
    )

"""The order of Java's collections."""

from hypothesis import given
from hypothesis import strategies as st

from findling.base.java_collections import BestOf, hash_map_order, java_hash


def test_hashes_of_strings() -> None:
    # what "hello".hashCode() and others give in Java
    assert java_hash("hello") == 99162322
    assert java_hash("") == 0
    assert java_hash("polygenelubricants") == 1 << 31


def test_a_hash_map_gives_back_its_buckets() -> None:
    # the order of a java.util.HashMap with these keys put into it
    words = ["river", "fox", "bear", "dog"]
    assert [word for word, _ in hash_map_order(dict.fromkeys(words, 0))] == sorted(
        words, key=lambda word: (java_hash(word) ^ java_hash(word) >> 16) & 15
    )


@given(st.lists(st.integers(0, 5), max_size=12), st.integers(1, 12))
def test_the_best_are_kept_from_the_least(numbers: list[int], size: int) -> None:
    best: BestOf[int] = BestOf(size, float)
    best.offer_all(numbers)
    assert best.drained() == sorted(numbers)[-size:]

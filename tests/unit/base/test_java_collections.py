"""The order of Java's collections."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from findling.base.java_collections import BestOf, hash_map_order, in_map_order, java_hash, paged_map_order


def test_hashes_of_strings() -> None:
    # what "hello".hashCode() and others give in Java
    assert java_hash("hello") == 99162322
    assert java_hash("") == 0
    assert java_hash("polygenelubricants") == 1 << 31
    assert java_hash("𝄞") == 1772394


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


def test_names_come_by_their_hash_not_as_they_were_put() -> None:
    # of the live Elasticsearch's matched_queries
    names = ["m", "f", "all", "b", "z", "first", "second"]
    assert in_map_order(names) == ["all", "b", "f", "z", "m", "first", "second"]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("b r a", "a b r"),
        ("r b a", "a r b"),
        ("one two three", "one two three"),
        ("q1 q2 q3 q4 q5 q6 q7 q8 q9 q10 q11 q12 q13", "q1 q2 q3 q4 q5 q6 q7 q8 q9 q11 q10 q13 q12"),
    ],
)
def test_names_of_one_place_stay_as_they_were(names: str, expected: str) -> None:
    assert in_map_order(names.split()) == expected.split()


def test_a_paged_map_tries_slot_after_slot() -> None:
    # as Elasticsearch 9.1 gives terms of equal scores: "12" and "34" have the same hash of 64 slots
    keys = ["34", "35", "36", "12", "38", "39", "-3", "-5", "-1", "0", "22"]
    assert [key for key, _ in paged_map_order(dict.fromkeys(keys), 36)] == ["22", *keys[:-1]]
    assert [key for key, _ in paged_map_order({"winter": 1, "stone": 2, "bear": 3}, 12)] == ["winter", "stone", "bear"]


def test_a_paged_map_grows() -> None:
    keys = [str(number) for number in range(100)]
    grown = paged_map_order(dict.fromkeys(keys), 1)
    assert sorted(key for key, _ in grown) == sorted(keys)
    assert [key for key, _ in paged_map_order(dict.fromkeys("cba"), 2)] == ["a", "b", "c"]

"""Orders and hashes that a Java virtual machine printed."""

import pytest

from findling.base.java_hash_map import in_map_order, string_hash


@pytest.mark.parametrize(
    ("text", "expected"), [("", 0), ("a", 97), ("hello", 99162322), ("polygenelubricants", 2**31), ("𝄞", 1772394)]
)
def test_the_hash_of_a_string(text: str, expected: int) -> None:
    assert string_hash(text) == expected


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

"""Byte strings and term dictionaries."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from findling.codec.byte_strings import ByteStrings
from findling.codec.postings.terms import TermDictionary, write_terms
from findling.codec.segment import Segment, SegmentWriter

NASTY = st.binary(max_size=20) | st.sampled_from([b"", b"\x00", b"\x00" * 8, b"\x00" * 9, b"abcdefgh", b"abcdefgh\x00"])


@given(st.lists(NASTY, max_size=60))
def test_order_is_that_of_bytes(strings: list[bytes]) -> None:
    assert ByteStrings.from_list(strings).order().tolist() == sorted(range(len(strings)), key=strings.__getitem__)


@given(st.lists(NASTY, max_size=60))
def test_distinct_strings_and_their_numbers(strings: list[bytes]) -> None:
    distinct, ranks = ByteStrings.from_list(strings).distinct()
    assert distinct.to_list() == sorted(set(strings))
    assert [distinct.to_list()[rank] for rank in ranks] == strings


def test_concatenation_and_taking() -> None:
    parts = [ByteStrings.from_list([b"a", b""]), ByteStrings.from_list([]), ByteStrings.from_list([b"bcd"])]
    whole = ByteStrings.concatenate(parts)
    assert whole.to_list() == [b"a", b"", b"bcd"]
    assert whole.take(np.array([2, 2, 0])).to_list() == [b"bcd", b"bcd", b"a"]
    assert len(ByteStrings.concatenate([])) == 0


def dictionary(tmp_path: Path, terms: list[bytes]) -> TermDictionary:
    with SegmentWriter(tmp_path / "t.seg") as writer:
        write_terms(writer, "f", ByteStrings.from_list(sorted(terms)))
    return TermDictionary(Segment.open(tmp_path / "t.seg"), "f")


TERMS = [b"", b"a", b"ab", b"ab\xff", b"ab\xff\xffx", b"b", b"\xff", b"\xff\xff", "ß".encode()]


@pytest.mark.parametrize("wanted", [*TERMS, b"aa", b"abc", b"c", b"\xff\xff\xff", b"\x00"])
def test_look_up_and_ceiling(tmp_path: Path, wanted: bytes) -> None:
    terms = sorted(TERMS)
    found = dictionary(tmp_path, TERMS)
    assert found.lookup(wanted) == (terms.index(wanted) if wanted in terms else -1)
    assert found.seek_ceil(wanted) == sum(term < wanted for term in terms)


@pytest.mark.parametrize("prefix", [b"", b"a", b"ab", b"ab\xff", b"\xff", b"\xff\xff", b"b", b"zz", b"\x00"])
def test_prefix_ranges(tmp_path: Path, prefix: bytes) -> None:
    low, high = dictionary(tmp_path, TERMS).prefix_range(prefix)
    terms = sorted(TERMS)
    assert terms[low:high] == [term for term in terms if term.startswith(prefix)]


def test_terms_by_ordinal(tmp_path: Path) -> None:
    found = dictionary(tmp_path, TERMS)
    assert len(found) == found.n_terms == len(TERMS)
    assert found.term(1) == b"a"
    assert found.terms([2, 0]) == [b"ab", b""]
    assert found.lookup_many([b"b", b"?", b"a"]).tolist() == [5, -1, 1]
    assert found.lookup_many([]).tolist() == []


def test_an_empty_dictionary(tmp_path: Path) -> None:
    found = dictionary(tmp_path, [])
    assert found.lookup(b"a") == -1
    assert found.seek_ceil(b"a") == 0
    assert found.prefix_range(b"a") == (0, 0)
    assert found.terms([]) == []

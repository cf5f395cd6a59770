"""Front-coded lists: what they give back, and searching them, against plain lists."""

from bisect import bisect_left

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from findling.codec.byte_strings import ByteStrings
from findling.kernels.terms import string_blocks as kernel

NASTY = (
    st.binary(max_size=4)
    | st.text("ab", max_size=50).map(str.encode)
    | st.integers(0, 500).map(lambda n: b"prefix" * (n % 9) + b"%d" % n)
    | st.sampled_from([b"x" * 14, b"x" * 15, b"x" * 16, b"x" * 143])
)


def blocks(strings: list[bytes]) -> kernel.StringBlocks:
    plain = ByteStrings.from_list(strings)
    data = np.full(len(plain.blob) + 11 * len(strings), 0xAA, np.uint8)
    starts = np.empty((len(strings) + 15) // 16, np.int64)
    size = kernel.encode(plain.blob, plain.starts, data, starts)
    return kernel.StringBlocks(data[:size].copy(), starts.astype(np.uint32), len(strings))


@given(st.lists(NASTY, max_size=80))
def test_any_list_is_given_back(strings: list[bytes]) -> None:
    found = blocks(strings)
    assert [found.get(number) for number in range(len(strings))] == strings
    lengths = np.empty(len(strings), np.int64)
    found.all_lengths(lengths)
    assert lengths.tolist() == list(map(len, strings))
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
    out = np.empty(int(starts[-1]), np.uint8)
    found.all_bytes(starts, out)
    assert out.tobytes() == b"".join(strings)


@given(st.lists(NASTY, max_size=80, unique=True), st.lists(NASTY, max_size=20))
def test_sorted_lists_are_searched(strings: list[bytes], others: list[bytes]) -> None:
    strings.sort()
    found = blocks(strings)
    wanted = strings + others + [string[:-1] for string in strings] + [string + b"\0" for string in strings]
    for string in wanted:
        place = bisect_left(strings, string)
        assert found.seek_ceil(string) == place
        assert found.find(string) == (place if string in strings else -1)
    out = np.empty(len(wanted), np.int32)
    found.find_many(wanted, out)
    assert out.tolist() == [found.find(string) for string in wanted]


def test_long_strings() -> None:
    strings = [b"x" * 16_398, b"x" * 16_399, b"x" * 16_399 + b"y" * 16_400, b"x" * 16_400, b"y"]
    found = blocks(sorted(strings))
    assert [found.get(number) for number in range(5)] == sorted(strings)
    assert [found.find(string) for string in sorted(strings)] == [0, 1, 2, 3, 4]
    assert found.find(b"x" * 16_397) == -1


def test_shared_bytes_are_stored_once() -> None:
    strings = [b"a-long-common-prefix-%04d" % number for number in range(1600)]
    data = np.empty(100_000, np.uint8)
    plain = ByteStrings.from_list(strings)
    assert kernel.encode(plain.blob, plain.starts, data, np.empty(100, np.int64)) < 1600 * 6

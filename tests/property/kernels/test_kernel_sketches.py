"""The kernels of sketches agree with their twins."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from findling.kernels.columns import centroids, character_counts, registers, value_hashes
from tests.reference import sketch_kernels as twin

hashes = st.lists(st.integers(0, 2**64 - 1) | st.sampled_from([0, 1, 0x8000, 2**39, 2**48, 2**64 - 1]), max_size=20)
points = st.lists(st.tuples(st.integers(-9, 9).map(float), st.integers(1, 4).map(float)), max_size=30)


@given(terms=st.lists(st.binary(max_size=50), max_size=5))
def test_hashes_of_terms(terms: list[bytes]) -> None:
    ends = np.cumsum([len(term) for term in terms]).astype(np.int64)
    starts = ends - np.array([len(term) for term in terms], np.int64)
    found = np.empty(len(terms), np.uint64)
    value_hashes.hash_terms(np.frombuffer(b"".join(terms), np.uint8), starts, ends, found)
    assert found.tolist() == [twin.murmur3(term) for term in terms]


def test_hashes_that_are_known() -> None:
    """Of texts that Murmur3's own tests name."""
    assert twin.murmur3(b"") == 0
    assert twin.murmur3(b"hello") == 0xCBD8A7B341BD9B02
    assert twin.murmur3(b"hello, world") == 0x342FAC623A5EBC8E


@given(terms=st.lists(st.tuples(st.text(max_size=9), st.integers(1, 9)), max_size=6))
def test_characters_of_terms(terms: list[tuple[str, int]]) -> None:
    texts = [text.encode() for text, _ in terms]
    ends = np.cumsum([len(text) for text in texts]).astype(np.int64)
    starts = ends - np.array([len(text) for text in texts], np.int64)
    found, lengths = np.zeros(1 << 16, np.int64), np.array([2**31 - 1, -(2**31)])
    counts = np.array([count for _, count in terms], np.int64)
    character_counts.count_characters(np.frombuffer(b"".join(texts), np.uint8), starts, ends, counts, found, lengths)
    expected = twin.characters(terms)
    assert {int(code): int(found[code]) for code in np.flatnonzero(found)} == expected
    sizes = [len(text.encode("utf-16-le")) // 2 for text, _ in terms if text]
    assert lengths.tolist() == [min(sizes, default=2**31 - 1), max(sizes, default=-(2**31))]


@given(hashes=hashes, precision=st.integers(4, 18))
def test_registers(hashes: list[int], precision: int) -> None:
    """They are the same whether hashes come as they are or as what is kept of them."""
    given_hashes = np.array(hashes, np.uint64)
    found, again = np.zeros(1 << precision, np.uint8), np.zeros(1 << precision, np.uint8)
    registers.add_hashes(given_hashes, found, precision)
    assert {place: int(found[place]) for place in np.flatnonzero(found).tolist()} == twin.registers(hashes, precision)
    encoded = np.empty(len(hashes), np.uint32)
    registers.encode(given_hashes, precision, encoded)
    registers.add_encoded(encoded, again, precision)
    assert again.tolist() == found.tolist()


@given(incoming=points, kept=points, normalizer=st.sampled_from([0.2, 1.0, 5.0]), backwards=st.booleans())
def test_passes_over_centroids(
    incoming: list[tuple[float, float]], kept: list[tuple[float, float]], normalizer: float, backwards: bool
) -> None:
    incoming, kept = sorted(incoming, key=lambda point: point[0]), sorted(kept, key=lambda point: point[0])
    new, old = (np.array(each, np.float64).reshape(-1, 2).T.copy() for each in (incoming, kept))
    out = np.empty((2, 80))
    total = float(new[1].sum() + old[1].sum())
    n = centroids.merge_pass(new, old, len(kept), total, normalizer, backwards, out)
    # of equal means the order of those that come together is theirs; sums do not depend on it here
    expected = twin.merged(incoming, kept, normalizer, backwards) if incoming or kept else []
    assert n == len(expected)
    assert out[1, :n].sum() == total
    np.testing.assert_allclose(out[0, :n], [mean for mean, _ in expected], atol=1e-9)


@given(
    values=st.lists(st.floats(-100, 100, allow_nan=False), min_size=1, max_size=60),
    compression=st.sampled_from([1, 20]),
)
def test_insertion(values: list[float], compression: int) -> None:
    """Centroids stay sorted, and nothing gets lost."""
    means, counts = np.empty(80), np.zeros(80, np.int64)
    means[0], counts[0], n = values[0], 1, 1
    for total, value in enumerate(values[1:], 1):
        n = centroids.insert(means, counts, n, value, 1, total, compression)
    assert int(counts[:n].sum()) == len(values)
    assert sorted(means[:n].tolist()) == means[:n].tolist()
    np.testing.assert_allclose((means[:n] * counts[:n]).sum(), sum(values), atol=1e-6)

"""Batches grow while that pays."""

from findling.base.work.batch_size import SIZES, BatchSize, suffers


def sizes(batch: BatchSize, rate: dict[int, float], n: int) -> list[int]:
    seen = []
    for _ in range(n):
        seen.append(batch.size)
        batch.took(batch.size, batch.size / rate[batch.size])
    return seen


def test_it_grows_while_larger_batches_are_faster() -> None:
    rising = {size: float(size) for size in SIZES}
    assert sizes(BatchSize(), rising, 18)[::3] == list(SIZES)


def test_it_goes_back_to_the_smallest_of_the_fastest() -> None:
    rate = {1000: 10.0, 2000: 20.0, 3500: 30.0, 5000: 30.1, 7500: 30.2, 10_000: 30.3}
    batch = BatchSize()
    assert sizes(batch, rate, 12)[-3:] == [5000] * 3
    assert sizes(batch, rate, 40) == [3500] * 40
    assert 5000 in sizes(batch, rate, 10)


def test_it_shrinks_while_searches_suffer() -> None:
    batch = BatchSize()
    sizes(batch, {size: float(size) for size in SIZES}, 9)
    assert batch.size == 5000
    for _ in range(5):
        batch.took(batch.size, 1.0, strained=True)
    assert batch.size == 1000


def test_a_given_size_stays_and_parts_say_nothing() -> None:
    fixed = BatchSize(77)
    for _ in range(10):
        fixed.took(77, 0.1)
    assert fixed.size == 77
    batch = BatchSize()
    for _ in range(10):
        batch.took(10, 1.0)
    assert batch.size == 1000


def test_when_searches_suffer() -> None:
    assert [suffers(*times) for times in ((None, 9.0), (1.0, None), (1.0, 5.9), (1.0, 6.1), (10.0, 19.0))] == [
        False, False, False, True, False,
    ]  # fmt: skip

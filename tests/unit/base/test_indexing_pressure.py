"""Writes on their way are counted, and refused in Elasticsearch's words beside too many others."""

import pytest

from findling.base.errors import RejectedExecutionError
from findling.base.work.indexing_pressure import IndexingPressure


def test_what_is_on_its_way_counts_until_it_is_there() -> None:
    pressure = IndexingPressure(100)
    with pressure.operation(60):
        assert pressure.stats()["current"] == {
            "combined_coordinating_and_primary_in_bytes": 60,
            "coordinating_in_bytes": 60,
            "primary_in_bytes": 60,
            "replica_in_bytes": 0,
            "all_in_bytes": 60,
        }
        with pytest.raises(RejectedExecutionError) as refused, pressure.operation(41):
            raise AssertionError("it was let in")
        with pressure.operation(40):
            pass
    assert refused.value.reason == (
        "rejected execution of coordinating operation [coordinating_and_primary_bytes=60, replica_bytes=0, "
        "all_bytes=60, coordinating_operation_bytes=41, max_coordinating_bytes=100]"
    )
    stats = pressure.stats()
    assert set(stats["current"].values()) == {0}
    assert (stats["total"]["all_in_bytes"], stats["total"]["coordinating_rejections"]) == (100, 1)
    assert stats["limit_in_bytes"] == 100


def test_a_write_that_fails_counts_no_more() -> None:
    pressure = IndexingPressure(100)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), pressure.operation(90):
            raise ZeroDivisionError
    with pressure.operation(100):
        pass

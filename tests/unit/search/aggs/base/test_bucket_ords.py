"""Numbers of buckets."""

import numpy as np
import pytest

from findling.search.aggs.base.bucket_ords import DenseBucketOrds


def test_dense_numbers() -> None:
    own = np.array([0, 2, 1], np.int32)
    assert DenseBucketOrds(3).assign(own, None).tolist() == [0, 2, 1]
    assert DenseBucketOrds(3).assign(own, np.array([1, 0, 1], np.int32)).tolist() == [3, 2, 4]
    assert DenseBucketOrds(3).assign(own[:0], None).tolist() == []


@pytest.mark.parametrize("wrong", [-1, 3, np.iinfo(np.int32).min])
def test_a_number_out_of_bounds_gets_no_further(wrong: int) -> None:
    with pytest.raises(AssertionError, match="out of bounds"):
        DenseBucketOrds(3).assign(np.array([0, wrong], np.int32), None)

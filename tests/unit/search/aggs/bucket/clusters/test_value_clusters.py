"""Values are put into the clusters that they lie in."""

import numpy as np

from findling.search.aggs.bucket.clusters.value_clusters import clusters_of


def test_the_first_values_are_cut_into_equally_many() -> None:
    clusters = clusters_of(np.array([5.0, 1.0, 9.0, 2.0]), 3, 10)
    assert clusters.centroids.tolist() == [1.5, 7.0]
    assert clusters.lows.tolist() == [1.0, 5.0]
    assert clusters.highs.tolist() == [2.0, 9.0]
    assert clusters.members.tolist() == [1, 0, 1, 0]


def test_later_values_join_the_nearest_and_far_ones_stand_alone() -> None:
    clusters = clusters_of(np.array([1.0, 2.0, 1.9, 50.0, -100.0]), 4, 2)
    assert clusters.centroids.tolist() == [-100.0, 1.0, 1.95, 50.0]
    assert clusters.members.tolist() == [1, 2, 2, 3, 0]


def test_there_are_no_more_than_asked_for() -> None:
    clusters = clusters_of(np.array([1.0, 2.0, 50.0, 100.0]), 3, 2)
    assert clusters.centroids.tolist() == [1.0, 2.0, 50.0 + 25.0]
    assert clusters.highs.tolist() == [1.0, 2.0, 100.0]

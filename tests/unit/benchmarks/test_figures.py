"""An answer's figures are names and numbers in their order."""

from benchmarks.figures import figures_of


def test_buckets_have_counts_and_figures_and_buckets_within() -> None:
    within = {"buckets": [{"key": "a", "doc_count": 1, "mean": {"value": 2.5}}]}
    answer = {"sum_other_doc_count": 0, "buckets": [{"key": 7.0, "key_as_string": "x", "doc_count": 3, "of": within}]}
    assert figures_of(answer) == [("7", (3.0,)), ("7>a", (1.0, 2.5))]
    assert figures_of({"doc_count": 4, "of": within}) == [("doc_count", (4.0,)), ("a", (1.0, 2.5))]


def test_keys_may_stand_before_buckets_or_be_of_several_parts() -> None:
    assert figures_of({"buckets": {"npm": {"doc_count": 2}}}) == [("npm", (2.0,))]
    assert figures_of({"buckets": [{"key": {"r": "npm", "m": 5}, "doc_count": 2}]}) == [("npm|5", (2.0,))]
    assert figures_of({"buckets": [{"key": ["npm", "1"], "doc_count": 2}]}) == [("npm|1", (2.0,))]


def test_significant_buckets_are_told_by_their_scores() -> None:
    assert figures_of({"bg_count": 9, "buckets": [{"key": "a", "doc_count": 3, "score": 1.5}]}) == [("score", (1.5,))]


def test_numbers_stand_under_their_names_and_what_is_no_number_is_left_out() -> None:
    stats = {"count": 2, "min": None, "avg": 1.5, "avg_as_string": "1.5", "bounds": {"top": {"lat": 1}}}
    assert figures_of(stats) == [("count", (2.0,)), ("avg", (1.5,)), ("lat", (1.0,))]
    assert figures_of({"hits": {"hits": [{"_id": "1", "sort": [5]}]}}, ("sort",)) == [("sort", (5.0,))]

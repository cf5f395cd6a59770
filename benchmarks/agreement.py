"""Whether two engines give the same answer."""

import math

from benchmarks.aggregations import AGGREGATIONS
from benchmarks.engine import Answer, Figures
from benchmarks.queries import BenchmarkQuery

_TOLERANCE = 1e-5
_FIGURES_TOLERANCE = 1e-9
_LEAP = 1e-3
# sketches of different make: HyperLogLog with 2^14 registers is off by 1 %, a t-digest by less than this
_SKETCH_TOLERANCE = 0.05
# percent: half a centroid of many equal values, which Elasticsearch's digest, and so ours, counts as above them
_RANKS_TOLERANCE = 6
_OUTER_PERCENTILES = ("1.0", "5.0", "95.0", "99.0")


class AnswersDifferError(Exception):
    """Two engines do not agree."""


def check(query: BenchmarkQuery, ours: Answer, theirs: Answer) -> None:
    """Raises AnswersDifferError unless counts, sort values and figures are those of Lucene, and scores up to a factor.

    Lucene's scores lack the factor k1 + 1 that Elasticsearch keeps; ties may be in any order, which scores do not show.
    """
    what = f"{query}: Findling and Lucene find"
    if ours.count is not None and theirs.count is not None and ours.count != theirs.count:
        raise AnswersDifferError(f"{what} {ours.count} and {theirs.count} hits")
    if len(ours.scores) != len(theirs.scores) or not _proportional(ours.scores, theirs.scores):
        raise AnswersDifferError(f"{what} scores {ours.scores} and {theirs.scores}")
    if ours.sort_values != theirs.sort_values:
        raise AnswersDifferError(f"{what} sort values {ours.sort_values} and {theirs.sort_values}")
    tolerance = _SKETCH_TOLERANCE if _is_estimate(query) else _FIGURES_TOLERANCE
    if not _same_figures(ours.figures, theirs.figures, tolerance, _absolute(query, theirs.figures)):
        raise AnswersDifferError(f"{what} figures {ours.figures} and {theirs.figures}")


def check_tantivy(query: BenchmarkQuery, ours: Answer, theirs: Answer) -> None:
    """Raises AnswersDifferError unless Tantivy counts the same hits and the same documents per bucket.

    Not compared: scores, whose statistics it makes otherwise; the order of buckets of equal size; estimates; fuzzy
    queries, which have a limit of fifty expansions with Lucene and Elasticsearch alone.
    """
    what = f"{query}: Findling and Tantivy find"
    if None not in (ours.count, theirs.count) and ours.count != theirs.count and not query.kind.startswith("fuzzy"):
        raise AnswersDifferError(f"{what} {ours.count} and {theirs.count} hits")
    if _is_estimate(query):
        return
    counts = [sorted(numbers[0] for _, numbers in answer.figures) for answer in (ours, theirs)]
    if counts[0] != counts[1]:
        raise AnswersDifferError(f"{what} figures {ours.figures} and {theirs.figures}")


def _is_estimate(query: BenchmarkQuery) -> bool:
    return query.mode == "AGG" and AGGREGATIONS[query.aggregation].estimate


def _proportional(ours: tuple[float, ...], theirs: tuple[float, ...]) -> bool:
    if not ours:
        return True
    factor = ours[0] / theirs[0]
    return all(math.isclose(one, other * factor, rel_tol=_TOLERANCE) for one, other in zip(ours, theirs, strict=True))


def _absolute(query: BenchmarkQuery, figures: Figures) -> float:
    """Returns by how much figures may differ: percentiles, where values leap, by a bit of the largest."""
    if query.aggregation == "percentile_ranks":
        return _RANKS_TOLERANCE
    if query.aggregation != "percentiles":
        return _FIGURES_TOLERANCE
    return _LEAP * max((abs(number) for _, numbers in figures for number in numbers), default=0.0)


def _same_figures(ours: Figures, theirs: Figures, tolerance: float, absolute: float) -> bool:
    if [key for key, _ in ours] != [key for key, _ in theirs]:
        return False
    for (key, numbers), (_, others) in zip(ours, theirs, strict=True):
        if key in _OUTER_PERCENTILES:  # of few values far apart: how they are interpolated decides
            continue
        if len(numbers) != len(others):
            return False
        if not all(
            math.isclose(a, b, rel_tol=tolerance, abs_tol=absolute) for a, b in zip(numbers, others, strict=True)
        ):
            return False
    return True

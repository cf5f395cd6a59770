"""p_value: how unlikely it is that a term is as frequent among the documents found as it is by chance alone."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.bucket.significance.heuristics import Frequencies, Scores, TableHeuristic

_LEAST: Final = np.finfo(np.float64).tiny
# shares that differ by less than this are taken for the same
_SLACK: Final = 0.05


@dataclass(frozen=True, slots=True)
class PValue(TableHeuristic):
    """The negative logarithm of the p-value of a likelihood-ratio test, with one degree of freedom.

    The test compares one binomial distribution for documents found and others with one for each. Both counts get some
    documents more, which makes rare terms less significant. most: more documents of a side are scaled down; 0: none
    """

    most: int = 0

    @classmethod
    def parse(cls, params: NamedParameters) -> Self:
        """Reads the parameters. Raises XContentParseError, IllegalArgumentError."""
        superset, most = params.boolean("background_is_superset", True), params.long("normalize_above", None)
        if most is not None and most <= 0:
            raise IllegalArgumentError(f"[normalize_above] must be a positive value, provided [{most}]")
        return cls(True, superset, most or 0)

    def scores(self, counts: Frequencies) -> Scores:
        """Returns the scores: 0 for terms that are not more frequent among the documents found."""
        table = self.table(counts)
        more = table.n11 * table.n_0 > table.n_1 * table.n10
        some = more & (table.n_0 > 0) & (table.n_1 > 0)
        scores = np.zeros(len(more))
        of_found = _with_slack(*self._scaled(table.n11[some], table.n_1[some]))
        of_others = _with_slack(*self._scaled(table.n10[some], table.n_0[some]))
        scores[some] = [_score(*row) for row in zip(*of_found, *of_others, strict=True)]
        return scores

    def _scaled(self, terms: Scores, documents: Scores) -> tuple[Scores, Scores]:
        """Returns documents with each term and all of a side, as if there were no more than `most`."""
        if not self.most:
            return terms, documents
        factors = np.where(documents > self.most, self.most / documents, 1.0)
        return np.floor(terms * factors), np.floor(documents * factors)


def _with_slack(terms: Scores, documents: Scores) -> tuple[Scores, Scores]:
    extra: NDArray[np.float64] = np.floor(np.maximum(_SLACK * documents + 0.5, 1.0))
    return terms + extra, documents + extra


def _score(term_found: float, found: float, term_others: float, others: float) -> float:
    # the others may have as many of the term as makes no difference
    term_others = math.floor(min((1 + _SLACK) * term_others, term_found / found * others) + 0.5)
    together = (term_found + term_others) / (found + others)
    ratio = sum(
        _log_likelihood(of_term, of_all, of_term / of_all) - _log_likelihood(of_term, of_all, together)
        for of_term, of_all in ((term_found, found), (term_others, others))
    )
    # the survival function of chi-squared with one degree of freedom, at twice the ratio
    p_value = math.erfc(math.sqrt(max(ratio, 0.0)))
    return max(-math.log(max(p_value, _LEAST)), 0.0)


def _log_likelihood(successes: float, trials: float, probability: float) -> float:
    """Returns the logarithm of a binomial probability without the number of orders, which a ratio does not need."""
    failures = trials - successes
    return (successes * math.log(probability) if successes else 0.0) + (
        failures * math.log1p(-probability) if failures else 0.0
    )

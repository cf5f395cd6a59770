"""Terms that fit a regular expression, found without making the states of its automaton where it is a small one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from findling.kernels.terms.expression import COMPILED, Expression
from findling.search.automaton import MIN_LITERAL

if TYPE_CHECKING:
    from findling.codec.postings.terms import TermDictionary
    from findling.search.query.primitive.multi_term import TermFinder


def read_expression(text: str, ignore_case: bool = False) -> Expression | None:
    """Returns an expression in Lucene's syntax with all operators; None if another way has to be taken."""
    if not COMPILED:
        return None
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.int32)
    expression = Expression(codes, ignore_case)
    return None if expression.failed else expression


def expression_finder(expression: Expression) -> TermFinder:
    """Returns what finds the terms that an expression fits."""
    prefix, literal = (text.encode() for text in expression.literals())
    wanted = np.frombuffer(literal, np.uint8) if len(literal) >= MIN_LITERAL and literal != prefix else None

    def find(terms: TermDictionary) -> NDArray[np.int64]:
        low, high = terms.prefix_range(prefix) if prefix else (0, terms.n_terms)
        found = np.empty(high - low, np.int64)
        if wanted is not None:
            return found[: expression.terms_with((terms.blob, terms.offsets), low, high, wanted, found)]
        dictionary = (terms.blob, terms.offsets, *terms.branches)
        return found[: expression.fitting_terms(dictionary, low, high, found)]

    return find

"""minimum_should_match: how many optional clauses have to match, in all of its notations.

`3`, `-2`, `75%`, `-25%`, and combinations `2<75% 9<-3`, of which the one with the largest bound below the number of
clauses counts. Mirrors Elasticsearch's Queries.calculateMinShouldMatch.
"""

from __future__ import annotations

import re
from typing import Final

from findling.base.errors import NumberFormatError
from findling.search.parameters import Parameters

_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,19}")


def read_minimum_should_match(parameters: Parameters) -> str | None:
    """Returns the parameter as text, which may be given as a number; None if it was not given."""
    return parameters.text("minimum_should_match")


def required_matches(spec: str, n_optional: int) -> int:
    """Returns how many of `n_optional` clauses must match; may be more than there are.

    Raises NumberFormatError.
    """
    text = spec.strip()
    if "<" not in text:
        return max(_simple(text, n_optional), 0)
    result = n_optional
    for part in text.replace(" <", "<").replace("< ", "<").split():
        bound, _, rest = part.partition("<")
        if n_optional <= _integer(bound):
            return result
        result = required_matches(rest, n_optional)
    return result


def _simple(text: str, n_optional: int) -> int:
    if text.endswith("%"):
        percent = _integer(text[:-1])
        # the product is cut towards zero, as Java does
        share = int(n_optional * percent * (1 / 100.0))
        return n_optional + share if share < 0 or percent < 0 else share
    count = _integer(text)
    return n_optional + count if count < 0 else count


def _integer(text: str) -> int:
    if _INTEGER.fullmatch(text) is None or not -(2**31) <= int(text) < 2**31:
        raise NumberFormatError.of(text)
    return int(text)

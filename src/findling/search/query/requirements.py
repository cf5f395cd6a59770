"""Requirements: what a document has to contain to match a query, so far as that can be told from the query alone.

Stored queries are found by them: a document can only match those of whose terms and ranges it has enough. Each query
tells its own (`Query.requirements`); what it does not tell is UNKNOWN, and such a query has to be tried.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

# field and term
Term = tuple[str, bytes]
# field, least and greatest column value
Range = tuple[str, int | float, int | float]


@dataclass(frozen=True, slots=True)
class Requirements:
    """At least `least` of some terms, which a document has, and ranges, in which it has a value.

    exact: every document that has so many matches
    known: whether anything can be told; if not, any document may match
    """

    terms: frozenset[Term] = frozenset()
    ranges: frozenset[Range] = frozenset()
    least: int = 0
    exact: bool = True
    known: bool = True

    @property
    def size(self) -> int:
        """Number of terms and ranges."""
        return len(self.terms) + len(self.ranges)

    @property
    def is_anything(self) -> bool:
        """Whether nothing is required."""
        return self.least == 0

    def inexact(self) -> Requirements:
        """Returns the same, of which a document may have enough without matching."""
        return replace(self, exact=False)

    def is_apart_from(self, other: Requirements) -> bool:
        """Whether no term and no range is required by both."""
        return self.terms.isdisjoint(other.terms) and self.ranges.isdisjoint(other.ranges)


UNKNOWN: Final = Requirements(exact=False, known=False)
ANYTHING: Final = Requirements()
NOTHING: Final = Requirements(least=1)


def any_of(field: str, terms: Iterable[bytes]) -> Requirements:
    """Returns the requirement of one of some terms."""
    return Requirements(frozenset((field, term) for term in terms), least=1)


def any_range(field: str, ranges: Iterable[tuple[int | float, int | float]]) -> Requirements:
    """Returns the requirement of a value in one of some ranges; exact between whole numbers, which have one zero."""
    made = frozenset((field, low, high) for low, high in ranges)
    return Requirements(ranges=made, least=1, exact=all(type(low) is type(high) is int for _, low, high in made))


def all_required(parts: Sequence[Requirements]) -> Requirements:
    """Returns what is required by all of some parts; of parts that require the same, only the first is counted."""
    told = [part for part in parts if part.known]
    if not told:
        return UNKNOWN if parts else ANYTHING
    exact = all(part.exact for part in parts)
    told = [part for part in told if not part.is_anything]
    if len(told) == 1:
        return told[0] if exact else told[0].inexact()
    joined = Requirements(exact=exact and all(part.least == part.size for part in told))
    for part in told:
        apart = joined.is_apart_from(part)
        joined = Requirements(
            joined.terms | part.terms,
            joined.ranges | part.ranges,
            joined.least + (part.least if apart else 0),
            joined.exact and apart,
        )
    return joined


def some_required(parts: Sequence[Requirements], least: int) -> Requirements:
    """Returns what is required by any `least` (at least one) of some parts."""
    if not parts or least > len(parts):
        return NOTHING
    if any(not part.known or part.is_anything for part in parts):
        return UNKNOWN
    apart = _are_apart(parts)
    fewest = sorted(part.least for part in parts)
    needed = sum(fewest[:least]) if apart else max(fewest[0], 1)
    single = all(part.least == 1 for part in parts) and (least == 1 or all(part.size == 1 for part in parts))
    return Requirements(
        frozenset().union(*[part.terms for part in parts]),
        frozenset().union(*[part.ranges for part in parts]),
        needed,
        single and (apart or least == 1) and all(part.exact for part in parts),
    )


def _are_apart(parts: Sequence[Requirements]) -> bool:
    n_terms = len(frozenset().union(*[part.terms for part in parts]))
    n_ranges = len(frozenset().union(*[part.ranges for part in parts]))
    return n_terms + n_ranges == sum(part.size for part in parts)

"""What metrics have in common: their parameters, and what they make of a list of ratings."""

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Self

from findling.base.errors import IllegalArgumentError, XContentParseError
from findling.base.json_values import as_boolean, as_integer, json_token
from findling.base.object_parser import BOOLEAN, NUMBER, Member, not_built, parse_fault, parse_object, require

INTEGER: Final = Member(NUMBER, as_integer)
FLAG: Final = Member(BOOLEAN, as_boolean)
DEFAULT_K: Final = 10
_INFINITE: Final = 1024

Rating = int | None
"""Of a hit; None if nobody rated it."""


@dataclass(frozen=True, slots=True)
class Quality:
    """What a metric says of one search. details: the figures it is made of"""

    score: float
    details: dict[str, Any]


@dataclass(frozen=True)
class Metric(ABC):
    """k: how many hits of a search are looked at.

    name: in requests; parser: what errors call its object; members, required: its parameters
    """

    k: int = DEFAULT_K
    name: ClassVar[str]
    parser: ClassVar[str]
    members: ClassVar[Mapping[str, Member]]
    required: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def parse(cls, body: object) -> Self:
        """Reads its object. Raises XContentParseError, IllegalArgumentError."""
        if not isinstance(body, Mapping):
            raise parse_fault(f"[{cls.parser}] Expected START_OBJECT but was: {json_token(body)}")
        members = parse_object(cls.parser, body, cls.members)
        require(members, *cls.required)
        return cls(**members)

    @abstractmethod
    def evaluate(self, hits: Sequence[Rating], rated: Sequence[int]) -> Quality:
        """Measures one search. hits: ratings of its best k, in order; rated: all ratings that were given for it"""


@dataclass(frozen=True)
class ThresholdMetric(Metric):
    """A metric for which a document is relevant or not. relevant_rating_threshold: the least rating of the relevant"""

    relevant_rating_threshold: int = 1
    members: ClassVar[Mapping[str, Member]] = {"relevant_rating_threshold": INTEGER, "k": INTEGER}

    def __post_init__(self) -> None:
        if self.relevant_rating_threshold < 0:
            raise self._refused("Relevant rating threshold for precision must be positive integer.")
        if self.k <= 0:
            raise self._refused("Window size k must be positive.")

    def _refused(self, fault: str) -> XContentParseError:
        return not_built(IllegalArgumentError(fault), self.parser)

    def is_relevant(self, rating: Rating) -> bool:
        return rating is not None and rating >= self.relevant_rating_threshold


@dataclass(frozen=True)
class GradedMetric(Metric):
    """A metric that takes ratings as grades.

    unknown_doc_rating: the grade of hits that nobody rated; None leaves them out, but for their place
    """

    unknown_doc_rating: int | None = None

    def grades(self, hits: Sequence[Rating]) -> list[Rating]:
        return [self.unknown_doc_rating if rating is None else rating for rating in hits]


def power_of_two(grade: int) -> float:
    """Returns 2 to the power of a grade, as Java does."""
    return math.ldexp(1.0, grade) if grade < _INFINITE else math.inf


def unrated(hits: Sequence[Rating]) -> int:
    """Returns how many hits nobody rated."""
    return sum(rating is None for rating in hits)

"""Which queries the top-k kernels can answer: a term, an OR or an AND of terms, each with a restriction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from findling.kernels.conjunction import search_conjunction
from findling.kernels.cursor import ScoredTerm
from findling.kernels.topk import search_disjunction
from findling.search.query.boolean import BooleanWeight
from findling.search.query.scored_term import scored_term
from findling.search.query.term_weight import PostingsWeight

if TYPE_CHECKING:
    from findling.search.context import SegmentContext
    from findling.search.doc_set import DocSet
    from findling.search.query.base import Weight

_MAX_TERMS: Final = 255


@dataclass(frozen=True, slots=True)
class DisjunctionPlan:
    """Documents that match at least `minimum` of the terms."""

    terms: list[ScoredTerm]
    restriction: DocSet | None = None
    minimum: int = 1

    def search(
        self, top: Any, doc_base: int, max_doc: int, visible: Any, limit: int, check: Callable[[], None] | None
    ) -> None:
        """Offers the best documents to `top` and counts up to the limit."""
        search_disjunction(self.terms, top, doc_base, max_doc, visible, self.minimum, limit, check)


@dataclass(frozen=True, slots=True)
class ConjunctionPlan:
    """Documents that match all of the terms."""

    terms: list[ScoredTerm]
    restriction: DocSet | None = None

    def search(
        self, top: Any, doc_base: int, max_doc: int, visible: Any, limit: int, check: Callable[[], None] | None
    ) -> None:
        """Offers the best documents to `top` and counts up to the limit."""
        search_conjunction(self.terms, top, doc_base, max_doc, visible, limit, check)


def plan_of(weight: Weight, segment: SegmentContext) -> DisjunctionPlan | ConjunctionPlan | None:
    """Returns how the kernels evaluate a weight in a segment, None if they cannot. No terms: nothing matches here."""
    if isinstance(weight, PostingsWeight):
        return _term_plan(weight, segment)
    if isinstance(weight, BooleanWeight):
        return _boolean_plan(weight, segment)
    return None


def _term_plan(weight: PostingsWeight, segment: SegmentContext) -> DisjunctionPlan | None:
    if not _is_plain(weight):
        return None
    term = term_of(weight, segment)
    return DisjunctionPlan([] if term is None else [term])


def _boolean_plan(weight: BooleanWeight, segment: SegmentContext) -> DisjunctionPlan | ConjunctionPlan | None:
    if weight.must and weight.should:
        return None
    parts = weight.must or weight.should
    if not 0 < len(parts) <= _MAX_TERMS or not all(_is_plain(part) for part in parts):
        return None
    if weight.must:
        return _conjunction(weight.must, weight, segment)
    if weight.required_should == 0:
        return None
    found = [term for part in weight.should if (term := _scored(part, segment)) is not None]
    minimum = weight.required_should
    if len(found) < minimum:
        return DisjunctionPlan([])
    return DisjunctionPlan(found, weight.restriction(segment), minimum)


def _conjunction(parts: Sequence[Weight], weight: BooleanWeight, segment: SegmentContext) -> ConjunctionPlan | None:
    if len({part.query for part in parts}) < len(parts):
        # the kernel wants each term once
        return None
    terms = [_scored(part, segment) for part in parts]
    found = [term for term in terms if term is not None]
    if len(found) < len(terms):
        return ConjunctionPlan([])
    return ConjunctionPlan(found, weight.restriction(segment))


def _is_plain(weight: Weight) -> bool:
    return isinstance(weight, PostingsWeight) and len(weight.query.terms) == 1 and weight.similarity is not None


def _scored(weight: Weight, segment: SegmentContext) -> ScoredTerm | None:
    assert isinstance(weight, PostingsWeight)
    return term_of(weight, segment)


def term_of(weight: PostingsWeight, segment: SegmentContext) -> ScoredTerm | None:
    """Returns what the kernels need of one term in a segment, None if the segment does not have it."""
    found = weight.terms(segment)
    if found is None or weight.similarity is None:
        return None
    norms = segment.reader.norms(weight.query.field)
    return scored_term(found[0].postings(found[1][0]), weight.similarity, norms)

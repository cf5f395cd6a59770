"""Which queries the top-k kernels can answer: a term, an OR or an AND of terms, each with a restriction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from findling.kernels.search.conjunction import search_conjunction
from findling.kernels.search.cursor import ScoredTerm
from findling.kernels.search.phrase_topk import search_phrase
from findling.kernels.search.topk import search_disjunction
from findling.search.query.primitive.blended_terms import BlendedTermsWeight
from findling.search.query.primitive.boolean import BooleanWeight
from findling.search.query.primitive.phrase import PhraseWeight
from findling.search.query.primitive.term_scores import all_plain, is_plain, terms_of

if TYPE_CHECKING:
    from findling.codec.bitmap import Bitmap
    from findling.search.context import SegmentContext
    from findling.search.doc_set import DocSet
    from findling.search.query.base import Weight


# limit of a search that counts no hits
UNCOUNTED: Final = -1


class _Restricted:
    """What plans have in common: documents outside of `restriction` are no hits."""

    __slots__ = ()
    restriction: DocSet | None

    def allowed(self, visible: Bitmap | None) -> Bitmap | None:
        """Returns the documents that may be hits; None: all."""
        return visible if self.restriction is None else self.restriction.restrict(visible).bitmap()


@dataclass(frozen=True, slots=True)
class DisjunctionPlan(_Restricted):
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
class ConjunctionPlan(_Restricted):
    """Documents that match all of the terms."""

    terms: list[ScoredTerm]
    restriction: DocSet | None = None

    def search(
        self, top: Any, doc_base: int, max_doc: int, visible: Any, limit: int, check: Callable[[], None] | None
    ) -> None:
        """Offers the best documents to `top` and counts up to the limit."""
        search_conjunction(self.terms, top, doc_base, max_doc, visible, limit, check)


@dataclass(frozen=True, slots=True)
class PhrasePlan(_Restricted):
    """Documents that have all of the terms at the given positions to each other."""

    terms: list[ScoredTerm]
    positions: list[int]
    restriction: DocSet | None = None

    def search(
        self, top: Any, doc_base: int, max_doc: int, visible: Any, limit: int, check: Callable[[], None] | None
    ) -> None:
        """Offers the best documents to `top` and counts up to the limit."""
        search_phrase((self.terms, self.positions), top, doc_base, max_doc, visible, limit, check)


Plan = DisjunctionPlan | ConjunctionPlan | PhrasePlan


def plan_of(weight: Weight, segment: SegmentContext) -> Plan | None:
    """Returns how the kernels evaluate a weight in a segment, None if they cannot. No terms: nothing matches here."""
    if is_plain(weight):
        return DisjunctionPlan(terms_of([weight], segment))
    if isinstance(weight, BlendedTermsWeight):
        return DisjunctionPlan(weight.scored_terms(segment))
    if isinstance(weight, BooleanWeight):
        if weight.has_few_candidates(segment):
            return None
        return _boolean_plan(weight, segment)
    if isinstance(weight, PhraseWeight) and weight.is_plain:
        parts = weight.scored_terms(segment)
        return PhrasePlan([part[0] for part in parts], [position for position, _ in weight.query.parts])
    return None


def _boolean_plan(weight: BooleanWeight, segment: SegmentContext) -> Plan | None:
    if weight.must and weight.should:
        return None
    if len(weight.must) == 1:
        return _restricted_plan(weight, segment)
    if weight.must:
        return _conjunction(weight, segment)
    if weight.required_should == 0 or not all_plain(weight.should):
        return None
    terms = terms_of(weight.should, segment)
    if len(terms) < weight.required_should:
        return DisjunctionPlan([])
    return DisjunctionPlan(terms, weight.restriction(segment), weight.required_should)


def _restricted_plan(weight: BooleanWeight, segment: SegmentContext) -> Plan | None:
    """Returns the plan of the one scoring part, within what filters and forbidden parts leave."""
    plan = plan_of(weight.must[0], segment)
    outer = weight.restriction(segment)
    if plan is None or outer is None or not plan.terms:
        return plan
    return replace(plan, restriction=outer if plan.restriction is None else outer & plan.restriction)


def _conjunction(weight: BooleanWeight, segment: SegmentContext) -> ConjunctionPlan | None:
    parts = weight.must
    if not all_plain(parts) or len({(part.query.field, part.query.terms) for part in parts}) < len(parts):
        # the kernel wants each term once
        return None
    terms = terms_of(parts, segment)
    if len(terms) < len(parts):
        return ConjunctionPlan([])
    return ConjunctionPlan(terms, weight.restriction(segment))

"""rule: the list of another retriever, with what query rules say of its documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from findling.base.errors import IllegalArgumentError
from findling.base.object_parser import OBJECT, STRINGS, Member
from findling.search.query.base import Query
from findling.search.query.match_all import MatchAllQuery, MatchNoneQuery
from findling.search.query.scoring.rule import RuleQuery, read_known, read_names
from findling.search.query_rules import Applied, apply_rulesets
from findling.search.retriever.base import (
    Shards,
    common_of,
    parse_named,
    read_retriever,
    register,
    told_as_parsing,
)
from findling.search.retriever.compound import WINDOW, CompoundRetriever, window_of
from findling.search.retriever.ranked_docs import RankedDocs

if TYPE_CHECKING:
    from findling.search.request import SearchRequest


@dataclass(frozen=True, kw_only=True)
class RuleRetriever(CompoundRetriever):
    """The rule retriever."""

    kind: ClassVar[str] = "rule"

    applied: Applied

    def child_request(self, request: SearchRequest) -> SearchRequest:
        for key in request.sort or ():
            if not key.is_score:
                raise IllegalArgumentError(f"[rule] retriever only supports sort by score, got: {key.field}")
        organic = request.query
        if organic is None:
            # what is found by vectors comes beside the query
            organic = MatchNoneQuery() if request.knn else MatchAllQuery()
        return replace(request, query=self.child_source(organic))

    def child_source(self, query: Query) -> Query:
        return RuleQuery(organic=query, applied=self.applied)

    def combine(self, lists: Sequence[RankedDocs], shards: Shards) -> RankedDocs:
        return lists[0]


@register("rule")
def parse_rule(body: Mapping[str, Any]) -> RuleRetriever:
    """Parses {"rule": {"retriever": {...}, "match_criteria": {"query": "fox"}, "ruleset_ids": ["animals"]}}."""
    with told_as_parsing():
        members = {
            "ruleset_ids": Member(STRINGS),
            "match_criteria": Member(OBJECT),
            "retriever": Member(OBJECT, parse_named),
            **WINDOW,
        }
        read = read_retriever("rule", body, members, ("ruleset_ids", "match_criteria", "retriever"))
        names, known = read_names(read["ruleset_ids"]), read_known(read["match_criteria"])
    applied = apply_rulesets(names, known)
    return RuleRetriever(children=(read["retriever"],), applied=applied, window=window_of(read), **common_of(read))

"""rule: the list of another retriever, with what query rules say of its documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from findling.base.object_parser import OBJECT, STRINGS, Member
from findling.search.query.base import Query
from findling.search.query.scoring.rule import RuleQuery, read_known, read_names
from findling.search.query_rules import Applied, apply_rulesets
from findling.search.retriever.base import (
    common_of,
    parse_named,
    read_retriever,
    register,
    told_as_parsing,
)
from findling.search.retriever.compound import WINDOW, window_of
from findling.search.retriever.rearranged import RearrangedRetriever


@dataclass(frozen=True, kw_only=True)
class RuleRetriever(RearrangedRetriever):
    """The rule retriever."""

    kind: ClassVar[str] = "rule"
    sort_refusal: ClassVar[str] = "[rule] retriever only supports sort by score, got"

    applied: Applied

    def child_source(self, query: Query) -> Query:
        return RuleQuery(organic=query, applied=self.applied)


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

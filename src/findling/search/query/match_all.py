"""Primitive queries that stand for everything or nothing, which rewriting gives where a query cannot or must match."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from findling.search.doc_set import DocSet
from findling.search.explanation import Explanation
from findling.search.parameters import ObjectParameters, Parameters, told_as_parsing
from findling.search.query.base import InnerParser, Query, Scored, Weight, register
from findling.search.query.notation import boost_text
from findling.search.query.requirements import ANYTHING, NOTHING, Requirements

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext


@dataclass(frozen=True, kw_only=True)
class MatchAllQuery(Query):
    """Matches every document with the boost as score."""

    lucene_class: ClassVar[str] = "MatchAllDocsQuery"

    def weight(self, ctx: ShardContext, scoring: bool) -> Weight:
        return MatchAllWeight(self)

    def requirements(self) -> Requirements:
        return ANYTHING


class MatchAllWeight(Weight):
    """All docs of a segment."""

    cacheable = False
    matches_all = True

    def match(self, segment: SegmentContext) -> DocSet:
        return DocSet.full(segment.max_doc)

    def count(self, segment: SegmentContext) -> int | None:
        return int(segment.view.num_docs)

    def describe(self) -> str:
        return "*:*" if self.query.boost == 1.0 else f"(*:*){boost_text(self.query.boost)}"

    def explain(self, segment: SegmentContext, doc: int) -> Explanation:
        return Explanation.match(self.query.boost, f"*:*{boost_text(self.query.boost)}")


# which of Elasticsearch's queries notice an unmapped field before they come to a shard
_REWRITTEN: Final = ("exists", "fuzzy", "range")


@dataclass(frozen=True, kw_only=True)
class MatchNoneQuery(Query):
    """Matches no document.

    reason: why, shown by explain and _validate/query
    known_early: whether the index decides it, not what it holds
    """

    lucene_class: ClassVar[str] = "MatchNoDocsQuery"

    reason: str = 'User requested "match_none" query.'
    known_early: bool = False

    def weight(self, ctx: ShardContext, scoring: bool) -> Weight:
        return MatchNoneWeight(self)

    @property
    def is_found_early(self) -> bool:
        """Whether Elasticsearch knows it before it comes to a shard."""
        return self.known_early or self.reason.startswith(('The "', "User requested"))

    def may_be_nested(self, ctx: ShardContext) -> bool:
        return False

    def matches_nothing(self) -> bool:
        return True

    def requirements(self) -> Requirements:
        return NOTHING


class MatchNoneWeight(Weight):
    """The empty set."""

    cacheable = False

    def match(self, segment: SegmentContext) -> DocSet:
        return DocSet.empty(segment.max_doc)

    def score(self, segment: SegmentContext) -> Scored:
        return Scored.constant(DocSet.empty(segment.max_doc).docs(), 0.0)

    def count(self, segment: SegmentContext) -> int | None:
        return 0

    def cost(self, segment: SegmentContext) -> int:
        return 0

    def describe(self) -> str:
        assert isinstance(self.query, MatchNoneQuery)
        return f'MatchNoDocsQuery("{self.query.reason}")'

    def explain(self, segment: SegmentContext, doc: int) -> Explanation:
        assert isinstance(self.query, MatchNoneQuery)
        return Explanation.no_match(self.query.reason)


@register("match_all")
def parse_match_all(body: object, inner: InnerParser) -> Query:
    """Parses {"match_all": {}}."""
    parameters = ObjectParameters("match_all", body)
    with told_as_parsing():
        query = MatchAllQuery(**parameters.common())
        parameters.finish()
    return query


@register("match_none")
def parse_match_none(body: object, inner: InnerParser) -> Query:
    """Parses {"match_none": {}}."""
    parameters = Parameters("match_none", body)
    query = MatchNoneQuery(**parameters.common())
    parameters.finish()
    return query


def unmapped(field: str, query: str | None = None) -> MatchNoneQuery:
    """Returns the query on a field that the mapping does not know; query: the name of the one that is looked for."""
    if query in _REWRITTEN:
        return MatchNoneQuery(reason=f'The "{query}" query was rewritten to a "match_none" query.')
    if query is not None:
        return MatchNoneQuery(reason=f'The "{query}" query is against a field that does not exist')
    return MatchNoneQuery(reason=f"unmapped fields [{field}]")

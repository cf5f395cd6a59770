"""CompoundRetriever: one list made of the lists of other retrievers."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Final

from findling.base.error_body import error_object
from findling.base.errors import FindlingError, TaskCancelledError
from findling.base.json_values import as_integer
from findling.base.object_parser import NUMBER, Member
from findling.search.query.base import Query
from findling.search.query.bool import BoolQuery
from findling.search.retriever.base import Leaf, RequestTraits, Retriever, Shards
from findling.search.retriever.ranked_docs import LEAST_SCORE, RankedDocs
from findling.search.retriever.ranked_query import RankedQuery

if TYPE_CHECKING:
    from findling.search.request import SearchRequest

DEFAULT_WINDOW: Final = 10
WINDOW: Final = {"rank_window_size": Member(NUMBER, as_integer)}


class RetrieversFailedError(FindlingError):
    """Retrievers inside another one that could not be searched; suppressed: their errors, as JSON."""

    type = "status_exception"

    def __init__(self, reason: str, status: int, suppressed: list[dict[str, object]]) -> None:
        super().__init__(reason, suppressed=suppressed)
        self.status = status  # type: ignore[misc]


@dataclass(frozen=True, kw_only=True)
class CompoundRetriever(Retriever):
    """A retriever of retrievers. window: how many documents of each of their lists go into its own, and stay there"""

    window_member: ClassVar[str] = "rank_window_size"
    # whether scores are wanted even of a child that is sorted by fields
    shows_scores: ClassVar[bool] = False
    # whether each shard, not all of them together, gives as many documents as the window
    per_shard: ClassVar[bool] = False

    children: tuple[Retriever, ...] = ()
    window: int = DEFAULT_WINDOW

    @abstractmethod
    def combine(self, lists: Sequence[RankedDocs], shards: Shards) -> RankedDocs:
        """Returns the one list. lists: those of the children, in their order"""

    def expanded(self, shards: Shards) -> Retriever:
        """Returns the retriever that this one is short for; itself if it is not."""
        return self

    def child_request(self, request: SearchRequest) -> SearchRequest:
        """Returns the search of a child with what this retriever wants of it besides."""
        return request

    def child_source(self, query: Query) -> Query:
        """Returns the query of all that a child's list was chosen from, with what this retriever adds to it."""
        return query

    @property
    def default_size(self) -> int:
        return self.window

    def faults(self, traits: RequestTraits) -> list[str]:
        found = []
        if traits.size is not None and traits.size > self.window:
            found.append(
                f"[{self.kind}] requires [{self.window_member}: {self.window}] be greater than or equal to "
                f"[size: {traits.size}]"
            )
        if traits.allows_partial:
            found.append(f"cannot specify [{self.kind}] and [allow_partial_search_results]")
        if traits.is_scroll:
            found.append(f"cannot specify [{self.kind}] and [scroll]")
        if self.window < 0:
            found.append(f"[{self.window_member}] parameter cannot be negative, found [{self.window}]")
        for child in self.children:
            found += child.faults(traits)
            found += child.window_faults(self) if isinstance(child, CompoundRetriever) else []
        return found

    def window_faults(self, parent: CompoundRetriever) -> list[str]:
        """Returns what is wrong with the window inside of another retriever."""
        if parent.window <= self.window:
            return []
        return [
            f"[{parent.kind}] requires [{parent.window_member}: {parent.window}] to be smaller than or equal to its "
            f"sub retriever's {self.kind} [{self.window_member}: {self.window}]"
        ]

    def leaf(self, shards: Shards) -> Leaf:
        retriever = self.expanded(shards)
        if retriever is not self:
            return retriever.leaf(shards)
        leaves = tuple(child.with_filters(self.filters).leaf(shards) for child in self.children)
        lists = self._search(leaves, shards)
        ranked = self.combine(lists, shards)
        return RankedRetriever(compound=self, ranked=ranked, leaves=leaves, lists=tuple(lists), name=self.name)

    def _search(self, leaves: Sequence[Leaf], shards: Shards) -> list[RankedDocs]:
        blank = replace(shards.blank(), size=self.window, track_scores=self.shows_scores)
        requests = [self.child_request(leaf.extract(blank, True)) for leaf in leaves]
        lists: list[RankedDocs] = []
        failed: list[tuple[str, FindlingError]] = []
        for child, request in zip(self.children, requests, strict=True):
            try:
                lists.append(shards.search(request, self.per_shard))
            except TaskCancelledError:
                raise
            except FindlingError as error:
                failed.append((child.kind, error))
        if failed:
            raise self._failure(failed)
        return lists

    def _failure(self, failed: Sequence[tuple[str, FindlingError]]) -> RetrieversFailedError:
        names = ", ".join(name for name, _ in failed)
        return RetrieversFailedError(
            f"[{self.kind}] search failed - retrievers '[{names}]' returned errors. All failures are attached as "
            "suppressed exceptions.",
            max(error.status for _, error in failed),
            [error_object(error) for _, error in failed],
        )


@dataclass(frozen=True, kw_only=True)
class RankedRetriever(Leaf):
    """What a compound retriever has become once its children were searched. leaves, lists: they and what each found"""

    kind: ClassVar[str] = "rank_docs_retriever"

    compound: CompoundRetriever
    ranked: RankedDocs
    leaves: tuple[Leaf, ...]
    lists: tuple[RankedDocs, ...]

    def extract(self, request: SearchRequest, is_child: bool) -> SearchRequest:
        limit = request.hit_count.limit
        needs_all = request.aggregations is not None or request.explain or request.profile or limit > len(self.ranked)
        sources: tuple[Query, ...] = ()
        if needs_all and not is_child:
            sources = self._explanations() if request.explain else self._sources()
        least = request.min_score
        if any(leaf.min_score is not None for leaf in self.leaves):
            least = float(LEAST_SCORE)
        return replace(
            request,
            query=RankedQuery(ranked=self.ranked, sources=sources, name=self.name),
            size=min(request.size, max(0, len(self.ranked) - request.from_)),
            min_score=least,
        )

    def _sources(self) -> tuple[Query, ...]:
        found = zip(self.leaves, self.lists, strict=True)
        return tuple(self.compound.child_source(leaf.source(ranked)) for leaf, ranked in found)

    def _explanations(self) -> tuple[Query, ...]:
        return tuple(leaf.explained(found) for leaf, found in zip(self.leaves, self.lists, strict=True))

    def source(self, found: RankedDocs) -> Query:
        return BoolQuery(should=self._sources())

    def explained(self, found: RankedDocs) -> Query:
        return RankedQuery(ranked=self.ranked, sources=self._explanations(), is_closed=True, name=self.name)


def window_of(read: Mapping[str, Any]) -> int:
    """Returns the window that the members of a retriever ask for."""
    window: int = read.get("rank_window_size", DEFAULT_WINDOW)
    return window

"""rescorer: the list of another retriever, its best documents scored anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from findling.base.errors import IllegalArgumentError
from findling.base.object_parser import OBJECT, Member
from findling.search.rescore.rescorer import Rescorer, parse_rescore
from findling.search.retriever.base import Shards, common_of, parse_named, read_retriever, register, told_as_parsing
from findling.search.retriever.compound import CompoundRetriever
from findling.search.retriever.ranked_docs import RankedDocs
from findling.search.vectors.knn_body import not_built

if TYPE_CHECKING:
    from findling.search.request import SearchRequest


@dataclass(frozen=True, kw_only=True)
class RescorerRetriever(CompoundRetriever):
    """The rescorer retriever; its window is the least of its rescorers'."""

    kind: ClassVar[str] = "rescorer"
    window_member: ClassVar[str] = "window_size"

    rescorers: tuple[Rescorer, ...]

    def child_request(self, request: SearchRequest) -> SearchRequest:
        return replace(request, rescore=(*request.rescore, *self.rescorers))

    def combine(self, lists: Sequence[RankedDocs], shards: Shards) -> RankedDocs:
        return lists[0]


@register("rescorer")
def parse_rescorer(body: Mapping[str, Any]) -> RescorerRetriever:
    """Parses {"rescorer": {"retriever": {...}, "rescore": {"query": {...}, "window_size": 50}}}."""
    with told_as_parsing():
        members = {
            "retriever": Member(OBJECT, parse_named),
            "rescore": Member(("START_OBJECT", "START_ARRAY"), _read_rescorers),
        }
        read = read_retriever("rescorer", body, members, ("retriever", "rescore"))
    rescorers: tuple[Rescorer, ...] = read["rescore"]
    return RescorerRetriever(
        children=(read["retriever"],),
        rescorers=rescorers,
        window=min(rescorer.window_size for rescorer in rescorers),
        **common_of(read),
    )


def _read_rescorers(value: Any) -> tuple[Rescorer, ...]:
    rescorers = parse_rescore(value)
    if not rescorers:
        raise not_built(IllegalArgumentError("Missing rescore definition"), "rescorer")
    return rescorers

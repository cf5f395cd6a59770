"""The objects that the documents of indices are."""

from collections.abc import Callable, Iterator
from typing import Any, Final

import orjson

from findling.cluster.access import acting
from findling.cluster.name_resolution import IndicesOptions
from findling.node.search.hit_pages import HitPages
from findling.node.search.matching import read_matches
from findling.node.search.search import QueryOutcome, SearchCall
from findling.node.search.shard_targets import find_targets, opened
from findling.node.services.node import Node
from findling.search.request import SearchRequest

OPTIONS: Final = IndicesOptions()
_PAGE: Final = 500


def index_objects(node: Node, expression: str, check: Callable[[], None]) -> Iterator[dict[str, Any]]:
    """Yields the sources of all documents of indices, from one snapshot of each shard, as far as they may be seen.

    check: raises once they are not wanted any more
    Raises IndexNotFoundError, and what else keeps a search from being carried out.
    """
    request = SearchRequest.parse({"sort": ["_doc"], "size": _PAGE}, {})
    call = SearchCall(expression, {}, {}, OPTIONS, allow_partial=False, check=check)
    with acting("indices:data/read/search"):
        targets = find_targets(node, expression, OPTIONS)
    with opened(node, targets, check):
        pages = HitPages(call, request)
        while True:
            with acting("indices:data/read/search"):
                outcome = pages.next(node, targets)
            sources = list(_sources(outcome))
            yield from sources
            pages.position += len(sources)
            if len(sources) < _PAGE:
                return


def _sources(outcome: QueryOutcome) -> Iterator[dict[str, Any]]:
    for place in sorted({place for place, _ in outcome.merged.page}):
        docs = [hit.doc for owner, hit in outcome.merged.page if owner == place]
        for match in read_matches(outcome.answered[place], docs):
            yield orjson.loads(match.source or b"{}")

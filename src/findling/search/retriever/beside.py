"""What of a search may stand beside its retriever."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from findling.base.errors import ActionRequestValidationError
from findling.search.retriever.base import RequestTraits, Retriever

# in the order in which Elasticsearch names them
_MEMBERS: Final = {
    "query": "query",
    "knn": "knn",
    "search_after": "search_after",
    "terminate_after": "terminate_after",
    "sort": "sort",
    "rescore": "rescore",
}


def check_retriever(members: dict[str, Any], params: Mapping[str, object]) -> None:
    """Gives the members of a search with a retriever their defaults.

    Raises ActionRequestValidationError for what does not go together.
    """
    retriever: Retriever = members["retriever"]
    traits = RequestTraits(
        size=members.get("size"),
        is_scroll=params.get("scroll") is not None,
        allows_partial=params.get("allow_partial_search_results") in ("", "true"),
    )
    faults = retriever.faults(traits)
    given = [shown for name, shown in _MEMBERS.items() if _is_given(name, members)]
    if given:
        faults.append(f"cannot specify [retriever] and [{', '.join(given)}]")
    if faults:
        raise ActionRequestValidationError.of(*faults)
    if retriever.default_size is not None:
        members.setdefault("size", retriever.default_size)


def _is_given(name: str, members: Mapping[str, Any]) -> bool:
    """Whether a member was given; an empty list of vectors and no limit are as good as none."""
    return name in members and (members[name] not in ((), 0))

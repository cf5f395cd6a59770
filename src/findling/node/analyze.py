"""The analyze API: what analysis makes of a text."""

from typing import Any, Final

from findling.analysis.detail import analyze_detail
from findling.base.errors import FindlingError, IllegalArgumentError, XContentParseError
from findling.cluster.name_resolution import resolve_one
from findling.node.index_service import IndexService, analysis_of
from findling.node.node import Node

_KEYS: Final = frozenset(
    {"analyzer", "text", "field", "tokenizer", "filter", "char_filter", "explain", "attributes", "normalizer"}
)


def analyze(node: Node, index: str | None, body: dict[str, Any]) -> dict[str, Any]:
    """Returns the tokens of a text, step by step if `explain` is set."""
    for key in body:
        if key not in _KEYS:
            raise XContentParseError(f"[1:1] [analyze_request] unknown field [{key}]", line=1, col=1)
    service = None if index is None else node.indices.get(resolve_one(node.cluster.state, index, node.clock.now_ms()))
    raise FindlingError(f"not yet {service} {analysis_of} {IndexService} {analyze_detail} {IllegalArgumentError}")

"""The analyze API: what analysis makes of a text, with the analysis of an index or the general one."""

from collections.abc import Mapping
from typing import Any, Final

from findling.analysis.analyzer import Analyzer
from findling.analysis.detail import analyze_detail
from findling.analysis.registry import AnalysisRegistry
from findling.base.errors import IllegalArgumentError, XContentParseError
from findling.cluster.name_resolution import resolve_one
from findling.node.services.index_service import IndexService
from findling.node.services.node import Node

_KEYS: Final = frozenset(
    {"analyzer", "text", "field", "tokenizer", "filter", "char_filter", "explain", "attributes", "normalizer"}
)
_CHOOSERS: Final = frozenset({"analyzer", "tokenizer", "normalizer", "filter", "char_filter"})


def analyze(node: Node, index: str | None, body: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the tokens of a text; step by step with `explain`. Raises what is wrong with the request."""
    for key in body:
        if key not in _KEYS:
            raise XContentParseError(f"[1:1] [analyze_request] unknown field [{key}]", line=1, col=1)
    text = body.get("text")
    if isinstance(text, dict) or (isinstance(text, list) and any(isinstance(part, dict | list) for part in text)):
        raise XContentParseError("[1:1] [analyze_request] text doesn't support values of type: START_OBJECT")
    if index is None:
        if "field" in body and not _CHOOSERS & body.keys():
            raise IllegalArgumentError("analysis based on a specific field requires an index")
        return analyze_detail(AnalysisRegistry.from_settings(resources=node.indices.resources), body, has_index=False)
    service = node.indices.get(resolve_one(node.cluster.state, index, node.clock.now_ms()))
    limit = service.setting("index.analyze.max_token_count")
    return analyze_detail(service.analysis, body, _field_analyzer(service, body), max_token_count=limit)


def _field_analyzer(service: IndexService, body: Mapping[str, Any]) -> Analyzer | None:
    """Returns the analyzer, or normalizer, of the field that a request names; None without one.

    Raises IllegalArgumentError for a field that holds no text.
    """
    if "field" not in body:
        return None
    field = service.mapping.field(str(body["field"]))
    if field is None:
        return None
    if field.type.terms.analyzed:
        return service.analysis.analyzer(field.structures.analyzer or "standard")
    if not field.type.terms.words:
        raise IllegalArgumentError(
            f"Can't process field [{field.name}], Analysis requests are only supported on tokenized fields"
        )
    normalizer = field.params.get("normalizer")
    return service.analysis.analyzer("keyword") if normalizer is None else service.analysis.normalizer(str(normalizer))

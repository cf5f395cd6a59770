"""The analyze API: what analysis makes of a text, with the analysis of an index or the general one."""

from collections.abc import Mapping
from typing import Any, Final

from findling.analysis.analyzer import Analyzer
from findling.analysis.detail import analyze_detail
from findling.analysis.registry import AnalysisRegistry
from findling.base.errors import IllegalArgumentError
from findling.base.json_values import as_boolean
from findling.base.object_parser import BOOLEAN, LIST, OBJECT, STRING, STRINGS, Member, parse_fault, parse_object
from findling.cluster.name_resolution import resolve_one
from findling.node.services.index_service import IndexService
from findling.node.services.node import Node

_MEMBERS: Final = {
    "analyzer": Member(STRING),
    "text": Member(STRINGS),
    "field": Member(STRING),
    "tokenizer": Member((*STRING, *OBJECT)),
    "filter": Member(LIST),
    "char_filter": Member(LIST),
    "explain": Member(BOOLEAN, as_boolean),
    "attributes": Member(LIST),
    "normalizer": Member(STRING),
}
_CHOOSERS: Final = frozenset({"analyzer", "tokenizer", "normalizer", "filter", "char_filter"})


def analyze(node: Node, index: str | None, body: Mapping[str, object]) -> dict[str, Any]:
    """Returns the tokens of a text; step by step with `explain`. Raises what is wrong with the request."""
    body = parse_object("analyze_request", body, _MEMBERS)
    text = body.get("text")
    if isinstance(text, list) and any(isinstance(part, dict | list) for part in text):
        raise parse_fault("[analyze_request] failed to parse field [text]")
    if index is None:
        if "field" in body and not _CHOOSERS & body.keys():
            raise IllegalArgumentError("analysis based on a specific field requires an index")
        return analyze_detail(AnalysisRegistry.from_settings(resources=node.indices.resources), body, has_index=False)
    service = node.indices.get(resolve_one(node.cluster.state, index, node.clock.now_ms()))
    limit = service.setting("index.analyze.max_token_count")
    return analyze_detail(service.analysis, body, _field_analyzer(service, body), max_token_count=limit)


def _field_analyzer(service: IndexService, body: Mapping[str, object]) -> Analyzer | None:
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

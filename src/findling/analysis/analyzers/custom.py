"""The `custom` analyzer and custom normalizers: components put together by the index's settings."""

from typing import TYPE_CHECKING

from findling.analysis.analyzer import POSITION_INCREMENT_GAP, Analyzer
from findling.analysis.catalogue import register
from findling.analysis.chain import chained
from findling.analysis.params import Params
from findling.analysis.tokenizers.keyword import KeywordTokenizer
from findling.base.errors import IllegalArgumentError

if TYPE_CHECKING:
    from findling.analysis.registry import AnalysisRegistry


@register("analyzer", "custom", preconfigured=False)
def custom_analyzer(params: Params, registry: "AnalysisRegistry") -> Analyzer:
    """tokenizer; char_filter, filter: lists of names; position_increment_gap: 100."""
    label = f"Custom Analyzer [{params.name}]"
    tokenizer = params.required("tokenizer", f"{label} must be configured with a tokenizer")
    filters, char_filters = params.texts("filter", []) or [], params.texts("char_filter", []) or []
    first = registry.named("tokenizer", tokenizer, label)
    before = [registry.named("char_filter", name, label) for name in char_filters]
    return Analyzer(
        params.name,
        first,
        chained(first, before, [(name, registry.named("filter", name, label)) for name in filters]),
        before,
        params.integer("position_increment_gap", POSITION_INCREMENT_GAP),
        {"char_filter": char_filters, "tokenizer": [tokenizer], "filter": filters},
    )


def custom_normalizer(params: Params, registry: "AnalysisRegistry") -> Analyzer:
    """char_filter, filter: lists of names of components that work on single characters."""
    label = f"Custom normalizer [{params.name}]"
    if "tokenizer" in params:
        raise IllegalArgumentError(f"{label} cannot configure a tokenizer")
    filters = []
    for name in params.texts("filter", []) or []:
        filters.append(registry.named("filter", name, label))
        if not filters[-1].normalizes:
            raise IllegalArgumentError(f"{label} may not use filter [{name}]")
    char_filters = []
    for name in params.texts("char_filter", []) or []:
        char_filters.append(registry.named("char_filter", name, label))
        if not char_filters[-1].normalizes:
            raise IllegalArgumentError(f"{label} may not use char filter [{name}]")
    return Analyzer(params.name, KeywordTokenizer(), filters, char_filters)

"""The components that can be named: how char filters, tokenizers, token filters and analyzers are registered and found.

A component module registers a function of (params, registry) with `@register("filter", "lowercase")`; `registry` finds
the other components that the index defines, for the few that are made of others. A name that Elasticsearch also knows
without a definition is `preconfigured`: it is the same function without parameters, unless the module gives other
defaults.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal

from findling.analysis.params import Params

if TYPE_CHECKING:
    from findling.analysis.registry import AnalysisRegistry

Kind = Literal["char_filter", "tokenizer", "filter", "analyzer"]
Factory = Callable[[Params, "AnalysisRegistry"], Any]

FACTORIES: dict[Kind, dict[str, Factory]] = {"char_filter": {}, "tokenizer": {}, "filter": {}, "analyzer": {}}
PRECONFIGURED: dict[Kind, dict[str, Mapping[str, Any]]] = {
    "char_filter": {},
    "tokenizer": {},
    "filter": {},
    "analyzer": {},
}

REFUSED: dict[tuple[Kind, str], str] = {
    ("filter", "hyphenation_decompounder"): "needs hyphenation patterns, which are not supported",
}
"""Components that Elasticsearch has and Findling has not, with the reason. A registered one is not refused."""


def register(
    kind: Kind, *names: str, preconfigured: bool = True, defaults: Mapping[str, object] | None = None
) -> Callable[[Factory], Factory]:
    """Registers the decorated factory under each of the names.

    preconfigured: whether the bare names can be used without a definition
    defaults: parameters of the bare names where they differ from the defaults of the type
    """

    def decorate(factory: Factory) -> Factory:
        for name in names:
            FACTORIES[kind][name] = factory
            if preconfigured:
                PRECONFIGURED[kind][name] = dict(defaults or {})
        return factory

    return decorate

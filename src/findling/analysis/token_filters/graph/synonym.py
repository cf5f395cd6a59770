"""The filters `synonym` and `synonym_graph`: their parameters, and how their rules are read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from findling.analysis.analyzer import Analyzer
from findling.analysis.catalogue import register
from findling.analysis.chain import Front
from findling.analysis.params import Params
from findling.analysis.synonym_map import Analyze, Words, parse_solr, parse_wordnet
from findling.analysis.token_filter import TokenFilter
from findling.analysis.token_filters.asciifolding import AsciiFoldingFilter, PreservingAsciiFoldingFilter
from findling.analysis.token_filters.graph.synonym_flat import FlatSynonymFilter
from findling.analysis.token_filters.graph.synonym_graph import SynonymGraphFilter
from findling.analysis.token_stream import TokenStream
from findling.base.errors import FindlingError, IllegalArgumentError
from findling.base.work.current import check_work

if TYPE_CHECKING:
    from findling.analysis.registry import AnalysisRegistry

_FORMATS: Final = {"solr": parse_solr, "wordnet": parse_wordnet}


@dataclass(frozen=True)
class SynonymRules(TokenFilter):
    """Rules that have not got their place in a chain yet: they go through what stands in front of the filter.

    graph: whether synonyms of several words make a graph
    lenient: leave out what cannot be read
    """

    skipped_by_synonyms = True

    name: str
    rules: Sequence[str]
    graph: bool
    format: str = "solr"
    expand: bool = True
    lenient: bool = False
    updateable: bool = False

    def after(self, front: Front) -> TokenFilter:
        analyzer = Analyzer(f"synonyms of {self.name}", front.tokenizer, _parsing(front), front.char_filters)
        try:
            synonyms = _FORMATS[self.format](self.rules, self.expand, self._reader(analyzer))
        except FindlingError as error:
            raise IllegalArgumentError(f"failed to build synonyms: {error.reason}") from error
        kind: type[SynonymGraphFilter | FlatSynonymFilter] = SynonymGraphFilter if self.graph else FlatSynonymFilter
        return kind(synonyms, self.updateable)

    def _reader(self, analyzer: Analyzer) -> Analyze:
        known: dict[str, Words] = {}

        def strict(text: str) -> Words:
            if text not in known:
                check_work()
                known[text] = analyzed(analyzer, text)
            return known[text]

        def lenient(text: str) -> Words:
            try:
                return strict(text)
            except IllegalArgumentError:
                return ()

        return lenient if self.lenient else strict

    def apply(self, stream: TokenStream) -> TokenStream:
        raise IllegalArgumentError(f"Token filter [{self.name}] must be part of an analyzer")


def _parsing(front: Front) -> list[TokenFilter]:
    """Returns the filters that rules go through. Raises IllegalArgumentError for one that does not suit."""
    filters: list[TokenFilter] = []
    for name, token_filter in front.filters:
        if not token_filter.parses_synonyms:
            raise IllegalArgumentError(f"Token filter [{name}] cannot be used to parse synonyms")
        if isinstance(token_filter, PreservingAsciiFoldingFilter):
            filters.append(AsciiFoldingFilter())
        elif not token_filter.skipped_by_synonyms:
            filters.append(token_filter)
    return filters


def analyzed(analyzer: Analyzer, text: str) -> Words:
    """Returns the terms of one side of a rule. Raises IllegalArgumentError if they do not follow one another."""
    position = -1
    for token in (tokens := analyzer.terms(text)):
        if not token.term:
            raise IllegalArgumentError(f"term: {text} analyzed to a zero-length token")
        if token.position != position + 1:
            raise IllegalArgumentError(
                f"term: {text} analyzed to a token ({token.term}) with position increment != 1 "
                f"(got: {token.position - position})"
            )
        position = token.position
    if not tokens:
        raise IllegalArgumentError(f"term: {text} was completely eliminated by analyzer")
    return tuple(token.term for token in tokens)


@register("filter", "synonym", preconfigured=False)
def synonym_filter(params: Params, registry: "AnalysisRegistry") -> TokenFilter:
    """synonyms, synonyms_path (within the configuration directory) or synonyms_set; format: solr, or wordnet;
    expand: true; updateable: false; lenient: as updateable.
    """
    return _rules(params, registry, graph=False)


@register("filter", "synonym_graph", preconfigured=False)
def synonym_graph_filter(params: Params, registry: "AnalysisRegistry") -> TokenFilter:
    """The parameters of synonym."""
    return _rules(params, registry, graph=True)


def _rules(params: Params, registry: "AnalysisRegistry", graph: bool) -> SynonymRules:
    updateable = params.boolean("updateable", False)
    kind = params.text("format", "solr") or "solr"
    if kind.lower() not in _FORMATS:
        raise IllegalArgumentError(f"unrecognized synonym format [{kind}]")
    return SynonymRules(
        params.name,
        _source(params, registry),
        graph,
        kind.lower(),
        params.boolean("expand", True),
        params.boolean("lenient", updateable),
        updateable,
    )


def _source(params: Params, registry: "AnalysisRegistry") -> Sequence[str]:
    """Returns the rules from where the definition says. Raises IllegalArgumentError, ResourceNotFoundError."""
    if "synonyms" in params:
        return params.lines("synonyms") or []
    if (name := params.text("synonyms_set")) is not None:
        return registry.resources.synonyms_set(name)
    if (path := params.text("synonyms_path")) is not None:
        return registry.resources.lines(path, "synonyms_path")
    raise IllegalArgumentError("synonym requires either `synonyms`, `synonyms_set` or `synonyms_path` to be configured")

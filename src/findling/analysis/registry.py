"""Finds analyzers, normalizers and their components by name: those an index defines and those that are always there."""

from collections.abc import Mapping
from typing import Any

from findling.analysis import builtin
from findling.analysis.analyzer import Analyzer
from findling.analysis.analyzers.custom import custom_normalizer
from findling.analysis.catalogue import REFUSED, Kind
from findling.analysis.params import Params
from findling.analysis.resources import AnalysisResources
from findling.base.errors import IllegalArgumentError

Definitions = Mapping[str, Mapping[str, Any]]


class AnalysisRegistry:
    """The analysis of one index. Its components are made once and have no state of a single text: threads share them.

    definitions: "analyzer", "normalizer", "tokenizer", "filter", "char_filter" -> name -> settings
    settings: further index settings that limit components, such as max_ngram_diff
    resources: files and sets of synonyms that components name
    """

    def __init__(
        self,
        definitions: Mapping[str, Definitions] | None = None,
        settings: Mapping[str, Any] | None = None,
        resources: AnalysisResources | None = None,
    ) -> None:
        self.definitions = definitions or {}
        self.settings = settings or {}
        self.resources = resources or AnalysisResources()
        self._made: dict[tuple[str, str], Any] = {}

    @classmethod
    def from_settings(
        cls,
        analysis: Mapping[str, Any] | None = None,
        settings: Mapping[str, Any] | None = None,
        resources: AnalysisResources | None = None,
    ) -> "AnalysisRegistry":
        """Makes everything the `analysis` object of an index's settings defines. Raises IllegalArgumentError.

        settings: the index's flat settings, for the limits
        resources: where files and sets of synonyms are found
        """
        for section, components in (analysis or {}).items():
            if not isinstance(components, Mapping):
                raise IllegalArgumentError(
                    f"Failed to parse value [{components}] for setting [index.analysis.{section}]"
                )
        registry = cls(analysis, settings, resources)
        for kind in ("char_filter", "tokenizer", "filter"):
            for name in registry.definitions.get(kind, {}):
                registry.component(kind, name)
        for name in registry.definitions.get("normalizer", {}):
            registry.normalizer(name)
        for name in registry.definitions.get("analyzer", {}):
            _check_name(name)
            registry.analyzer(name)
        return registry

    def analyzer(self, name: str) -> Analyzer:
        """Returns an analyzer. Raises IllegalArgumentError if there is none of this name."""
        found: Analyzer | None = self.component("analyzer", name)
        if found is None:
            raise IllegalArgumentError(f"analyzer [{name}] has not been configured in mappings")
        return found

    def adopt(self, name: str, analyzer: Analyzer) -> None:
        """Makes an analyzer that came about elsewhere, from the parameters of a field, known by this name."""
        self._made["analyzer", name] = analyzer

    def updateable_analyzers(self) -> list[str]:
        """Returns the names of the index's analyzers that change when analyzers are reloaded."""
        names = sorted(self.definitions.get("analyzer", {}))
        return [name for name in names if self.analyzer(name).search_time_filters]

    def has_analyzer(self, name: str) -> bool:
        """Tells whether there is an analyzer of this name."""
        return self.component("analyzer", name) is not None

    def normalizer(self, name: str) -> Analyzer:
        """Returns a normalizer. Raises IllegalArgumentError if there is none of this name."""
        key = ("normalizer", name)
        if key not in self._made:
            self._made[key] = self._make_normalizer(name)
        normalizer: Analyzer = self._made[key]
        return normalizer

    def named(self, kind: Kind, name: str, user: str) -> Any:
        """Returns a component that `user`, for instance "Custom Analyzer [a]", is made of.

        Raises IllegalArgumentError.
        """
        found = self.component(kind, name)
        if found is None:
            raise IllegalArgumentError(f"{user} failed to find {kind} under name [{name}]")
        return found

    def component(self, kind: Kind, name: str) -> Any:
        """Returns the component that the index defines or that is always there, or None."""
        key = (kind, name)
        if key not in self._made:
            defined = self.definitions.get(kind, {}).get(name)
            self._made[key] = self._preconfigured(kind, name) if defined is None else self.make(kind, name, defined)
        return self._made[key]

    def make(self, kind: Kind, name: str, definition: Mapping[str, Any]) -> Any:
        """Returns a component of this definition, which the index need not know. Raises IllegalArgumentError."""
        params = Params(name, definition, self.resources)
        type_name = params.text("type")
        if type_name is None and kind == "analyzer" and "tokenizer" in params:
            type_name = "custom"
        if type_name is None:
            raise IllegalArgumentError(f"{kind} [{name}] must specify either an analyzer type, or a tokenizer")
        factory = builtin.FACTORIES[kind].get(type_name)
        if factory is None and (kind, type_name) in REFUSED:
            raise IllegalArgumentError(f"{kind} type [{type_name}] for [{name}] {REFUSED[kind, type_name]}")
        if factory is None:
            raise IllegalArgumentError(f"Unknown {kind} type [{type_name}] for [{name}]")
        return factory(params, self)

    def _preconfigured(self, kind: Kind, name: str) -> object:
        """Returns the component that is there without a definition, or None."""
        defaults = builtin.PRECONFIGURED[kind].get(name)
        return None if defaults is None else builtin.FACTORIES[kind][name](Params(name, defaults, self.resources), self)

    def _make_normalizer(self, name: str) -> Analyzer:
        """Returns a new normalizer. Raises IllegalArgumentError."""
        defined = self.definitions.get("normalizer", {}).get(name)
        if defined is None and name == "lowercase":
            defined = {"type": "custom", "filter": ["lowercase"]}
        if defined is None:
            raise IllegalArgumentError(f"normalizer [{name}] not found")
        kind = Params(name, defined).text("type", "custom")
        if kind == "lowercase":
            defined = {"filter": ["lowercase"]}
        elif kind != "custom":
            raise IllegalArgumentError(f"Unknown normalizer type [{kind}] for [{name}]")
        return custom_normalizer(Params(name, defined, self.resources), self)


def _check_name(name: str) -> None:
    """Raises IllegalArgumentError for a name that no analyzer of an index may have."""
    if name.startswith("_"):
        raise IllegalArgumentError(f"analyzer name must not start with '_'. got \"{name}\"")
    if name == "default_index":
        raise IllegalArgumentError(
            "setting [index.analysis.analyzer.default_index] is not supported anymore, use "
            "[index.analysis.analyzer.default] instead"
        )

"""Aggregation: what a request asks for; makes aggregators, merges their partials and renders them. Immutable."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self, TypeVar

from findling.base.errors import AggregationExecutionError
from findling.base.lazy import lazy_module
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.base.path import no_such_path
from findling.search.aggs.base.reduce_context import ReduceContext
from findling.search.aggs.base.scaling import scaled_counts

if TYPE_CHECKING:
    from findling.search.aggs.base.aggregator import AggregationContext, Aggregator
    from findling.search.context import ShardContext

Partial = dict[str, Any]

_BUILDERS: Final = "org.elasticsearch.search.aggregations"


def camel_case(type_name: str) -> str:
    """Returns a name such as `date_histogram` as Elasticsearch's classes have it."""
    return "".join(word.capitalize() for word in type_name.split("_"))


@dataclass(frozen=True, kw_only=True)
class Aggregation(ABC):
    """One named aggregation of a request.

    meta: given back in the response
    children: sub-aggregations and pipelines
    only_at_top: may not stand below another; is_transparent: a composite may stand below it
    is_ordered: its buckets follow each other as numbers or times do
    takes_samples: random_sampler may stand above it
    leaves_hits: its buckets have other documents than those that it is handed
    hides_buckets: paths of pipelines beside it do not lead into it
    defers: it keeps documents, and looks at them once all are known, when nobody knows their time series any more
    """

    type_name: ClassVar[str] = ""
    takes_children: ClassVar[bool] = False
    partial_type: ClassVar[type[Any]]
    only_at_top: ClassVar[bool] = False
    is_transparent: ClassVar[bool] = False
    is_ordered: ClassVar[bool] = False
    takes_samples: ClassVar[bool] = True
    leaves_hits: ClassVar[bool] = False
    hides_buckets: ClassVar[bool] = False
    defers: ClassVar[bool] = False

    name: str
    meta: Mapping[str, Any] | None = None
    children: Aggregations = field(default_factory=lambda: Aggregations())

    @classmethod
    def parameters(cls, name: str, body: Mapping[str, object]) -> object:
        """Returns what reads the members of a request body, with the errors that Elasticsearch has for them."""
        return NamedParameters(cls.type_name, body, name)

    @classmethod
    @abstractmethod
    def parse(cls, name: str, params: Any) -> Self:
        """Returns the aggregation of a request body; raises ParsingError, XContentParseError, IllegalArgumentError."""

    @abstractmethod
    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns what collects it on one shard.

        max_parents: the owning buckets are fewer than this, 1 at the top; None: unknown
        Raises IllegalArgumentError for fields that cannot be aggregated.
        """

    def check_fields(self, ctx: ShardContext) -> None:  # noqa: B027  most look at none
        """Raises what is wrong of its fields alone, which Elasticsearch finds in the whole tree before anything else.

        Called only if no aggregators could be made.
        """

    def outline(self) -> Aggregation:
        """Returns it without its children and what collectors alone look at."""
        return replace(self, children=Aggregations())

    def scope_inside(self, scope: str | None) -> str | None:
        """Returns the nested path of the documents inside. scope: of those that it is handed; None: root documents"""
        return scope

    @abstractmethod
    def empty(self) -> Partial:
        """Returns the partial of no documents at all."""

    @abstractmethod
    def reduce(self, partials: Sequence[Partial], ctx: ReduceContext) -> Partial:
        """Merges the partials of all shards, at least one."""

    @abstractmethod
    def render(self, partial: Partial, typed_keys: bool) -> dict[str, object]:
        """Returns the members of the aggregation's JSON object."""

    def scaled(self, partial: Partial, share: float) -> Partial:
        """Returns the reduced partial of a sample as if it were of all documents; what is inside is scaled already.

        share: of the documents that are in the sample
        """
        return scaled_counts(partial, share) if self.takes_children else partial

    @property
    def has_many_buckets(self) -> bool:
        """Whether there are buckets for a path of a pipeline to go along."""
        return self.takes_children

    @property
    def builder_class(self) -> str:
        """Returns the name that Elasticsearch's messages have for this kind of request."""
        return f"{_BUILDERS}.{self.builder_package}.{camel_case(self.type_name)}AggregationBuilder"

    @property
    def factory_class(self) -> str:
        """Returns the name that Elasticsearch's messages have for what makes its aggregators."""
        return f"{camel_case(self.type_name)}AggregatorFactory"

    @property
    def builder_package(self) -> str:
        """Returns the last part of where Elasticsearch has it."""
        return "metrics"

    def profile_type(self, ctx: ShardContext) -> str:
        """Returns what a profile calls its aggregator: the class that Elasticsearch would take for the field."""
        name = self.factory_class.removesuffix("Factory")
        return name if name.endswith("Aggregator") else f"{camel_case(self.type_name)}Aggregator"

    @property
    def name_of_deferring(self) -> str:
        """Returns what the error of a time_series within calls it, if it `defers`."""
        return self.name

    @property
    def needs_scores(self) -> bool:
        """Whether it looks at scores itself."""
        return False

    @property
    def looks_beyond_hits(self) -> bool:
        """Whether its result depends on documents that the query does not match."""
        return self.only_at_top

    def result_class(self, partial: Partial) -> str:
        """Returns the name that Elasticsearch has for this kind of result."""
        return "Internal" + camel_case(self.type_name)

    @property
    def leaves_gaps(self) -> bool:
        """Whether there may be buckets missing between those of the answer."""
        return False

    def keeps_buckets(self, limit: int) -> bool:
        """Whether every bucket with documents that a shard has will be in the answer.

        limit: on the buckets of an answer; more are refused
        """
        return True

    @property
    def has_several_figures(self) -> bool:
        """Whether its name alone does not say which of its figures is meant."""
        return False

    @property
    def orders_no_buckets(self) -> str | None:
        """Why buckets cannot be ordered by its figures; None if they can."""
        return None

    def figure_meant(self, key: str | None) -> str | None:
        """Returns the figure that the last step of a pipeline's path means. key: None where it names none."""
        return key

    def no_such_figure(self, key: str) -> str:
        """Returns what is said of a figure that there is not."""
        return f"path not supported for [{self.name}]: [{key}]"

    def bucket_names(self, partial: Partial) -> Sequence[str] | None:
        """Returns the names that paths have for the buckets of a reduced partial, None for the texts of their keys."""
        return None

    def typed_name(self, partial: Partial) -> str:
        """Returns what stands before the name's # in a typed key."""
        return self.type_name

    def figure(self, partial: Partial, names: Sequence[str], key: str | None) -> float:
        """Returns the number at a path inside this aggregation, NaN for none; raises AggregationExecutionError."""
        raise AggregationExecutionError(
            f"The aggregation [{self.name}] of type [{self.type_name}] has no single value to order or calculate with"
        )

    def sort_value(self, partial: Partial, names: Sequence[str], key: str | None) -> float | str:
        """Returns what buckets are ordered by at a path inside this aggregation: its number, a text of some."""
        return self.figure(partial, names, key)


@dataclass(frozen=True, kw_only=True)
class Pipeline(ABC):
    """A calculation over the results of other aggregations, done once all shards are merged.

    takes_gaps: an ordered parent may leave out buckets
    """

    type_name: ClassVar[str] = ""
    needs_parent: ClassVar[bool] = False
    needs_ordered_parent: ClassVar[bool] = False
    takes_gaps: ClassVar[bool] = False

    has_several_figures: ClassVar[bool] = False

    name: str
    meta: Mapping[str, Any] | None = None

    @classmethod
    def parameters(cls, name: str, body: Mapping[str, object]) -> object:
        """Returns what reads the members of a request body, with the errors that Elasticsearch has for them."""
        return NamedParameters(cls.type_name, body, name)

    @classmethod
    @abstractmethod
    def parse(cls, name: str, params: Any) -> Self:
        """Returns the pipeline aggregation of a request body."""

    def result_class(self, partial: Partial) -> str:
        """Returns the name that Elasticsearch has for this kind of result."""
        return "Internal" + camel_case(self.type_name)

    def paths(self) -> Sequence[str]:
        """Returns the paths to what it is calculated from."""
        return ()

    def faults_beside(self, level: Aggregations) -> Iterator[str]:
        """Yields what is wrong with it among the aggregations that it stands beside."""
        return iter(())

    def apply_beside(self, siblings: Aggregations, partial: Partial) -> Partial | None:
        """Returns this one's result from the reduced partials beside it; None if it works inside a parent."""
        return None

    def apply_inside(self, parent: Aggregation, children: Aggregations, buckets: list[Partial]) -> list[Partial]:
        """Returns the parent's reduced buckets with this one's results in them; unchanged if it works beside."""
        return buckets

    def render(self, partial: Partial, typed_keys: bool) -> dict[str, object]:
        """Returns the members of the aggregation's JSON object."""
        return partial["value"]  # type: ignore[no-any-return]

    def typed_name(self, partial: Partial) -> str:
        """Returns what stands before the name's # in a typed key."""
        return "simple_value"

    def figure(self, partial: Partial, names: Sequence[str], key: str | None) -> float:
        """Returns the number that it found."""
        value = partial["value"].get(key or "value")
        return float("nan") if value is None else float(value)


@dataclass(frozen=True)
class Aggregations:
    """The aggregations of one level: at the top of a request or inside a bucket aggregation.

    pipelines: each after those that it depends on; misled: what is wrong of their paths, for which they have no order
    faults: what is wrong of the whole tree, at its top
    """

    items: tuple[Aggregation, ...] = ()
    pipelines: tuple[Pipeline, ...] = ()
    misled: str | None = None
    faults: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.items or self.pipelines)

    @property
    def everything(self) -> tuple[Aggregation | Pipeline, ...]:
        """Aggregations, then pipelines."""
        return self.items + self.pipelines

    @cached_property
    def keep_to_hits(self) -> bool:
        """Whether all of them look at documents of the query only."""
        return not any(
            item.leaves_hits or item.looks_beyond_hits or not item.children.keep_to_hits for item in self.items
        )

    @cached_property
    def needs_scores(self) -> bool:
        """Whether one of them looks at scores."""
        return any(item.needs_scores or item.children.needs_scores for item in self.items)

    def by_name(self) -> dict[str, Aggregation | Pipeline]:
        """Returns all of this level by name."""
        return {item.name: item for item in self.everything}

    def empty(self) -> Partial:
        """Returns the partials of no documents, by name."""
        return {item.name: item.empty() for item in self.items}

    def reduce(self, partials: Sequence[Partial], ctx: ReduceContext | None = None) -> Partial:
        """Merges partials, one dict by name per shard, and calculates the pipelines."""
        ctx = ctx or ReduceContext()
        merged: Partial = {}
        for item in self.items:
            name = item.name
            own = [partial[name] for partial in partials if name in partial]
            merged[name] = item.reduce(own or [item.empty()], ctx)
            if ctx.share is not None:
                merged[name] = item.scaled(merged[name], ctx.share)
        for pipeline in self.pipelines:
            result = pipeline.apply_beside(self, merged)
            if result is not None:
                merged[pipeline.name] = result
        return merged

    def apply_inside(self, parent: Aggregation, buckets: list[Partial]) -> list[Partial]:
        """Returns the parent's buckets after the pipelines of this level, which are its children."""
        for pipeline in self.pipelines:
            buckets = pipeline.apply_inside(parent, self, buckets)
        return buckets

    def render(self, partial: Partial, typed_keys: bool = False) -> dict[str, object]:
        """Returns Elasticsearch's `aggregations` object of reduced partials."""
        rendered: dict[str, Any] = {}
        for item in self.everything:
            name = item.name
            own = partial.get(name)
            if own is None:
                continue
            shown = item.render(own, typed_keys)
            if item.meta is not None:
                # a copy: the request's aggregations serve other requests too
                shown = {"meta": deepcopy(item.meta), **shown}
            rendered[f"{item.typed_name(own)}#{name}" if typed_keys else name] = shown
        return rendered

    def sort_value(self, partial: Partial, names: Sequence[str], key: str | None) -> float | str:
        """Returns what buckets are ordered by at a path in reduced partials, see figure."""
        item = self.by_name().get(names[0])
        if not isinstance(item, Aggregation):
            return self.figure(partial, names, key)
        return item.sort_value(partial.get(item.name) or item.empty(), names[1:], key)

    def figure(self, partial: Partial, names: Sequence[str], key: str | None) -> float:
        """Returns the number at a path in reduced partials; raises AggregationExecutionError if there is none."""
        item = self.by_name().get(names[0])
        if item is None:
            raise no_such_path(names[0])
        return item.figure(partial.get(item.name) or item_empty(item), names[1:], key)


def item_empty(item: Aggregation | Pipeline) -> Partial:
    """Returns the result of nothing; a pipeline has none for some buckets."""
    return item.empty() if isinstance(item, Aggregation) else {"value": {}}


# a sixth of the time that importing takes; a server that nobody asks for aggregations starts without it
_types: Any = lazy_module("findling.search.aggs.types")
_REGISTRY: Final[dict[str, type[Aggregation] | type[Pipeline]]] = {}
AggregationType = TypeVar("AggregationType", bound=type[Aggregation] | type[Pipeline])


def register(*names: str) -> Callable[[AggregationType], AggregationType]:
    """Makes an aggregation available under its names in requests."""

    def decorate(cls: AggregationType) -> AggregationType:
        for name in names:
            _REGISTRY[name] = cls
        return cls

    return decorate


def aggregation_class(type_name: str) -> type[Aggregation] | type[Pipeline] | None:
    """Returns the class of a type name."""
    assert _types.MODULES
    return _REGISTRY.get(type_name)


def aggregation_names() -> list[str]:
    """Returns the type names of all aggregations, sorted."""
    assert _types.MODULES
    return sorted(_REGISTRY)
